/* SPDX-License-Identifier: LGPL-2.1-only */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "verbs/advisories-put.h"
#include "base/buf.h"
#include "base/printable.h"
#include "port/candidates.h"
#include "port/next.h"
#include "port/nextlines.h"
#include "port/port.h"
#include "port/publictypes.h"
#include "port/published.h"
#include "port/replay.h"
#include "port/state.h"
#include "port/where.h"
#include "verbs/jsontext.h"
#include "verbs/say.h"

/* ---- what all formats say ---- */

struct date {
    char text[16];
};

static struct date date_of(git_time_t when)
{
    struct date d;
    time_t t = (time_t)when;
    struct tm tm;

    if (!gmtime_r(&t, &tm) || !strftime(d.text, sizeof(d.text), "%F", &tm))
        strcpy(d.text, "-");
    return d;
}

static const git_oid *id_of(const struct bpq_fix *fix)
{
    return git_commit_id(fix->commit);
}

static bool is_settled(const struct bpq_standing *s)
{
    return s->port.rule != BPQ_RULE_NONE;
}

/* Which branch has what was replayed; NULL if it is the commit itself. */
static const char *source_branch(const struct listing *l,
                                 const struct bpq_standing *s)
{
    size_t n;
    const struct bpq_backport *b =
        bpq_published_of(l->published, id_of(s->fix), &n);

    for (size_t i = 0; i < n; i++)
        if (git_oid_equal(&b[i].id, &s->port.source))
            return l->published->branches[b[i].branch].name;
    return NULL;
}

static char *trouble_line(const struct bpq_trouble *t)
{
    return bpq_fmt("%s: %s%s%s", t->path, bpq_trouble_sentence(t->kind),
                   t->why ? ": " : "", t->why ? t->why : "");
}

static void add_conflict(const struct listing *l, const struct bpq_standing *s,
                         struct bpq_strs *out)
{
    for (size_t i = 0; !s->next && i < s->port.merge.n; i++) {
        char *line = trouble_line(&s->port.merge.v[i]);

        bpq_strs_add(out, line);
        free(line);
    }
    if (s->next)
        bpq_next_lines(out, s->next);
    bpq_backport_lines(out, l->published, id_of(s->fix));
}

/* What a person has to know beyond the state, a line each. */
static void add_notes(const struct listing *l, const struct bpq_standing *s,
                      struct bpq_strs *out)
{
    const char *branch = is_settled(s) ? source_branch(l, s) : NULL;
    char *line;

    if (s->how)
        bpq_strs_add(out, s->how);
    if (branch) {
        line = bpq_fmt("from stable-%s's backport %s", branch,
                       git_oid_tostr_s(&s->port.source));
        bpq_strs_add(out, line);
        free(line);
    }
    if (s->port.spelled) {
        line = bpq_fmt("dialect: %zu word%s as this branch has them",
                       s->port.spelled, s->port.spelled == 1 ? "" : "s");
        bpq_strs_add(out, line);
        free(line);
    }
    bpq_doubt_line(out, l->published, id_of(s->fix), &s->port);
    if (s->after) {
        line = bpq_fmt("after %s, which conflicts, too",
                       git_oid_tostr_s(id_of(s->after)));
        bpq_strs_add(out, line);
        free(line);
    }
    bpq_public_types_lines(out, &s->types, true);
    if (s->state == BPQ_STATE_CONFLICT)
        add_conflict(l, s, out);
}

/* The numbers of the advisories that it needs. */
static char *needs_of(const struct bpq_xsa *x, const char *between)
{
    struct bpq_buf b = BPQ_BUF_INIT;

    bpq_buf_adds(&b, "");
    for (size_t i = 0; i < x->n_needs; i++)
        bpq_buf_addf(&b, "%s%u", i ? between : "", x->needs[i]);
    return b.p;
}

/* ---- a table ---- */

