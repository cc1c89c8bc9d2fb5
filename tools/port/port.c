/* SPDX-License-Identifier: LGPL-2.1-only */
#include <stdlib.h>
#include <string.h>

#include "port/port.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/nearest.h"
#include "git/names.h"
#include "git/repo.h"
#include "git/similar.h"
#include "git/treediff.h"

static const char *const names[BPQ_N_RULES] = {
    [BPQ_RULE_NONE] = "none",
    [BPQ_RULE_OWN] = "own-branch",
    [BPQ_RULE_NEWER] = "newer",
    [BPQ_RULE_MERGE] = "merge",
    [BPQ_RULE_OLDER] = "older",
    [BPQ_RULE_TRANSPLANT] = "transplant",
    [BPQ_RULE_NEWER_TRANSPLANT] = "newer-transplant",
    [BPQ_RULE_AGREED_WORDS] = "agreed-words",
    [BPQ_RULE_NEWER_WORDS] = "newer-words",
    [BPQ_RULE_WORDS] = "words",
    [BPQ_RULE_NEWER_FIT] = "newer-fit",
    [BPQ_RULE_FIT] = "fit",
    [BPQ_RULE_PREREQUISITE] = "prerequisite",
};

const char *bpq_rule_name(enum bpq_rule rule)
{
    return names[rule];
}

int bpq_rule_accept(unsigned *rules, const char *name, struct bpq_err *e)
{
    struct bpq_strs known = {NULL, 0};
    char *meant;

    if (!strcmp(name, "all")) {
        *rules |= BPQ_RULES_ALL;
        return BPQ_OK;
    }
    for (int r = BPQ_RULE_NONE + 1; r < BPQ_N_RULES; r++) {
        bpq_strs_add(&known, names[r]);
        if (!strcmp(names[r], name)) {
            *rules |= BPQ_RULE_BIT(r);
            bpq_strs_free(&known);
            return BPQ_OK;
        }
    }
    meant = bpq_meant(name, &known);
    bpq_error(e, BPQ_FAIL,
              "--accept %s: there is no such rule%s; see bpq-port(1)", name,
              meant);
    free(meant);
    bpq_strs_free(&known);
    return BPQ_FAIL;
}

int bpq_porter_open(struct bpq_porter *p, struct bpq_repo *repo,
                    struct bpq_err *e)
{
    *p = (struct bpq_porter){.repo = repo};
    bpq_similar_open(&p->similar, repo);
    bpq_name_files_open(&p->names, repo);
    bpq_doubt_open(&p->doubt, &p->names);
    return bpq_published_read(&p->published, repo, e);
}

void bpq_porter_close(struct bpq_porter *p)
{
    for (size_t i = 0; p->dialects && i < p->published.n_branches; i++)
        bpq_dialect_close(&p->dialects[i]);
    free(p->dialects);
    p->dialects = NULL;
    bpq_doubt_close(&p->doubt);
    bpq_published_free(&p->published);
    bpq_conflicts_free(&p->conflicts);
    bpq_name_files_close(&p->names);
    bpq_similar_close(&p->similar);
}

/* What a rule comes to. */
struct candidate {
    bool settled;
    git_oid tree, source;
    char *doubt;
    size_t spelled;
};

/* What was replayed: several rules want the same. */
struct tried {
    enum bpq_effort effort;
    struct candidate c;
};

/* One change under way. */
struct porting {
    struct bpq_porter *p;
    const struct bpq_port *what;
    struct bpq_ported *out;
    const struct bpq_backport *backports; /* of the mainline commit */
    size_t n;
    size_t branch; /* of published; its n_branches if it is none of them */
    struct tried *tried;
    size_t n_tried;
    bool done;
};

/* ---- candidates ---- */

/* The branch's dialect as it was then; NULL if it has none. */
static int open_dialect(struct porting *g, struct bpq_dialect **out,
                        struct bpq_err *e)
{
    struct bpq_porter *p = g->p;
    size_t n = p->published.n_branches;

