/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_CHANGE_H
#define BPQ_CHANGE_H

#include "base/buf.h"
#include "base/err.h"
#include "git/tree.h"
#include "plan/cocci.h"
#include "plan/plan.h"

/*
 * A change of our own: a folder with a file `change` that lists its steps, and
 * (if it is a patch of its own and not an adaptation) a file `message`.  The
 * format is described in bpq-series(5).
 */
struct bpq_change; /* private to change.c */

/* root: our repository's root; dir: the change's folder, relative to it. */
int bpq_change_read(const char *root, const char *dir, struct bpq_change **out,
                    struct bpq_err *e);
/* NULL if the folder has no message. */
const char *bpq_change_message(const struct bpq_change *c);
/*
 * Apply the steps for the plan's branch to t (not written).  did gets one line
 * a step: what was done to which file by which rule.  A step that changes
 * nothing is an error, as is a change without a step for the branch.
 *
 * Paths are taken to where the plan, and the patch's own clauses, map them.
 * plan and patch may be NULL: then only steps for all branches are done.
 */
int bpq_change_apply(const struct bpq_change *c, const struct bpq_plan *plan,
                     const struct bpq_patch *patch, struct bpq_tree *t,
                     struct bpq_cocci *cocci, struct bpq_strs *did,
                     struct bpq_err *e);
void bpq_change_free(struct bpq_change *c);

#endif
