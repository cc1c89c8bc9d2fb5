/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_PLANLINES_H
#define BPQ_PLANLINES_H

#include "plan/plan.h"
#include "port/carry.h"
#include "port/pickline.h"

/*
 * What was carried over as lines of a plan: for each change the pick by which
 * the queue makes the same tree.  In this order:
 *
 *   - the pick of the mainline commit, alone;
 *   - the pick of the commit that the rule took, alone;
 *   - that of the two which needs less of clauses and resolutions.
 *
 * A change for which there is none, and a patch from outside, stays a patch
 * file.
 */
struct bpq_planline {
    bool is_pick;             /* false: it is a patch file, or left out */
    struct bpq_pickline pick; /* with the why */
};

struct bpq_planlines {
    struct bpq_planline *v; /* for each of what was carried */
    size_t n;
};

struct bpq_planning {
    const struct bpq_plan *plan;
    const git_oid *tree; /* what the queue makes of the base */
    bool without_local;  /* the lines replace the plan's local patches */
    struct bpq_porter *porter;
};

/* Free the result in any case. */
int bpq_planlines_find(struct bpq_planlines *out, struct bpq_carry *carry,
                       const struct bpq_planning *w, struct bpq_err *e);
/* All of it stays patch files. */
void bpq_planlines_none(struct bpq_planlines *out,
                        const struct bpq_carry *carry);
void bpq_planlines_free(struct bpq_planlines *l);

/* Append the patch's line and its clauses. */
void bpq_planline_put(const struct bpq_pickline *pick, struct bpq_buf *out);

#endif
