/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_STANDIN_H
#define BPQ_STANDIN_H

#include <git2.h>
#include <stdbool.h>

#include "base/err.h"
#include "git/repo.h"
#include "plan/plan.h"

/*
 * A commit of the user's, such as a packaging branch, for which a queue is made
 * instead of for a base; and the base of the plan that stands for it, by which
 * it is decided which patches are wanted (`from`, `until`).
 *
 * That is the newest base which the commit contains.  A packaging repository
 * may have upstream's files without upstream's history; then it is the base
 * with whose files the commit agrees best.  In both cases it is the same
 * version of Xen, and most of the base's files are there as they were; if not,
 * the commit is not on this branch.
 */
struct bpq_standin {
    git_oid commit;
    char *base; /* as the plan calls it */
    git_oid base_commit;
    enum bpq_standin_how {
        BPQ_STANDIN_CONTAINS,
        BPQ_STANDIN_FILES, /* what it has of the branch its history does not say
                            */
        BPQ_STANDIN_NAMED, /* neither: the user says so */
    } how;
    git_oid *bases; /* all of the plan that the clone has, oldest first */
    size_t n_bases;
    size_t n_files, n_differ; /* the base's files; those that the commit lacks
                               * or has with another content */
    bool named;               /* the user names the base */
};

/*
 * REF is a tag, a branch or a full commit id; base is the user's choice among
 * the plan's bases, or NULL.  Free o in any case.
 */
int bpq_standin_find(struct bpq_standin *o, struct bpq_repo *repo,
                     const struct bpq_plan *plan, const char *ref,
                     const char *base, struct bpq_err *e);
void bpq_standin_free(struct bpq_standin *o);
/* For people: "on BASE, which it contains".  The caller frees it. */
char *bpq_standin_phrase(const struct bpq_standin *o);

#endif