    *out = NULL;
    if (g->branch == n)
        return BPQ_OK;
    if (!p->dialects) {
        p->dialects = bpq_alloc(n * sizeof(*p->dialects));
        for (size_t i = 0; i < n; i++)
            bpq_dialect_open(&p->dialects[i], &p->published, i);
    }
    *out = &p->dialects[g->branch];
    return bpq_dialect_learn(*out, g->what->at, g->what->before, e);
}

/* Spell it as the branch does, and look for doubt. */
static int examine(struct porting *g, const struct bpq_treechange *change,
                   struct candidate *c, struct bpq_err *e)
{
    struct bpq_dialect *d;
    int rc = open_dialect(g, &d, e);

    if (!rc && d)
        rc = bpq_dialect_apply(d, &g->what->onto, &c->tree, &c->spelled, e);
    if (!rc)
        rc = bpq_doubt(&g->p->doubt, &g->what->onto, &c->tree, &g->what->change,
                       change, &c->doubt, e);
    return rc;
}

static void copy(struct candidate *to, const struct candidate *from)
{
    *to = *from;
    to->doubt = from->doubt ? bpq_strdup(from->doubt) : NULL;
}

static void remember(struct porting *g, enum bpq_effort effort,
                     const struct candidate *c)
{
    g->tried = bpq_grow(g->tried, g->n_tried + 1, sizeof(*g->tried));
    g->tried[g->n_tried].effort = effort;
    copy(&g->tried[g->n_tried++].c, c);
}

/* NULL if this source was not replayed so. */
static const struct candidate *
recall(const struct porting *g, enum bpq_effort effort, const git_oid *source)
{
    for (size_t i = 0; i < g->n_tried; i++)
        if (g->tried[i].effort == effort &&
            git_oid_equal(&g->tried[i].c.source, source))
            return &g->tried[i].c;
    return NULL;
}

/* The change is that of c->source. */
static int replay(struct porting *g, const struct bpq_treechange *change,
                  enum bpq_effort effort, struct candidate *c,
                  struct bpq_err *e)
{
    const struct candidate *known = recall(g, effort, &c->source);
    struct bpq_replayed r;
    int rc;

    if (known) {
        copy(c, known);
        return BPQ_OK;
    }
    rc = bpq_replay(&r, &g->p->similar, &g->p->names, &g->p->conflicts, change,
                    &g->what->onto, effort, false, e);
    if (rc)
        return rc;
    c->settled = !r.n;
    c->tree = r.tree;
    bpq_replayed_free(&r);
    if (c->settled)
        rc = examine(g, change, c, e);
    if (!rc)
        remember(g, effort, c);
    return rc;
}

static void drop(struct candidate *c)
{
    free(c->doubt);
    memset(c, 0, sizeof(*c));
}

static bool is_good(const struct candidate *c)
{
    return c->settled && !c->doubt;
}

static void take(struct porting *g, enum bpq_rule rule, struct candidate *c)
{
    g->done = true;
    g->out->rule = rule;
    g->out->tree = c->tree;
    g->out->source = c->source;
    g->out->spelled = c->spelled;
    free(g->out->doubt);
    g->out->doubt = c->doubt;
    c->doubt = NULL;
}

/* Of what is refused, the first is told if nothing settles the change. */
static void refuse(struct porting *g, const struct candidate *c)
{
    if (g->done || g->out->doubt)
        return;
    g->out->source = c->source;
    g->out->doubt = bpq_strdup(c->doubt);
}

/* ---- backports of other branches ---- */

/* Was it known when this is ported? */
static bool is_usable(const struct porting *g, const struct bpq_backport *b)
{
    return b->branch != g->branch &&
           (!g->what->before || b->when < g->what->before);
}

/*
 * The backport of the k-th nearest newer (or older) branch that has one.  Of
 * several backports on a branch the first one is used, as later ones only
 * correct it.
 */
static const struct bpq_backport *nearest(const struct porting *g, bool newer,
                                          size_t k)
{
    size_t seen = (size_t)-1;

    for (size_t j = 0; j < g->n; j++) {
        const struct bpq_backport *b = &g->backports[newer ? j : g->n - 1 - j];

        if (!is_usable(g, b) || b->branch == seen ||
            (b->branch > g->branch) != newer)
            continue;
        seen = b->branch;
        if (!k--)
            return b;
    }
    return NULL;
}

