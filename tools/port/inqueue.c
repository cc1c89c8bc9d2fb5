/* SPDX-License-Identifier: LGPL-2.1-only */
#include <stdbool.h>

#include "port/inqueue.h"
#include "git/history.h"

/* Is this commit made from that one, as it says or as advisories' fixes are? */
static bool is_made_from(struct bpq_repo *repo, const git_oid *made,
                         const git_oid *id)
{
    git_commit *a = NULL, *b = NULL;
    bool is = false;

    if (!git_commit_lookup(&a, repo->git, made)) {
        git_oid from = bpq_origin_of(a);

        is = git_oid_equal(&from, id);
        if (!is && !git_commit_lookup(&b, repo->git, id))
            is = bpq_stands_for(a, b);
    }
    git_commit_free(a);
    git_commit_free(b);
    return is;
}

/* Is the patch of this commit, or of one that is made from it? */
static bool is_of(struct bpq_repo *repo, const char *patch, const git_oid *id)
{
    git_oid pick;

    if (git_oid_fromstr(&pick, patch))
        return false;
    return git_oid_equal(&pick, id) || is_made_from(repo, &pick, id);
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
