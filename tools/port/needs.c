/* SPDX-License-Identifier: LGPL-2.1-only */
#include <stdlib.h>
#include <string.h>

#include "port/needs.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/stop.h"
#include "git/treediff.h"
#include "port/absent.h"
#include "port/advisories.h"
#include "port/port.h"
#include "port/state.h"
#include "queue/queue.h"

struct finding {
    struct bpq_standings *out;
    struct bpq_porter *porter;
    const struct bpq_standing_on *on;
    size_t *members; /* of the stack: advisories, by their places in out */
    size_t n;
    git_oid tree; /* of the queue with all of them */
};

/* ---- one advisory on a tree ---- */

static int carry_fix(struct finding *f, const struct bpq_fix *fix,
                     git_oid *tree, bool *fits, struct bpq_err *e)
{
    struct bpq_port what = bpq_port_of_fix(fix, f->on->branch, tree);
    struct bpq_ported port;
    char *how = NULL;
    int rc = bpq_treechange_of(f->porter->repo, fix->commit, &what.change, e);

    if (!rc)
        rc = bpq_port(f->porter, &what, &port, e);
    if (rc)
        return rc;
    if (port.rule != BPQ_RULE_NONE)
        *tree = port.tree;
    else
        rc = bpq_absent(f->porter, &what.change, tree, &port.merge, fits, &how,
                        e);
    free(how);
    bpq_ported_free(&port);
    return rc;
}

/* Put its missing fixes onto the tree.  If one conflicts, *fits is false, and
 * the tree is as it was. */
static int carry(struct finding *f, const struct bpq_xsa *x, git_oid *tree,
                 bool *fits, struct bpq_err *e)
{
    git_oid on = *tree;
    int rc = bpq_stop ? bpq_error(e, BPQ_FAIL, "interrupted") : BPQ_OK;

    *fits = true;
    for (size_t i = 0; !rc && *fits && i < x->n; i++)
        if (x->v[i].state != BPQ_STATE_BASE && x->v[i].state != BPQ_STATE_QUEUE)
            rc = carry_fix(f, x->v[i].fix, &on, fits, e);
    if (!rc && *fits)
        *tree = on;
    return rc;
}

/* ---- which change the same files ---- */

static bool has_path(const struct bpq_deltas *d, const char *path)
{
    for (size_t i = 0; i < d->n; i++)
        if (!strcmp(d->v[i].path, path))
            return true;
    return false;
}

/* Does one of its missing fixes change a file in which the tree is not the
 * queue's? */
static int meets(struct finding *f, const struct bpq_xsa *x,
                 const git_oid *tree, bool *does, struct bpq_err *e)
{
    struct bpq_repo *repo = f->porter->repo;
    struct bpq_deltas changed;
    int rc = bpq_treediff(&changed, repo, &f->on->queue->tree, tree, e);

    *does = false;
    if (rc)
        return rc;
    for (size_t i = 0; !rc && changed.n && !*does && i < x->n; i++) {
        struct bpq_treechange change;
        struct bpq_deltas d = {NULL, 0};

        if (x->v[i].state == BPQ_STATE_BASE || x->v[i].state == BPQ_STATE_QUEUE)
            continue;
        rc = bpq_treechange_of(repo, x->v[i].fix->commit, &change, e);
        if (!rc)
            rc = bpq_treediff(&d, repo, &change.from, &change.to, e);
        for (size_t k = 0; !rc && k < d.n; k++)
            *does |= has_path(&changed, d.v[k].path);
        bpq_deltas_free(&d);
    }
    bpq_deltas_free(&changed);
    return rc;
}

/* ---- what one needs ---- */

static void add_need(struct bpq_xsa *x, unsigned number)
{
    for (size_t i = 0; i < x->n_needs; i++)
        if (x->needs[i] == number)
            return;
    x->needs = bpq_grow(x->needs, x->n_needs + 1, sizeof(*x->needs));
    x->needs[x->n_needs++] = number;
}

/* What the other one needs, and itself. */
static void add_needs(struct bpq_xsa *x, const struct bpq_xsa *other)
{
    for (size_t i = 0; i < other->n_needs; i++)
        add_need(x, other->needs[i]);
    add_need(x, other->number);
}

/* Is one of these enough?  The last is tried first. */
static int need_one(struct finding *f, struct bpq_xsa *x, const size_t *of,
                    size_t n, bool *is, struct bpq_err *e)
{
    int rc = BPQ_OK;

    for (*is = false; !rc && !*is && n; n--) {
        const struct bpq_xsa *other = &f->out->v[of[n - 1]];

        x->tree = other->tree;
        rc = carry(f, x, &x->tree, is, e);
        if (!rc && *is)
            add_needs(x, other);
    }
    return rc;
}

