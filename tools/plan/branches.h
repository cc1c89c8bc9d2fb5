/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_BRANCHES_H
#define BPQ_BRANCHES_H

#include "base/buf.h"
#include "base/err.h"
#include "plan/plan.h"

/* The branches with a plan below root, from old to new: 4.8, 4.9, 4.10. */
void bpq_branches_known(const char *root, struct bpq_strs *out);

/*
 * Check that there is a plan for the branch.  Otherwise the error names the
 * branches with a plan, or says why a Xen release has none.
 */
int bpq_branch_check(const char *root, const char *branch, struct bpq_err *e);

/*
 * Read the branches after "on": BRANCH[,BRANCH]..., which must have plans. word
 * is written to; NULL is an error.
 */
int bpq_branches_read(const char *root, char *word, struct bpq_strs *to,
                      struct bpq_err *e);
/* Is the plan's branch among them?  No branch means all; plan may be NULL. */
bool bpq_branches_have(const struct bpq_strs *on, const struct bpq_plan *plan);

#endif
