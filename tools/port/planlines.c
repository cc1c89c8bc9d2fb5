/* SPDX-License-Identifier: LGPL-2.1-only */
#include <stdlib.h>
#include <string.h>

#include "port/planlines.h"
#include "base/buf.h"
#include "base/printable.h"
#include "git/history.h"
#include "merge/resolution.h"
#include "port/port.h"
#include "port/published.h"

struct planning {
    struct bpq_planlines *out;
    const struct bpq_planning *w;
    struct bpq_history *history;
    struct bpq_resolutions known; /* of the lines so far */
    git_oid before;
};

/* One change, and the commits whose pick may be it. */
#define N_CANDIDATES 2

struct choice {
    const struct bpq_carried *c;
    git_commit *commits[N_CANDIDATES]; /* mainline's, and what was taken */
    size_t n;
    char *taken; /* by which rule it was settled: one line */
};

/* ---- how it was settled ---- */

/* The commit whose change was replayed. */
static const git_oid *taken_id(const struct bpq_carried *c)
{
    switch (c->port.rule) {
    case BPQ_RULE_MERGE:
    case BPQ_RULE_TRANSPLANT:
    case BPQ_RULE_WORDS:
        return git_commit_id(c->source->commit);
    default:
        return &c->port.source;
    }
}

static const char *how_taken(enum bpq_rule rule)
{
    switch (rule) {
    case BPQ_RULE_TRANSPLANT:
    case BPQ_RULE_NEWER_TRANSPLANT:
        return "transplanted";
    case BPQ_RULE_AGREED_WORDS:
        return "merged word by word, with which the commit itself agrees";
    case BPQ_RULE_NEWER_WORDS:
    case BPQ_RULE_WORDS:
        return "merged word by word, which is a guess";
    case BPQ_RULE_OWN:
        return "which was made after this base";
    default:
        return "as git merges it";
    }
}

static char *taken(const struct planning *p, const struct bpq_carried *c)
{
    const char *branch = bpq_published_where(&p->w->porter->published,
                                             &c->source->mainline, taken_id(c));
    char *what = branch ? bpq_fmt("stable-%s's backport %s", branch,
                                  git_oid_tostr_s(taken_id(c)))
                        : bpq_strdup("the commit itself");
    char *line = bpq_fmt("rule %s: %s, %s", bpq_rule_name(c->port.rule), what,
                         how_taken(c->port.rule));

    free(what);
    return line;
}

static bool is_guess(enum bpq_rule rule)
{
    return rule == BPQ_RULE_NEWER_WORDS || rule == BPQ_RULE_WORDS;
}

/* It is more than the same change among other lines. */
static bool is_adapted(const struct bpq_pickline *l)
{
    return l->patch.except.n || l->patch.resolve.n;
}

/* Add a sentence, whatever the text contains. */
static void add_why(struct bpq_buf *why, const char *text)
{
    if (why->len)
        bpq_buf_adds(why, "\n");
    bpq_printable_line(why, bpq_str(text));
}

/* What is adapted has a reason, and doubt goes along with every pick. */
static void set_why(const struct choice *g, struct bpq_pickline *l)
{
    const struct bpq_strs *rules = &g->c->rules;
    struct bpq_buf why = BPQ_BUF_INIT;

    if (is_adapted(l) || is_guess(g->c->port.rule))
        add_why(&why, g->taken);
    for (size_t i = 0; i < l->why.n; i++)
        add_why(&why, l->why.v[i]);
    for (size_t i = 0; i < rules->n; i++)
        if (!strncmp(rules->v[i], "doubt: ", 7))
            add_why(&why, rules->v[i]);
    l->patch.why = why.p;
}

/* ---- which commits may be picked ---- */

/* A plan picks a commit once. */
static bool is_free(const struct planning *p, const char *id)
{
    const struct bpq_plan *plan = p->w->plan;

    for (size_t i = 0; i < plan->n_patches; i++) {
        const struct bpq_patch *patch = &plan->patches[i];

        if (patch->source == BPQ_PICK && !strcmp(patch->id, id) &&
            !(patch->local && p->w->without_local))
            return false;
    }
    for (size_t i = 0; i < p->out->n; i++)
        if (p->out->v[i].is_pick && !strcmp(p->out->v[i].pick.patch.id, id))
            return false;
    return true;
}

/* Nor one that the queue would take for a part of the base. */
static int add_candidate(struct planning *p, struct choice *g,
                         const git_oid *id, struct bpq_err *e)
{
    git_commit *c = NULL;
    char *how = NULL;
    int rc;

    for (size_t i = 0; i < g->n; i++)
        if (git_oid_equal(git_commit_id(g->commits[i]), id))
            return BPQ_OK;
    if (git_oid_is_zero(id) || !is_free(p, git_oid_tostr_s(id)) ||
        git_commit_lookup(&c, p->w->porter->repo->git, id))
        return BPQ_OK;
    rc = bpq_history_has(p->history, c, &how, e);
    if (rc || how) {
        git_commit_free(c);
        free(how);
        return rc;
    }
    g->commits[g->n++] = c;
    return BPQ_OK;
}

