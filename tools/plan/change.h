/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_CHANGE_H
#define BPQ_CHANGE_H

#include "base/buf.h"
#include "base/err.h"
#include "git/tree.h"
#include "plan/cocci.h"
#include "plan/plan.h"

/*
 * A change of our own: a folder with a file `change`, which lists its steps,
 * and, if it is a separate patch, a file `message`.  bpq-change(5) describes
 * the format.
 */
struct bpq_change; /* private to change.c */

/* root: our repository's root; dir: the change's folder, relative to it. */
int bpq_change_read(const char *root, const char *dir, struct bpq_change **out,
                    struct bpq_err *e);
/* NULL if the folder has no message. */
const char *bpq_change_message(const struct bpq_change *c);
/*
 * Apply the steps for the plan's branch to t, without writing it.  did gets one
 * line for each step: which rule changed which files.  A step that changes
 * nothing is an error, and so is a change without a step for the branch.
 *
 * Paths are mapped by the plan and by the patch's clauses.  plan and patch may
 * be NULL: then only steps for all branches are applied.
 */
int bpq_change_apply(const struct bpq_change *c, const struct bpq_plan *plan,
                     const struct bpq_patch *patch, struct bpq_tree *t,
                     struct bpq_cocci *cocci, struct bpq_strs *did,
                     struct bpq_err *e);
void bpq_change_free(struct bpq_change *c);

#endif
