/* SPDX-License-Identifier: LGPL-2.1-only */
#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "port/carry.h"
#include "base/buf.h"
#include "base/err.h"
#include "git/difftext.h"
#include "git/history.h"
#include "git/repo.h"
#include "port/absent.h"
#include "port/between.h"
#include "port/inqueue.h"
#include "port/next.h"
#include "port/nextlines.h"
#include "port/port.h"
#include "port/prerequisites.h"
#include "port/publictypes.h"
#include "port/upstream.h"
#include "port/published.h"

struct carrying {
    struct bpq_carry *out;
    struct bpq_porter *porter;
    const struct bpq_onto *onto;
    struct bpq_patchids *ids;
    struct bpq_histories histories;
};

static struct bpq_port port_of(const struct carrying *cg,
                               const struct bpq_upstream *s)
{
    return (struct bpq_port){.mainline = s->mainline,
                             .change = s->change,
                             .onto = cg->out->tree,
                             .branch = cg->onto->branch,
                             .at = (size_t)-1,
                             .own = true,
                             .rules = cg->onto->rules};
}

/* ---- what is there already ---- */

/* A patch from outside may be a version of a commit. */
static void see_age(const struct carrying *cg, const struct bpq_upstream *s,
                    git_time_t *since)
{
    struct bpq_repo *repo = cg->porter->repo;
    git_commit *mainline = NULL;

    bpq_history_since(repo, s->commit, since);
    if (!git_oid_is_zero(&s->mainline) &&
        !git_commit_lookup(&mainline, repo->git, &s->mainline))
        bpq_history_since(repo, mainline, since);
    git_commit_free(mainline);
}

static int read_history(struct carrying *cg,
                        const struct bpq_upstreams *sources, struct bpq_err *e)
{
    git_time_t since = INT64_MAX;

    for (size_t i = 0; i < sources->n; i++)
        see_age(cg, &sources->v[i], &since);
    return bpq_history_read(&cg->out->history, cg->porter->repo, cg->ids,
                            cg->onto->commit, since, e);
}

/* Read it further back for a prerequisite. */
static int reach(struct carrying *cg, const struct bpq_upstream *s,
                 struct bpq_err *e)
{
    git_time_t since = INT64_MAX;

    see_age(cg, s, &since);
    return bpq_history_reach(&cg->out->history, since, e);
}

/* ---- the patch ---- */

/* As git format-patch calls it, with the number of the patch. */
static char *patch_name(const char *prefix, size_t number, const char *subject)
{
    struct bpq_buf b = BPQ_BUF_INIT;
    bool dash = false;
    char *name;

    bpq_buf_addf(&b, "%04zu-", number);
    for (const char *p = subject; *p && b.len < 57; p++) {
        if (isalnum((unsigned char)*p) || *p == '_' || *p == '.') {
            if (dash)
                bpq_buf_add(&b, "-", 1);
            bpq_buf_add(&b, p, 1);
            dash = false;
        } else {
            dash = b.len > 5;
        }
    }
    while (b.len > 5 && b.p[b.len - 1] == '.')
        b.p[--b.len] = 0;
    name =
        bpq_fmt("%s%s%s.patch", prefix ? prefix : "", prefix ? "-" : "", b.p);
    bpq_buf_free(&b);
    return name;
}

static void add_rules(struct carrying *cg, struct bpq_carried *c)
{
    const struct bpq_ported *r = &c->port;
    const char *branch = bpq_published_where(&cg->porter->published,
                                             &c->source->mainline, &r->source);
    char *line;

    if (branch)
        line = bpq_fmt("%s: stable-%s's backport %s", bpq_rule_name(r->rule),
                       branch, git_oid_tostr_s(&r->source));
    else if (r->rule == BPQ_RULE_MERGE)
        line = bpq_strdup("merge: git's, among other lines");
    else
        line = bpq_fmt("%s: the %s itself", bpq_rule_name(r->rule),
                       c->source->file ? "patch" : "commit");
    bpq_strs_add(&c->rules, line);
    free(line);
    if (r->spelled) {
        line = bpq_fmt("dialect: %zu word%s as this branch has them",
                       r->spelled, r->spelled == 1 ? "" : "s");
        bpq_strs_add(&c->rules, line);
        free(line);
    }
    bpq_doubt_line(&c->rules, &cg->porter->published, &c->source->mainline, r);
}

