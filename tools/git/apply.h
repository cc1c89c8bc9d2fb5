/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_APPLY_H
#define BPQ_APPLY_H

#include <stdbool.h>
#include <stdint.h>

#include "git/tree.h"
#include "git/udiff.h"

/*
 * Work that a patch from outside may make, in bytes looked at, so that a
 * hostile one ends in time.  An honest one needs a thousandth.
 */
#define BPQ_WORK ((uint64_t)2 << 30)
/* Takes this much; false if there is no more. */
bool bpq_work_take(uint64_t *work, uint64_t n);

/*
 * Apply the patch to the tree.  No line may differ.  In each file all hunks
 * stand at their lines; or each of them at the only place that there is for
 * it, in order.  What git apply says of the first and last lines of a file
 * holds: a hunk without lines above or below its change belongs there.
 *
 * BPQ_NO: it does not apply; the tree has part of it then.
 */
int bpq_apply(struct bpq_tree *t, const struct bpq_udiff *d, uint64_t *work,
              struct bpq_err *e);

/*
 * Does the tree have the change already?  That is so if it can be applied
 * backwards.  The patch is turned round.
 */
bool bpq_is_applied(const struct bpq_tree *t, struct bpq_udiff *d,
                    uint64_t *work);

#endif
