/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_EDIT_H
#define BPQ_EDIT_H

#include "base/buf.h"
#include "base/err.h"
#include "git/tree.h"
#include "plan/plan.h"

/* Anchored edits of files, which are a step of a change of our own. */
struct bpq_edits; /* private to edit.c */
/* name is the file, relative to our root. */
int bpq_edits_read(const char *root, const char *name, struct bpq_edits **out,
                   struct bpq_err *e);
/* It is an error if there is no edit for the plan's branch.  plan may be NULL:
 * then only edits for all branches are applied. */
int bpq_edits_apply(const struct bpq_edits *d, const struct bpq_plan *plan,
                    const struct bpq_patch *patch, struct bpq_tree *t,
                    struct bpq_strs *did, struct bpq_err *e);
void bpq_edits_free(struct bpq_edits *d);

#endif