/* Is it settled on top of those of n that are not left out?  What is not
 * settled there itself is left out, too. */
static int try_several(struct finding *f, struct bpq_xsa *x, const size_t *of,
                       size_t n, bool *out, bool *is, struct bpq_err *e)
{
    int rc = BPQ_OK;

    x->tree = f->on->queue->tree;
    for (size_t i = 0; !rc && i < n; i++) {
        bool fits = true;

        if (!out[i])
            rc = carry(f, &f->out->v[of[i]], &x->tree, &fits, e);
        if (!fits)
            out[i] = true;
    }
    return rc ? rc : carry(f, x, &x->tree, is, e);
}

/* Leave out one after the other while it is still settled. */
static int need_several(struct finding *f, struct bpq_xsa *x, const size_t *of,
                        size_t n, struct bpq_err *e)
{
    bool *out = bpq_alloc(n + 1), *less = bpq_alloc(n + 1), is;
    int rc = try_several(f, x, of, n, out, &is, e);
    git_oid tree = x->tree;

    for (size_t i = 0; !rc && is && i < n; i++) {
        bool still;

        memcpy(less, out, n);
        less[i] = true;
        if (out[i])
            continue;
        rc = try_several(f, x, of, n, less, &still, e);
        if (rc || !still)
            continue;
        memcpy(out, less, n);
        tree = x->tree;
    }
    x->tree = tree;
    for (size_t i = 0; !rc && is && i < n; i++)
        if (!out[i])
            add_need(x, f->out->v[of[i]].number);
    free(less);
    free(out);
    return rc;
}

/* Of those that are settled, x may need those that change the same files, and
 * what these need. */
static int may_need(struct finding *f, const struct bpq_xsa *x, bool *may,
                    struct bpq_err *e)
{
    int rc = BPQ_OK;

    for (size_t i = 0; !rc && i < f->n; i++) {
        const struct bpq_xsa *member = &f->out->v[f->members[i]];

        rc = meets(f, x, &member->tree, &may[i], e);
        for (size_t k = 0; !rc && may[i] && k < i; k++)
            for (size_t n = 0; n < member->n_needs; n++)
                may[k] |= f->out->v[f->members[k]].number == member->needs[n];
    }
    return rc;
}

static int find_needs(struct finding *f, struct bpq_xsa *x, struct bpq_err *e)
{
    size_t *of = bpq_alloc((f->n + 1) * sizeof(*of)), n = 0;
    bool *may = bpq_alloc(f->n + 1), is;
    int rc = may_need(f, x, may, e);

    for (size_t i = 0; i < f->n; i++)
        if (may[i])
            of[n++] = f->members[i];
    if (!rc)
        rc = need_several(f, x, of, n, e);
    /* in vain, if those that it does not need are in the way */
    if (!rc && !x->n_needs)
        rc = need_one(f, x, of, n, &is, e);
    free(may);
    free(of);
    return rc;
}

/* ---- all of them ---- */

/* One more advisory: is it settled on top of all that are settled before it? */
static int look_at(struct finding *f, size_t i, struct bpq_err *e)
{
    struct bpq_xsa *x = &f->out->v[i];
    bool conflicts = x->state == BPQ_STATE_CONFLICT, fits = false;
    git_oid tree = f->tree;
    int rc = BPQ_OK;

    if (!conflicts && x->state < BPQ_STATE_CLEAN)
        return BPQ_OK;
    if (conflicts)
        rc = meets(f, x, &tree, &fits, e);
    if (rc || (conflicts && !fits))
        return rc;
    rc = carry(f, x, &tree, &fits, e);
    if (!rc && fits && conflicts)
        rc = find_needs(f, x, e);
    if (rc || !fits || (conflicts && !x->n_needs))
        return rc;
    f->members[f->n++] = i;
    f->tree = tree;
    return BPQ_OK;
}

int bpq_needs_find(struct bpq_standings *out, struct bpq_porter *porter,
                   const struct bpq_standing_on *on, struct bpq_err *e)
{
    struct finding f = {.out = out,
                        .porter = porter,
                        .on = on,
                        .members = bpq_alloc((out->n + 1) * sizeof(size_t)),
                        .tree = on->queue->tree};
    int rc = BPQ_OK;

    for (size_t i = 0; !rc && i < out->n; i++)
        rc = look_at(&f, i, e);
    free(f.members);
    return rc;
}
