/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_PICKLINE_H
#define BPQ_PICKLINE_H

#include <git2.h>

#include "git/similar.h"
#include "merge/resolution.h"
#include "plan/plan.h"

/*
 * A line of a plan by which the queue makes one known tree of another: the pick
 * of a commit, with the clauses and resolutions that this needs.
 */
struct bpq_pickline {
    struct bpq_patch patch; /* what the line says, without its name and why */
    struct bpq_resolutions resolutions;
    struct bpq_strs why; /* what the clauses are for, a sentence each */
    size_t cost;         /* how many clauses, and lines that no side has */
};

struct bpq_pickline_wanted {
    const struct bpq_plan *plan; /* whose maps the line is read with */
    struct bpq_similar *similar;
    git_commit *commit; /* to be picked */
    git_oid before, after;
    const char *note;              /* what a resolution stands for: one line */
    struct bpq_resolutions *known; /* of other lines in the same series */
};

/*
 * *found is false if there is no such line.  That there is one was tried with
 * the queue's own code.  The line must be freed in any case.
 */
int bpq_pickline_find(struct bpq_pickline *out,
                      const struct bpq_pickline_wanted *w, bool *found,
                      struct bpq_err *e);
void bpq_pickline_free(struct bpq_pickline *l);

#endif