static void put_commit(const struct listing *l, const struct bpq_standing *s)
{
    struct bpq_strs notes = {NULL, 0};
    char id[13];

    git_oid_tostr(id, sizeof(id), id_of(s->fix));
    say("  %s %s%s%s %s", id,
        s->state == BPQ_STATE_PORTED ? bpq_rule_name(s->port.rule)
                                     : bpq_state_name(s->state),
        s->fix->stable ? " stable-" : "", s->fix->stable ? s->fix->stable : "",
        git_commit_summary(s->fix->commit));
    add_notes(l, s, &notes);
    for (size_t i = 0; i < notes.n; i++)
        say("      %s", notes.v[i]);
    bpq_strs_free(&notes);
}

static char *count(size_t n, const char *one, const char *many)
{
    return bpq_fmt("%zu %s", n, n == 1 ? one : many);
}

static void put_sum(const char *what, size_t n_advisories, size_t n_commits)
{
    char *advisories = count(n_advisories, "advisory", "advisories");
    char *commits = count(n_commits, "commit", "commits");

    say("%s %s, %s", what, advisories, commits);
    free(advisories);
    free(commits);
}

/* A commit of several advisories counts once. */
static bool is_counted(const struct bpq_xsa *x, const struct bpq_standing *s)
{
    unsigned first = s->fix->xsas[0];

    for (size_t i = 1; i < s->fix->n_xsas; i++)
        if (s->fix->xsas[i] < first)
            first = s->fix->xsas[i];
    return x->number == first;
}

static void put_sums(const struct listing *l)
{
    size_t commits[BPQ_N_STATES] = {0}, advisories[BPQ_N_STATES] = {0};
    size_t n_commits = 0, n_needs = 0;
    char *branch = bpq_fmt("%s:", l->branch);

    for (size_t i = 0; i < l->standings.n; i++) {
        const struct bpq_xsa *x = &l->standings.v[i];

        advisories[x->state]++;
        n_needs += x->n_needs != 0;
        for (size_t k = 0; k < x->n; k++)
            if (is_counted(x, &x->v[k])) {
                commits[x->v[k].state]++;
                n_commits++;
            }
    }
    put_sum(branch, l->standings.n, n_commits);
    for (int s = 0; s < BPQ_N_STATES; s++) {
        char *state = bpq_fmt("  %-9s", bpq_state_name(s));

        if (commits[s])
            put_sum(state, advisories[s], commits[s]);
        free(state);
    }
    if (n_needs)
        say("  of the conflicts %zu are settled after others", n_needs);
    free(branch);
}

static void table_put(struct listings *all, const struct listing *l)
{
    if (all->begun)
        say("%s", "");
    all->begun = true;
    say("%s: security fixes since %s, on %s with its queue", l->branch,
        date_of(l->since).text, l->base);
    for (size_t i = 0; i < l->standings.n; i++) {
        const struct bpq_xsa *x = &l->standings.v[i];
        char *needs = needs_of(x, ", XSA-");

        say("XSA-%u: %s%s%s", x->number, bpq_state_name(x->state),
            *needs ? "; settled after XSA-" : "", needs);
        for (size_t k = 0; k < x->n; k++)
            put_commit(l, &x->v[k]);
        free(needs);
    }
    if (l->standings.n > 1)
        put_sums(l);
}

static void table_end(struct listings *all)
{
    (void)all;
}

/* ---- lines of fields ---- */

static void add_field(struct bpq_buf *out, const char *s)
{
    if (out->len && out->p[out->len - 1] != '\n')
        bpq_buf_adds(out, "\t");
    bpq_printable_line(out, bpq_str(s && *s ? s : "-"));
}

static void add_id(struct bpq_buf *out, const git_oid *id)
{
    add_field(out, id ? git_oid_tostr_s(id) : NULL);
}

static void add_types(struct bpq_buf *out, const struct bpq_public_types *t)
{
    struct bpq_buf names = BPQ_BUF_INIT;

    for (size_t i = 0; i < t->n; i++)
        bpq_buf_addf(&names, "%s%s", i ? " " : "", t->v[i].name);
    add_field(out, bpq_buf_str(&names).p);
    bpq_buf_free(&names);
}