static void add_need(struct bpq_carried *c)
{
    char *name = bpq_upstream_name(c->needed_by);
    char *line =
        bpq_fmt("%s: %s needs it", bpq_rule_name(BPQ_RULE_PREREQUISITE), name);

    bpq_strs_add(&c->rules, line);
    free(line);
    free(name);
}

static int classify(struct carrying *cg, struct bpq_carried *c,
                    struct bpq_str diff, struct bpq_err *e)
{
    git_oid a, b;
    int rc;

    rc = bpq_patchids_get(cg->ids, cg->porter->repo, c->source->commit, &a, e);
    if (!rc)
        rc = bpq_difftext_patchid(diff, &b, e);
    if (rc)
        return rc;
    if (git_oid_equal(&a, &b))
        c->class = BPQ_CLEAN;
    else
        c->class = c->port.rule == BPQ_RULE_MERGE && !c->port.spelled
                       ? BPQ_CONTEXT
                       : BPQ_ADAPTED;
    if (c->needed_by)
        add_need(c);
    if (c->class != BPQ_CLEAN || c->port.doubt)
        add_rules(cg, c);
    if (c->class == BPQ_CLEAN && c->rules.n)
        c->class = BPQ_CONTEXT; /* a clean patch says no rules */
    return BPQ_OK;
}

/* As linux-stable's trailer has it. */
static char *dep_of(const struct bpq_upstream *s)
{
    if (!s)
        return NULL;
    return bpq_fmt("%s (\"%s\")",
                   s->file ? s->file
                           : git_oid_tostr_s(git_commit_id(s->commit)),
                   git_commit_summary(s->commit));
}

static int write_patch(struct carrying *cg, struct bpq_carried *c,
                       const git_oid *before, struct bpq_err *e)
{
    struct bpq_buf diff = BPQ_BUF_INIT;
    struct bpq_strs types = {NULL, 0};
    char *dep = dep_of(c->needed_by);
    struct bpq_head head = {.commit = c->source->commit,
                            .file = c->source->file,
                            .rules = &c->rules,
                            .types = &types,
                            .dep_of = dep};
    int rc;

    bpq_public_types_lines(&types, &c->types, false);
    rc = bpq_difftext_trees(&diff, cg->porter->repo, before, &c->port.tree,
                            NULL, e);
    if (!rc)
        rc = classify(cg, c, bpq_buf_str(&diff), e);
    head.class = c->class;
    if (!rc)
        rc = bpq_header_put(&c->text, &head, e);
    if (!rc)
        bpq_buf_add(&c->text, diff.p, diff.len);
    bpq_strs_free(&types);
    bpq_buf_free(&diff);
    free(dep);
    return rc;
}

/* The port is known: write the patch, and go on from its tree. */
static int finish(struct carrying *cg, struct bpq_carried *c, struct bpq_err *e)
{
    struct bpq_carry *out = cg->out;
    int rc;

    if (git_oid_equal(&c->port.tree, &out->tree)) {
        c->left_out = bpq_strdup("replayed, it changes nothing");
        return BPQ_OK;
    }
    c->name = patch_name(cg->onto->name, (size_t)(c - out->v) + 1,
                         git_commit_summary(c->source->commit));
    rc = write_patch(cg, c, &out->tree, e);
    if (rc && c->source->file)
        return bpq_error_at(e, "%s", c->source->file);
    if (!rc)
        out->tree = c->port.tree;
    return rc;
}

static struct bpq_carried *append(struct bpq_carry *out,
                                  const struct bpq_upstream *source)
{
    out->v = bpq_grow(out->v, out->n + 1, sizeof(*out->v));
    out->v[out->n] = (struct bpq_carried){.source = source};
    return &out->v[out->n++];
}

/* ---- a conflict ---- */

static void put_lines(struct bpq_buf *out, const struct bpq_strs *lines)
{
    for (size_t i = 0; i < lines->n; i++)
        bpq_buf_addf(out, "    %s\n", lines->v[i]);
}

static void put_accept(struct bpq_strs *lines,
                       const struct bpq_prerequisites *r)
{
    struct bpq_buf line = BPQ_BUF_INIT;

    bpq_buf_addf(&line, "with --accept %s, this is taken before it:",
                 bpq_rule_name(BPQ_RULE_PREREQUISITE));
    for (size_t i = 0; i < r->n; i++)
        bpq_buf_addf(&line, "%s %s", i ? "," : "",
                     git_oid_tostr_s(&r->v[i]->id));
    bpq_strs_add(lines, line.p);
    bpq_buf_free(&line);
}