static int find_candidates(struct planning *p, struct choice *g,
                           struct bpq_err *e)
{
    int rc = add_candidate(p, g, &g->c->source->mainline, e);

    return rc ? rc : add_candidate(p, g, taken_id(g->c), e);
}

/* ---- the best line ---- */

static int try(struct planning *p, struct choice *g, git_commit *commit,
               struct bpq_planline *best, struct bpq_err *e)
{
    struct bpq_pickline_wanted w = {.plan = p->w->plan,
                                    .similar = &p->w->porter->similar,
                                    .commit = commit,
                                    .before = p->before,
                                    .after = g->c->port.tree,
                                    .note = g->taken,
                                    .known = &p->known};
    struct bpq_pickline l;
    bool found;
    int rc = bpq_pickline_find(&l, &w, &found, e);

    if (rc || !found || (best->is_pick && best->pick.cost <= l.cost)) {
        bpq_pickline_free(&l);
        return rc;
    }
    bpq_pickline_free(&best->pick);
    best->pick = l;
    best->is_pick = true;
    return BPQ_OK;
}

static int keep_resolutions(struct planning *p, const struct bpq_pickline *l,
                            struct bpq_err *e)
{
    int rc = BPQ_OK;

    for (size_t i = 0; !rc && i < l->resolutions.n; i++)
        rc = bpq_resolution_add(&p->known, l->resolutions.v[i].key,
                                l->resolutions.v[i].path,
                                bpq_buf_str(&l->resolutions.v[i].recipe), e);
    return rc;
}

static int choose(struct planning *p, const struct bpq_carried *c,
                  struct bpq_planline *out, struct bpq_err *e)
{
    struct choice g = {.c = c, .taken = taken(p, c)};
    int rc = find_candidates(p, &g, e);

    for (size_t i = 0; !rc && i < g.n; i++)
        if (!out->is_pick || out->pick.cost)
            rc = try(p, &g, g.commits[i], out, e);
    if (!rc && out->is_pick) {
        out->pick.patch.name = bpq_strdup(c->name);
        set_why(&g, &out->pick);
        rc = keep_resolutions(p, &out->pick, e);
    }
    for (size_t i = 0; i < g.n; i++)
        git_commit_free(g.commits[i]);
    free(g.taken);
    return rc;
}

int bpq_planlines_find(struct bpq_planlines *out, struct bpq_carry *carry,
                       const struct bpq_planning *w, struct bpq_err *e)
{
    struct planning p = {
        .out = out, .w = w, .history = &carry->history, .before = *w->tree};
    int rc = BPQ_OK;

    *out = (struct bpq_planlines){
        .v = bpq_alloc((carry->n + 1) * sizeof(*out->v))};
    for (; !rc && out->n < carry->n; out->n++) {
        const struct bpq_carried *c = &carry->v[out->n];

        if (!c->name) /* left out, or a conflict */
            continue;
        if (!c->source->file)
            rc = choose(&p, c, &out->v[out->n], e);
        p.before = c->port.tree;
    }
    bpq_resolutions_free(&p.known);
    return rc;
}

void bpq_planlines_none(struct bpq_planlines *out,
                        const struct bpq_carry *carry)
{
    *out = (struct bpq_planlines){
        .v = bpq_alloc((carry->n + 1) * sizeof(*out->v)), .n = carry->n};
}

void bpq_planlines_free(struct bpq_planlines *l)
{
    for (size_t i = 0; i < l->n; i++)
        bpq_pickline_free(&l->v[i].pick);
    free(l->v);
    memset(l, 0, sizeof(*l));
}

/* ---- as text ---- */

static void put_lines(const char *clause, const char *lines,
                      struct bpq_buf *out)
{
    for (const char *p = lines; p && *p;) {
        size_t n = strcspn(p, "\n");

        bpq_buf_addf(out, "#+ %s %.*s\n", clause, (int)n, p);
        p += n + (p[n] == '\n');
    }
}

void bpq_planline_put(const struct bpq_pickline *pick, struct bpq_buf *out)
{
    const struct bpq_patch *p = &pick->patch;

    bpq_buf_addf(out, "%s # pick %s\n", p->name, p->id);
    for (size_t i = 0; i < p->except.n; i++)
        bpq_buf_addf(out, "#+ not %s\n", p->except.v[i]);
    for (size_t i = 0; i < p->map.n; i++)
        bpq_buf_addf(out, "#+ map %s %s\n", p->map.v[i].from, p->map.v[i].to);
    for (size_t i = 0; i < p->resolve.n; i++)
        bpq_buf_addf(out, "#+ resolve %s\n", p->resolve.v[i]);
    put_lines("why", p->why, out);
}
