/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_UNNAMED_H
#define BPQ_UNNAMED_H

#include "base/err.h"
#include "git/repo.h"

/*
 * Commits of stable branches that do not say what they are made from.  Those of
 * an advisory are seldom able to: its patches for all branches are written
 * before mainline has the fix.  One is taken for the backport of the mainline
 * commit that has its subject and its author.
 */
struct bpq_unnamed_commit {
    char *titled;     /* its author and subject */
    git_time_t when;  /* committer date */
    size_t at;        /* the caller's */
    git_oid mainline; /* zero: not found */
};

struct bpq_unnamed {
    struct bpq_unnamed_commit *v;
    size_t n;
};

void bpq_unnamed_add(struct bpq_unnamed *u, git_commit *c, size_t at);
/*
 * Find what they are made from in the history of this commit.  Of several such
 * commits it is the youngest that is no more than a day younger than the
 * backport: mainline may get a fix after a stable branch, but on the same day.
 * Changes the order of u.
 */
int bpq_unnamed_find(struct bpq_unnamed *u, struct bpq_repo *repo,
                     const git_oid *mainline, struct bpq_err *e);
void bpq_unnamed_free(struct bpq_unnamed *u);

#endif
