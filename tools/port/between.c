/* SPDX-License-Identifier: LGPL-2.1-only */
#include <stdlib.h>
#include <string.h>

#include "port/between.h"
#include "base/buf.h"
#include "git/history.h"
#include "git/repo.h"

/* More than any branch has of its own. */
#define OWN_COMMITS 3000
/* Committer dates of a branch's first commits may be before mainline's. */
#define DAY (24 * 3600)

void bpq_histories_open(struct bpq_histories *h, struct bpq_repo *repo)
{
    *h = (struct bpq_histories){.repo = repo};
}

void bpq_histories_close(struct bpq_histories *h)
{
    if (h->mainline.repo)
        bpq_chain_close(&h->mainline);
    if (h->other.repo)
        bpq_chain_close(&h->other);
    memset(h, 0, sizeof(*h));
}

static int open_mainline(struct bpq_histories *h, struct bpq_err *e)
{
    git_commit *tip = NULL;
    int rc;

    if (h->mainline.repo)
        return BPQ_OK;
    rc = bpq_repo_commit(h->repo, "master", &tip, e);
    if (!rc)
        bpq_chain_open(&h->mainline, h->repo, git_commit_id(tip));
    git_commit_free(tip);
    return rc;
}

static int look_up(struct bpq_histories *h, const git_oid *id, git_commit **out,
                   struct bpq_err *e)
{
    int r = git_commit_lookup(out, h->repo->git, id);

    return r < 0
               ? bpq_repo_error(h->repo, r, e, "commit %s", git_oid_tostr_s(id))
               : BPQ_OK;
}

/* The chain that has the change's parent, and its place there. */
static int find_parent(struct bpq_between *b, struct bpq_histories *h,
                       const git_oid *parent, struct bpq_err *e)
{
    git_commit *c = NULL;
    int rc = look_up(h, parent, &c, e);

    if (rc)
        return rc;
    b->chain = &h->mainline;
    rc = bpq_chain_find(b->chain, parent, git_commit_time(c), &b->from, e);
    git_commit_free(c);
    if (rc || b->from != BPQ_NO_LINK)
        return rc;
    if (h->other.repo)
        bpq_chain_close(&h->other);
    bpq_chain_open(&h->other, h->repo, parent);
    b->chain = &h->other;
    b->from = 0;
    return BPQ_OK;
}

static void add_had(struct bpq_between *b, git_commit *c)
{
    git_oid id = bpq_origin_of(c);

    if (git_oid_is_zero(&id))
        return;
    b->had = bpq_grow(b->had, b->n_had + 1, sizeof(*b->had));
    b->had[b->n_had++] = id;
}

/* Go back from the base until the chain has the commit. */
static int find_fork(struct bpq_between *b, struct bpq_histories *h,
                     const git_oid *base, struct bpq_err *e)
{
    git_commit *c = NULL;
    int rc = look_up(h, base, &c, e);

    b->until = b->from;
    for (size_t n = 0; !rc && n < OWN_COMMITS; n++) {
        git_commit *child = c;
        size_t at;

        rc = bpq_chain_find(b->chain, git_commit_id(c),
                            git_commit_time(c) - DAY, &at, e);
        if (!rc && at != BPQ_NO_LINK) {
            b->until = at > b->from ? at : b->from;
            break;
        }
        add_had(b, c);
        if (rc || !git_commit_parentcount(c))
            break;
        c = NULL;
        rc = look_up(h, git_commit_parent_id(child, 0), &c, e);
        git_commit_free(child);
    }
    git_commit_free(c);
    return rc;
}

int bpq_between_find(struct bpq_between *b, struct bpq_histories *h,
                     const struct bpq_going *g, struct bpq_err *e)
{
    int rc;

    *b = (struct bpq_between){.before = g->what.before};
    rc = open_mainline(h, e);
    b->mainline = &h->mainline;
    if (!rc)
        rc = find_parent(b, h, &g->parent, e);
    if (!rc)
        rc = find_fork(b, h, &g->base, e);
    if (rc)
        bpq_between_free(b);
    return rc;
}

void bpq_between_free(struct bpq_between *b)
{
    free(b->had);
    memset(b, 0, sizeof(*b));
}

static bool is_reverted(const struct bpq_between *b, const git_oid *id)
{
    for (size_t i = 0; i < b->mainline->n; i++) {
        const struct bpq_link *l = &b->mainline->v[i];

        if (git_oid_equal(&l->reverts, id) &&
            (!b->before || l->when < b->before))
            return true;
    }
    return false;
}

bool bpq_between_may_take(const struct bpq_between *b, size_t at)
{
    const struct bpq_link *l = &b->chain->v[at];

    for (size_t i = 0; i < b->n_had; i++)
        if (git_oid_equal(&b->had[i], &l->id))
            return false;
    return !l->is_merge && (!b->before || l->when < b->before) &&
           !is_reverted(b, &l->id);
}