/* What is in the way, where its functions are, or NULL, and what could be done
 * about it. */
static char *explain(const struct carrying *cg, const struct bpq_carried *c,
                     const char *where, const struct bpq_next *next,
                     const struct bpq_prerequisites *r)
{
    struct bpq_buf out = BPQ_BUF_INIT;
    struct bpq_strs lines = {NULL, 0};
    char *name = bpq_upstream_name(c->source);

    bpq_buf_addf(&out, "%s\n    %s\n", name,
                 git_commit_summary(c->source->commit));
    bpq_public_types_lines(&lines, &c->types, true);
    if (where)
        bpq_strs_add(&lines, where);
    bpq_doubt_line(&lines, &cg->porter->published, &c->source->mainline,
                   &c->port);
    bpq_next_lines(&lines, next);
    if (r->n)
        put_accept(&lines, r);
    bpq_backport_lines(&lines, &cg->porter->published, &c->source->mainline);
    put_lines(&out, &lines);
    bpq_strs_free(&lines);
    free(name);
    return out.p;
}

static int refuse(const struct carrying *cg, const struct bpq_carried *c,
                  const char *where, const struct bpq_next *next,
                  const struct bpq_prerequisites *r, struct bpq_err *e)
{
    const struct bpq_replayed *m = &c->port.merge;
    char *name = bpq_upstream_name(c->source);

    bpq_error(e, BPQ_NO,
              "%s (%s) conflicts in %s%s: no rule settles it; settle it "
              "by hand, or allow rules that guess with --accept",
              name, git_commit_summary(c->source->commit),
              m->n ? m->v[0].path : "its result",
              m->n > 1 ? " and other files" : "");
    e->more = explain(cg, c, where, next, r);
    free(name);
    return BPQ_NO;
}

/* Make patches of the prerequisites, and of the change on top of them; it is
 * the last one of out. */
static int take(struct carrying *cg, struct bpq_prerequisites *r,
                struct bpq_err *e)
{
    struct bpq_carry *out = cg->out;
    struct bpq_carried last = out->v[--out->n];
    int rc = BPQ_OK;

    for (size_t i = 0; !rc && i < r->n; i++) {
        struct bpq_upstream *u = bpq_alloc(sizeof(*u));
        struct bpq_carried *c = append(out, u);
        int l =
            git_commit_lookup(&u->commit, cg->porter->repo->git, &r->v[i]->id);

        u->mainline = r->v[i]->id;
        u->change = r->v[i]->change;
        c->needed_by = last.source;
        c->port = r->port[i];
        r->port[i] = (struct bpq_ported){0};
        rc = l < 0 ? bpq_repo_error(cg->porter->repo, l, e, "commit %s",
                                    git_oid_tostr_s(&u->mainline))
                   : reach(cg, u, e);
        if (!rc)
            rc = finish(cg, c, e);
    }
    bpq_ported_free(&last.port);
    last.port = r->then;
    r->then = (struct bpq_ported){0};
    *append(out, NULL) = last;
    return rc ? rc : finish(cg, &out->v[out->n - 1], e);
}

/* No rule settles the last one of out. */
static int conflict(struct carrying *cg, const char *where, struct bpq_err *e)
{
    const struct bpq_carried *c = &cg->out->v[cg->out->n - 1];
    struct bpq_going going = {.what = port_of(cg, c->source),
                              .parent =
                                  *git_commit_parent_id(c->source->commit, 0),
                              .base = *cg->onto->commit};
    struct bpq_prerequisites r = {0};
    struct bpq_next next;
    int rc = bpq_next_read(&next, cg->porter, &cg->histories, &going, NULL, e);

    if (!rc)
        rc = bpq_prerequisites_find(&r, cg->porter, &next, &going.what, e);
    if (!rc && r.n && (cg->onto->rules & BPQ_RULE_BIT(BPQ_RULE_PREREQUISITE)))
        rc = take(cg, &r, e);
    else if (!rc)
        rc = refuse(cg, c, where, &next, &r, e);
    bpq_prerequisites_free(&r);
    bpq_next_free(&next);
    return rc;
}

/* ---- one after the other ---- */

/* Does the base have it, itself or as what it is made from? */
static int has(struct carrying *cg, const struct bpq_upstream *s, char **how,
               struct bpq_err *e)
{
    git_repository *git = cg->porter->repo->git;
    git_commit *mainline = NULL;
    int rc = bpq_history_has(&cg->out->history, s->commit, how, e);

