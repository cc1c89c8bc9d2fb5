/* SPDX-License-Identifier: LGPL-2.1-only */
#include <stdlib.h>
#include <string.h>

#include "git/chain.h"
#include "base/buf.h"
#include "git/history.h"
#include "git/repo.h"

/* Clocks differ, so stop only after this many commits in a row are too old. */
#define OLDER 50

void bpq_chain_open(struct bpq_chain *c, struct bpq_repo *repo,
                    const git_oid *tip)
{
    *c = (struct bpq_chain){.repo = repo, .next = *tip};
}

void bpq_chain_close(struct bpq_chain *c)
{
    for (size_t i = 0; i < c->n; i++)
        bpq_deltas_free(&c->v[i].deltas);
    free(c->v);
    memset(c, 0, sizeof(*c));
}

static git_oid reverted_by(const git_commit *commit)
{
    struct bpq_named *named = NULL;
    git_oid id = {{0}};
    size_t n = 0;

    bpq_message_names(git_commit_message(commit), 0, &named, &n);
    for (size_t i = 0; i < n; i++)
        if (named[i].reverts)
            id = named[i].what;
    free(named);
    return id;
}

/* One commit more. */
static int extend(struct bpq_chain *c, struct bpq_err *e)
{
    git_commit *commit = NULL;
    int r = git_commit_lookup(&commit, c->repo->git, &c->next);

    if (r < 0)
        return bpq_repo_error(c->repo, r, e, "commit %s",
                              git_oid_tostr_s(&c->next));
    c->v = bpq_grow(c->v, c->n + 1, sizeof(*c->v));
    c->v[c->n++] = (struct bpq_link){
        .id = c->next,
        .when = git_commit_time(commit),
        .tree = *git_commit_tree_id(commit),
        .reverts = reverted_by(commit),
        .is_merge = git_commit_parentcount(commit) > 1,
    };
    c->ended = !git_commit_parentcount(commit);
    if (!c->ended)
        c->next = *git_commit_parent_id(commit, 0);
    git_commit_free(commit);
    return BPQ_OK;
}

int bpq_chain_find(struct bpq_chain *c, const git_oid *id, git_time_t since,
                   size_t *at, struct bpq_err *e)
{
    unsigned older = 0;
    int rc = BPQ_OK;

    for (*at = 0; !rc; ++*at) {
        const struct bpq_link *l;

        if (*at == c->n && !c->ended)
            rc = extend(c, e);
        if (rc || *at == c->n || older == OLDER)
            break;
        l = &c->v[*at];
        if (git_oid_equal(&l->id, id))
            return BPQ_OK;
        older = l->when < since ? older + 1 : 0;
    }
    *at = BPQ_NO_LINK;
    return rc;
}

int bpq_chain_deltas(struct bpq_chain *c, size_t at,
                     const struct bpq_deltas **out, struct bpq_err *e)
{
    int rc = BPQ_OK;

    if (at + 1 == c->n && !c->ended)
        rc = extend(c, e);
    *out = &c->v[at].deltas;
    if (!rc && !c->v[at].is_read && at + 1 < c->n)
        rc = bpq_treediff(&c->v[at].deltas, c->repo, &c->v[at + 1].tree,
                          &c->v[at].tree, e);
    c->v[at].is_read = !rc;
    return rc;
}
