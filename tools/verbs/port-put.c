/* SPDX-License-Identifier: LGPL-2.1-only */
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "verbs/port-put.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/printable.h"
#include "port/planlines.h"
#include "port/upstream.h"
#include "queue/header.h"
#include "queue/outdir.h"
#include "verbs/jsontext.h"
#include "verbs/say.h"

void port_put_left_out(const struct bpq_carry *c)
{
    struct bpq_err e = {0};
    const char *name;

    for (size_t i = 0; i < c->n; i++) {
        if (!c->v[i].left_out)
            continue;
        name = c->v[i].source->file;
        if (!name)
            name = git_oid_tostr_s(git_commit_id(c->v[i].source->commit));
        bpq_error(&e, BPQ_OK, "%s is left out: %s", name, c->v[i].left_out);
        say_error(&e);
    }
    bpq_err_clear(&e);
}

/* A comment, whatever the text contains. */
static void put_comment(struct bpq_buf *out, const char *what, const char *of,
                        const char *text)
{
    char *line = bpq_fmt("%s: %s: %s", what, of, text);

    bpq_buf_adds(out, "# ");
    bpq_printable_line(out, bpq_str(line));
    bpq_buf_adds(out, "\n");
    free(line);
}

static void put_file(const struct bpq_carried *c, struct bpq_buf *out)
{
    const struct bpq_upstream *s = c->source;

    bpq_buf_addf(out, "%s\n", c->name);
    if (!git_oid_is_zero(&s->mainline))
        bpq_buf_addf(out, "#+ of %s\n", git_oid_tostr_s(&s->mainline));
}

/* The lines of a plan that make its patch. */
static void put_patch(const struct bpq_carried *c,
                      const struct bpq_planline *line, struct bpq_buf *out)
{
    if (line->is_pick)
        bpq_planline_put(&line->pick, out);
    else
        put_file(c, out);
    bpq_buf_addf(out, "# class: %s\n", bpq_class_name(c->class));
    for (size_t i = 0; i < c->rules.n; i++)
        bpq_buf_addf(out, "# rule: %s\n", c->rules.v[i]);
}

static void put_change(const struct bpq_carried *c,
                       const struct bpq_planline *line, struct bpq_buf *out)
{
    const struct bpq_upstream *s = c->source;
    char *name = bpq_upstream_name(s);

    bpq_buf_adds(out, "\n");
    if (c->name)
        put_patch(c, line, out);
    else if (c->left_out)
        put_comment(out, "left out", name, c->left_out);
    else
        put_comment(out, "conflict", name, git_commit_summary(s->commit));
    free(name);
}

/* What is written: each change as a line of a plan, or as a patch file. */
struct result {
    struct bpq_carry *carry;
    struct bpq_planlines lines;
};

/* In the syntax of a plan, so that the folder can be series-X/local. */
static void put_series(const struct job *job, const struct result *r,
                       const struct target *t, struct bpq_buf *out)
{
    const struct bpq_carry *c = r->carry;

    bpq_buf_addf(out, "# Made by bpq port.\n# onto %s %s\n", job->onto,
                 git_oid_tostr_s(&t->commit));
    bpq_buf_addf(out, "# tree %s\n", git_oid_tostr_s(&c->tree));
    for (size_t i = 0; i < c->n; i++)
        put_change(&c->v[i], &r->lines.v[i], out);
}

/* Two lines may use the same one. */
static void add_resolutions(struct bpq_outdir *o, const struct bpq_pickline *l,
                            struct bpq_strs *keys)
{
    for (size_t i = 0; i < l->resolutions.n; i++) {
        const struct bpq_resolution *r = &l->resolutions.v[i];

        if (bpq_strs_have(keys, r->key))
            continue;
        bpq_strs_add(keys, r->key);
        bpq_outdir_add(o, r->path, bpq_buf_str(&r->recipe));
    }
}

static void add_files(struct bpq_outdir *o, const struct result *r)
{
    struct bpq_strs keys = {NULL, 0};

    for (size_t i = 0; i < r->carry->n; i++) {
        const struct bpq_carried *c = &r->carry->v[i];

        if (r->lines.v[i].is_pick)
            add_resolutions(o, &r->lines.v[i].pick, &keys);
        else if (c->name)
            bpq_outdir_add(o, c->name, bpq_buf_str(&c->text));
    }
    bpq_strs_free(&keys);
}

static int write_folder(struct job *job, const struct result *r,
                        const struct target *t, struct bpq_err *e)
{
    struct bpq_buf series = BPQ_BUF_INIT;
    struct bpq_outdir o;
    int rc = bpq_outdir_begin(&o, job->out, job->force, e);

    if (rc)
        return rc;
    put_series(job, r, t, &series);
    add_files(&o, r);
    bpq_outdir_add(&o, "series", bpq_buf_str(&series));
    rc = bpq_outdir_commit(&o, e);
    bpq_outdir_end(&o);
    bpq_buf_free(&series);
    return rc;
}