static void add_row(struct bpq_buf *out, const struct listing *l,
                    const struct bpq_xsa *x, const struct bpq_standing *s)
{
    struct bpq_buf note = BPQ_BUF_INIT;
    struct bpq_strs notes = {NULL, 0};
    char *xsa = bpq_fmt("%u", x->number), *needs = needs_of(x, " ");

    add_notes(l, s, &notes);
    for (size_t i = 0; i < notes.n; i++)
        bpq_buf_addf(&note, "%s%s", i ? "; " : "",
                     notes.v[i] + strspn(notes.v[i], " "));
    add_field(out, l->branch);
    add_field(out, l->base);
    add_field(out, xsa);
    add_field(out, bpq_state_name(x->state));
    add_id(out, id_of(s->fix));
    add_field(out, s->fix->stable ? s->fix->stable : "mainline");
    add_field(out, date_of(s->fix->when).text);
    add_field(out, bpq_state_name(s->state));
    add_field(out, is_settled(s) ? bpq_rule_name(s->port.rule) : NULL);
    add_id(out, is_settled(s) ? &s->port.source : NULL);
    add_id(out, s->after ? id_of(s->after) : NULL);
    add_field(out, git_commit_summary(s->fix->commit));
    add_field(out, bpq_buf_str(&note).p);
    add_types(out, &s->types);
    add_field(out, needs);
    bpq_buf_adds(out, "\n");
    bpq_buf_free(&note);
    bpq_strs_free(&notes);
    free(needs);
    free(xsa);
}

static void tsv_put(struct listings *all, const struct listing *l)
{
    struct bpq_buf out = BPQ_BUF_INIT;

    if (!all->begun)
        bpq_buf_adds(
            &out, "branch\tbase\txsa\tadvisory\tcommit\ton\tdate\t"
                  "state\trule\tsource\tafter\tsubject\tnote\ttypes\tneeds\n");
    all->begun = true;
    for (size_t i = 0; i < l->standings.n; i++)
        for (size_t k = 0; k < l->standings.v[i].n; k++)
            add_row(&out, l, &l->standings.v[i], &l->standings.v[i].v[k]);
    say_bytes(bpq_buf_str(&out));
    bpq_buf_free(&out);
}

/* ---- JSON ---- */

/* Where the branch has the file, if that was looked for. */
static void set_where(json_t *o, const struct bpq_next *next, const char *path)
{
    for (size_t i = 0; next && i < next->n; i++) {
        const struct bpq_where *w = &next->v[i].where;

        if (strcmp(next->v[i].path, path) || !w->path)
            continue;
        jsontext_set(o, "here", w->path);
        jsontext_set(o, "here_by", bpq_where_name(w->how));
        json_object_set_new(o, "map_settles", json_boolean(w->settles));
    }
}

static json_t *json_conflicts(const struct bpq_standing *s)
{
    const struct bpq_replayed *r = &s->port.merge;
    json_t *a = json_array();

    for (size_t i = 0; i < r->n; i++) {
        json_t *o = json_object();

        jsontext_set(o, "path", r->v[i].path);
        jsontext_set(o, "kind", bpq_trouble_name(r->v[i].kind));
        if (r->v[i].why)
            jsontext_set(o, "why", r->v[i].why);
        set_where(o, s->next, r->v[i].path);
        json_array_append_new(a, o);
    }
    return a;
}

static json_t *json_candidate(const struct bpq_candidate *c)
{
    json_t *o = json_object();

    jsontext_set_id(o, "id", &c->id);
    jsontext_set(o, "subject", c->subject);
    jsontext_set(o, "date", date_of(c->when).text);
    json_object_set_new(o, "lines", json_integer((json_int_t)c->lines));
    json_object_set_new(o, "names", jsontext_lines(&c->names));
    json_object_set_new(o, "files", json_integer((json_int_t)c->files));
    json_object_set_new(o, "added", json_integer((json_int_t)c->added));
    json_object_set_new(o, "removed", json_integer((json_int_t)c->removed));
    if (c->port.rule != BPQ_RULE_NONE)
        jsontext_set(o, "rule", bpq_rule_name(c->port.rule));
    if (c->port.rule != BPQ_RULE_NONE && c->port.doubt)
        jsontext_set(o, "doubt", c->port.doubt);
    if (c->then != BPQ_RULE_NONE)
        jsontext_set(o, "then_rule", bpq_rule_name(c->then));
    return o;
}

