/* SPDX-License-Identifier: LGPL-2.1-only */
#include <stdbool.h>

#include "port/inqueue.h"
#include "git/history.h"

/* Is the patch of this commit, or of one that is made from it? */
static bool is_of(struct bpq_repo *repo, const char *patch, const git_oid *id)
{
    git_commit *picked = NULL;
    git_oid pick, from;

    if (git_oid_fromstr(&pick, patch))
        return false;
    if (git_oid_equal(&pick, id))
        return true;
    if (git_commit_lookup(&picked, repo->git, &pick))
        return false;
    from = bpq_origin_of(picked);
    git_commit_free(picked);
    return git_oid_equal(&from, id);
}

const struct bpq_made *bpq_inqueue(const struct bpq_queue *q,
                                   struct bpq_repo *repo, const git_oid *id)
{
    for (size_t i = 0; i < q->n; i++) {
        const struct bpq_patch *p = q->made[i].patch;
        bool is_part = p->only.n || p->except.n || p->keep.n;

        if (p->id && !is_part && !q->made[i].unwanted && is_of(repo, p->id, id))
            return &q->made[i];
    }
    return NULL;
}