/* "pick ID with map, resolve" */
static char *describe(const struct bpq_patch *p)
{
    const char *clauses[] = {p->except.n ? "not" : NULL,
                             p->map.n ? "map" : NULL,
                             p->resolve.n ? "resolve" : NULL};
    struct bpq_buf b = BPQ_BUF_INIT;

    bpq_buf_addf(&b, "pick %s", p->id);
    for (size_t i = 0, n = 0; i < 3; i++)
        if (clauses[i])
            bpq_buf_addf(&b, "%s%s", n++ ? ", " : " with ", clauses[i]);
    return b.p;
}

static void put_summary(const struct job *job, const struct result *r)
{
    for (size_t i = 0; i < r->carry->n; i++) {
        const struct bpq_carried *c = &r->carry->v[i];
        const struct bpq_planline *l = &r->lines.v[i];
        char *how;

        if (!c->name)
            continue;
        how = l->is_pick ? describe(&l->pick.patch)
                         : bpq_strdup(bpq_class_name(c->class));
        say("%s/%s: %s%s%s", job->out, l->is_pick ? "series" : c->name, how,
            c->rules.n ? ", " : "", c->rules.n ? c->rules.v[0] : "");
        free(how);
    }
}

/* ---- JSON ---- */

static const char *state_of(const struct bpq_carried *c)
{
    if (c->name)
        return "ported";
    if (c->absent)
        return "absent";
    return c->left_out ? "left out" : "conflict";
}

/* The commit, or the file, that was asked for. */
static void set_source(json_t *o, const char *key, const struct bpq_upstream *s)
{
    jsontext_set(o, key,
                 s->file ? s->file : git_oid_tostr_s(git_commit_id(s->commit)));
}

static void set_plan(json_t *o, const struct bpq_carried *c,
                     const struct bpq_planline *line)
{
    struct bpq_buf text = BPQ_BUF_INIT;
    struct bpq_strs lines = {NULL, 0};

    put_patch(c, line, &text);
    for (const char *p = text.p; *p;) {
        size_t n = strcspn(p, "\n");
        char *one = bpq_strndup(p, n);

        bpq_strs_add(&lines, one);
        free(one);
        p += n + 1;
    }
    json_object_set_new(o, "plan", jsontext_lines(&lines));
    bpq_strs_free(&lines);
    bpq_buf_free(&text);
}

static json_t *json_change(const struct bpq_carried *c,
                           const struct bpq_planline *line,
                           const struct bpq_err *conflict)
{
    const struct bpq_upstream *s = c->source;
    json_t *o = json_object();

    set_source(o, "source", s);
    if (!git_oid_is_zero(&s->mainline))
        jsontext_set_id(o, "of", &s->mainline);
    if (c->needed_by)
        set_source(o, "needed_by", c->needed_by);
    jsontext_set(o, "subject", git_commit_summary(s->commit));
    jsontext_set(o, "state", state_of(c));
    if (c->name) {
        jsontext_set(o, "patch", c->name);
        jsontext_set(o, "class", bpq_class_name(c->class));
        json_object_set_new(o, "rules", jsontext_lines(&c->rules));
        set_plan(o, c, line);
    } else {
        jsontext_set(o, "note", c->left_out ? c->left_out : conflict->line);
    }
    if (c->types.n)
        json_object_set_new(o, "public_types", jsontext_types(&c->types));
    return o;
}

static void put_json(const struct result *r, const struct bpq_err *conflict)
{
    for (size_t i = 0; i < r->carry->n; i++) {
        json_t *o = json_change(&r->carry->v[i], &r->lines.v[i], conflict);

        jsontext_say(o, JSON_COMPACT);
        json_decref(o);
    }
}

/* ---- all of it ---- */

static int find_lines(struct job *job, struct bpq_porter *porter,
                      const struct target *t, struct result *r,
                      struct bpq_err *e)
{
    struct bpq_planning w = {.plan = &job->plan,
                             .tree = &t->tree,
                             .without_local = t->replaces,
                             .porter = porter};

    if (job->lines)
        return bpq_planlines_find(&r->lines, r->carry, &w, e);
    bpq_planlines_none(&r->lines, r->carry);
    return BPQ_OK;
}

static void put_mailbox(const struct bpq_carry *c)
{
    for (size_t i = 0; i < c->n; i++)
        if (c->v[i].name)
            say_bytes(bpq_buf_str(&c->v[i].text));
}

int port_put(struct job *job, struct bpq_porter *porter, struct bpq_carry *c,
             const struct target *t, const struct bpq_err *conflict,
             struct bpq_err *e)
{
    struct result r = {.carry = c};
    int rc;

    if (!job->out) {
        put_mailbox(c);
        return BPQ_OK;
    }
    rc = find_lines(job, porter, t, &r, e);
    if (!rc)
        rc = write_folder(job, &r, t, e);
    if (!rc && job->format)
        put_json(&r, conflict);
    else if (!rc)
        put_summary(job, &r);
    bpq_planlines_free(&r.lines);
    return rc;
}