/* The change of a commit.  *is: it has exactly one parent. */
static int change_of(struct bpq_repo *repo, const git_oid *id,
                     struct bpq_treechange *out, bool *is, struct bpq_err *e)
{
    git_commit *c = NULL;
    int rc = BPQ_OK, r = git_commit_lookup(&c, repo->git, id);

    if (r < 0)
        return bpq_repo_error(repo, r, e, "commit %s", git_oid_tostr_s(id));
    *is = git_commit_parentcount(c) == 1;
    if (*is)
        rc = bpq_treechange_of(repo, c, out, e);
    git_commit_free(c);
    return rc;
}

/* A backport's change, replayed. */
static int replay_backport(struct porting *g, const struct bpq_backport *b,
                           enum bpq_effort effort, struct candidate *c,
                           struct bpq_err *e)
{
    struct bpq_treechange change;
    bool is_change = false;
    int rc = change_of(g->p->repo, &b->id, &change, &is_change, e);

    drop(c);
    if (rc || !is_change)
        return rc;
    c->source = b->id;
    rc = replay(g, &change, effort, c, e);
    if (!rc && c->doubt && effort <= BPQ_EFFORT_TRANSPLANT)
        refuse(g, c);
    return rc;
}

/* The nearest backport that can be settled without doubt. */
static int replay_published(struct porting *g, bool newer,
                            enum bpq_effort effort, struct candidate *c,
                            struct bpq_err *e)
{
    const struct bpq_backport *b;
    int rc = BPQ_OK;

    for (size_t k = 0; !rc && !is_good(c) && (b = nearest(g, newer, k)); k++)
        rc = replay_backport(g, b, effort, c, e);
    return rc;
}

static int replay_mainline(struct porting *g, enum bpq_effort effort,
                           struct candidate *c, struct bpq_err *e)
{
    c->source = g->what->mainline;
    return replay(g, &g->what->change, effort, c, e);
}

/* ---- the rules ---- */

static bool is_wanted(const struct porting *g, enum bpq_rule rule)
{
    return !g->done && (g->what->rules & BPQ_RULE_BIT(rule));
}

/* git's own merge is used even if it is doubtful.  Its trouble is reported if
 * no other rule settles the change. */
static int rule_merge(struct porting *g, struct bpq_err *e)
{
    const struct bpq_port *w = g->what;
    struct candidate c = {.settled = true, .source = w->mainline};
    int rc;

    if (g->done)
        return BPQ_OK;
    rc = bpq_replay(&g->out->merge, &g->p->similar, &g->p->names,
                    &g->p->conflicts, &w->change, &w->onto, BPQ_EFFORT_GIT,
                    true, e);
    if (rc || g->out->merge.n || !is_wanted(g, BPQ_RULE_MERGE))
        return rc;
    c.tree = g->out->merge.tree;
    rc = examine(g, &g->what->change, &c, e);
    if (!rc)
        take(g, BPQ_RULE_MERGE, &c);
    drop(&c);
    return rc;
}

/* The branch's own backport, made after the base.  If there are several, the
 * last one is tried first: an earlier one was wrong and was reverted. */
static int rule_own(struct porting *g, struct bpq_err *e)
{
    struct candidate c = {0};
    int rc = BPQ_OK;

    if (!g->what->own || !is_wanted(g, BPQ_RULE_OWN))
        return BPQ_OK;
    for (int effort = BPQ_EFFORT_GIT; effort <= BPQ_EFFORT_TRANSPLANT; effort++)
        for (size_t j = g->n; !rc && !is_good(&c) && j-- > 0;)
            if (g->backports[j].branch == g->branch)
                rc = replay_backport(g, &g->backports[j], effort, &c, e);
    if (!rc && is_good(&c))
        take(g, BPQ_RULE_OWN, &c);
    drop(&c);
    return rc;
}