/* What a branch lacks for a fix, and the commits that made it. */
static void set_next(json_t *o, const struct bpq_next *next)
{
    json_t *a = json_array();

    json_object_set_new(o, "missing_lines",
                        json_integer((json_int_t)next->lacking.lines));
    json_object_set_new(o, "missing_names",
                        jsontext_lines(&next->lacking.names));
    for (size_t i = 0; i < next->candidates.n; i++)
        json_array_append_new(a, json_candidate(&next->candidates.v[i]));
    json_object_set_new(o, "candidates", a);
}

static json_t *json_backports(const struct listing *l, const git_oid *id)
{
    size_t n;
    const struct bpq_backport *b = bpq_published_of(l->published, id, &n);
    json_t *a = json_array();

    for (size_t i = 0; i < n; i++) {
        json_t *o = json_object();

        jsontext_set(o, "stable", l->published->branches[b[i].branch].name);
        jsontext_set_id(o, "id", &b[i].id);
        json_array_append_new(a, o);
    }
    return a;
}

static json_t *json_commit(const struct listing *l,
                           const struct bpq_standing *s)
{
    json_t *o = json_object();

    jsontext_set_id(o, "id", id_of(s->fix));
    jsontext_set(o, "subject", git_commit_summary(s->fix->commit));
    jsontext_set(o, "date", date_of(s->fix->when).text);
    if (s->fix->stable)
        jsontext_set(o, "stable", s->fix->stable);
    jsontext_set(o, "state", bpq_state_name(s->state));
    if (s->how)
        jsontext_set(o, "how", s->how);
    if (is_settled(s))
        jsontext_set(o, "rule", bpq_rule_name(s->port.rule));
    if (is_settled(s) || s->port.doubt) {
        const char *branch = source_branch(l, s);

        jsontext_set_id(o, "source", &s->port.source);
        if (branch)
            jsontext_set(o, "source_stable", branch);
    }
    if (s->port.doubt)
        jsontext_set(o, "doubt", s->port.doubt);
    if (s->after)
        jsontext_set_id(o, "after", id_of(s->after));
    if (s->state == BPQ_STATE_CONFLICT) {
        json_object_set_new(o, "conflicts", json_conflicts(s));
        json_object_set_new(o, "backports", json_backports(l, id_of(s->fix)));
    }
    if (s->next)
        set_next(o, s->next);
    if (s->types.n)
        json_object_set_new(o, "public_types", jsontext_types(&s->types));
    return o;
}

static json_t *json_advisory(const struct listing *l, const struct bpq_xsa *x)
{
    json_t *o = json_object(), *commits = json_array(), *needs = json_array();

    json_object_set_new(o, "xsa", json_integer(x->number));
    jsontext_set(o, "state", bpq_state_name(x->state));
    for (size_t i = 0; i < x->n_needs; i++)
        json_array_append_new(needs, json_integer(x->needs[i]));
    if (x->n_needs)
        json_object_set(o, "needs", needs);
    json_decref(needs);
    for (size_t i = 0; i < x->n; i++)
        json_array_append_new(commits, json_commit(l, &x->v[i]));
    json_object_set_new(o, "commits", commits);
    return o;
}

static void json_put(struct listings *all, const struct listing *l)
{
    json_t *o = json_object(), *advisories = json_array();

    if (!all->json)
        all->json = json_array();
    jsontext_set(o, "branch", l->branch);
    jsontext_set(o, "base", l->base);
    jsontext_set_id(o, "commit", &l->queue->base_commit);
    jsontext_set_id(o, "tree", &l->queue->tree);
    jsontext_set(o, "since", date_of(l->since).text);
    for (size_t i = 0; i < l->standings.n; i++)
        json_array_append_new(advisories, json_advisory(l, &l->standings.v[i]));
    json_object_set_new(o, "advisories", advisories);
    json_array_append_new(all->json, o);
}

static void json_end(struct listings *all)
{
    json_t *o = json_object();

    json_object_set_new(o, "branches", all->json ? all->json : json_array());
    jsontext_say(o, JSON_INDENT(1));
    json_decref(o);
}

const struct listing_format listing_formats[LISTING_N_FORMATS] = {
    {"table", table_put, table_end},
    {"tsv", tsv_put, table_end},
    {"json", json_put, json_end},
};