    if (rc || *how || !s->file || git_oid_is_zero(&s->mainline) ||
        git_commit_lookup(&mainline, git, &s->mainline))
        return rc;
    rc = bpq_history_has(&cg->out->history, mainline, how, e);
    git_commit_free(mainline);
    return rc;
}

static bool is_backport(const struct bpq_upstream *s)
{
    return !s->file && !git_oid_equal(&s->mainline, git_commit_id(s->commit));
}

/* Who names a branch's backport wants that one rather than others. */
static int port(struct bpq_porter *p, const struct bpq_upstream *s,
                struct bpq_port *what, struct bpq_ported *out,
                struct bpq_err *e)
{
    struct bpq_port itself = *what;
    int rc;

    itself.rules &= BPQ_RULE_BIT(BPQ_RULE_OWN) | BPQ_RULE_BIT(BPQ_RULE_MERGE) |
                    BPQ_RULE_BIT(BPQ_RULE_TRANSPLANT);
    if (!is_backport(s))
        return bpq_port(p, what, out, e);
    rc = bpq_port(p, &itself, out, e);
    if (rc || out->rule != BPQ_RULE_NONE)
        return rc;
    bpq_ported_free(out);
    return bpq_port(p, what, out, e);
}

static char *in_queue(struct carrying *cg, const struct bpq_upstream *s)
{
    const struct bpq_queue *q = cg->onto->queue;
    const struct bpq_made *m = NULL;

    if (q && !git_oid_is_zero(&s->mainline))
        m = bpq_inqueue(q, cg->porter->repo, &s->mainline);
    if (!m || (m->patch->local && cg->onto->replaces_local))
        return NULL;
    return m->left_out ? bpq_strdup(m->left_out)
                       : bpq_fmt("the queue has it as %s", m->patch->name);
}

/* No rule settles it: is there anything on the branch to be changed? */
static int unsettled(struct carrying *cg, struct bpq_carried *c,
                     struct bpq_err *e)
{
    char *how;
    int rc = bpq_absent(cg->porter, &c->source->change, &cg->out->tree,
                        &c->port.merge, &c->absent, &how, e);

    if (c->absent)
        c->left_out = bpq_strdup(how);
    else if (!rc)
        rc = conflict(cg, how, e);
    free(how);
    return rc;
}

static int carry_one(struct carrying *cg, const struct bpq_upstream *s,
                     struct bpq_err *e)
{
    struct bpq_carried *c = append(cg->out, s);
    struct bpq_port what = port_of(cg, s);
    int rc = BPQ_OK;

    c->left_out = in_queue(cg, s);
    if (!c->left_out)
        rc = has(cg, s, &c->left_out, e);
    if (rc || c->left_out)
        return rc;
    rc = port(cg->porter, s, &what, &c->port, e);
    if (!rc)
        rc = bpq_public_types_find(&c->types, cg->porter->repo, &s->change, e);
    if (rc)
        return rc;
    return c->port.rule == BPQ_RULE_NONE ? unsettled(cg, c, e)
                                         : finish(cg, c, e);
}

int bpq_carry(struct bpq_carry *out, struct bpq_porter *porter,
              const struct bpq_upstreams *sources, const struct bpq_onto *onto,
              struct bpq_patchids *ids, struct bpq_err *e)
{
    struct carrying cg = {
        .out = out, .porter = porter, .onto = onto, .ids = ids};
    int rc;

    *out = (struct bpq_carry){.tree = *onto->tree};
    bpq_histories_open(&cg.histories, porter->repo);
    rc = read_history(&cg, sources, e);
    for (size_t i = 0; !rc && i < sources->n; i++)
        rc = carry_one(&cg, &sources->v[i], e);
    bpq_histories_close(&cg.histories);
    return rc;
}

/* A prerequisite has a source of its own. */
static void free_own(const struct bpq_upstream *source)
{
    git_commit_free(source->commit);
    free((void *)source);
}

void bpq_carry_free(struct bpq_carry *c)
{
    for (size_t i = 0; i < c->n; i++) {
        bpq_ported_free(&c->v[i].port);
        bpq_strs_free(&c->v[i].rules);
        bpq_public_types_free(&c->v[i].types);
        free(c->v[i].name);
        bpq_buf_free(&c->v[i].text);
        free(c->v[i].left_out);
        if (c->v[i].needed_by)
            free_own(c->v[i].source);
    }
    free(c->v);
    bpq_history_free(&c->history);
    memset(c, 0, sizeof(*c));
}