static int rule_mainline(struct porting *g, enum bpq_rule rule,
                         enum bpq_effort effort, struct bpq_err *e)
{
    struct candidate c = {0};
    int rc = BPQ_OK;

    if (!is_wanted(g, rule))
        return BPQ_OK;
    rc = replay_mainline(g, effort, &c, e);
    if (!rc && is_good(&c))
        take(g, rule, &c);
    drop(&c);
    return rc;
}

static int rule_published(struct porting *g, enum bpq_rule rule, bool newer,
                          enum bpq_effort effort, struct bpq_err *e)
{
    struct candidate c = {0};
    int rc;

    if (!is_wanted(g, rule))
        return BPQ_OK;
    rc = replay_published(g, newer, effort, &c, e);
    if (!rc && is_good(&c))
        take(g, rule, &c);
    drop(&c);
    return rc;
}

/* Words alone guess; that two texts lead to the same guess is worth more. */
static int rule_agreed_words(struct porting *g, struct bpq_err *e)
{
    struct candidate a = {0}, b = {0};
    int rc;

    if (!is_wanted(g, BPQ_RULE_AGREED_WORDS))
        return BPQ_OK;
    /* the one first: there are many others */
    rc = replay_mainline(g, BPQ_EFFORT_WORDS, &b, e);
    if (!rc && is_good(&b))
        rc = replay_published(g, true, BPQ_EFFORT_WORDS, &a, e);
    if (!rc && is_good(&a) && is_good(&b) && git_oid_equal(&a.tree, &b.tree))
        take(g, BPQ_RULE_AGREED_WORDS, &a);
    drop(&a);
    drop(&b);
    return rc;
}

static int run_rules(struct porting *g, struct bpq_err *e)
{
    int rc = rule_own(g, e);

    if (!rc)
        rc = rule_published(g, BPQ_RULE_NEWER, true, BPQ_EFFORT_GIT, e);
    if (!rc)
        rc = rule_merge(g, e);
    if (!rc)
        rc = rule_published(g, BPQ_RULE_OLDER, false, BPQ_EFFORT_GIT, e);
    if (!rc)
        rc = rule_mainline(g, BPQ_RULE_TRANSPLANT, BPQ_EFFORT_TRANSPLANT, e);
    if (!rc)
        rc = rule_published(g, BPQ_RULE_NEWER_TRANSPLANT, true,
                            BPQ_EFFORT_TRANSPLANT, e);
    if (!rc)
        rc = rule_agreed_words(g, e);
    if (!rc)
        rc = rule_published(g, BPQ_RULE_NEWER_WORDS, true, BPQ_EFFORT_WORDS, e);
    if (!rc)
        rc = rule_mainline(g, BPQ_RULE_WORDS, BPQ_EFFORT_WORDS, e);
    if (!rc)
        rc = rule_published(g, BPQ_RULE_NEWER_FIT, true, BPQ_EFFORT_FIT, e);
    if (!rc)
        rc = rule_mainline(g, BPQ_RULE_FIT, BPQ_EFFORT_FIT, e);
    return rc;
}

static size_t branch_index(const struct bpq_published *p, const char *name)
{
    for (size_t i = 0; name && i < p->n_branches; i++)
        if (!strcmp(p->branches[i].name, name))
            return i;
    return p->n_branches;
}

int bpq_port(struct bpq_porter *p, const struct bpq_port *what,
             struct bpq_ported *out, struct bpq_err *e)
{
    struct porting g = {.p = p, .what = what, .out = out};
    int rc;

    memset(out, 0, sizeof(*out));
    g.backports = bpq_published_of(&p->published, &what->mainline, &g.n);
    g.branch = branch_index(&p->published, what->branch);
    rc = run_rules(&g, e);
    for (size_t i = 0; i < g.n_tried; i++)
        drop(&g.tried[i].c);
    free(g.tried);
    if (rc)
        bpq_ported_free(out);
    return rc;
}

void bpq_ported_free(struct bpq_ported *p)
{
    free(p->doubt);
    bpq_replayed_free(&p->merge);
    memset(p, 0, sizeof(*p));
}
