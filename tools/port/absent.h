/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_ABSENT_H
#define BPQ_ABSENT_H

#include "port/port.h"

/*
 * Is the code that a change is about absent from a branch?  As far as can be
 * told: no file that it changes is there, neither by its name, nor by its
 * content (as git finds renames), nor as a part of another file (moved.h), and
 * no function or macro that it changes is named in the component.
 *
 * merge is what came of replaying the change on ours, see bpq_ported.  *how is
 * the reason if it is absent, otherwise where its functions are, or NULL; the
 * caller frees.
 */
int bpq_absent(struct bpq_porter *p, const struct bpq_treechange *change,
               const git_oid *ours, const struct bpq_replayed *merge,
               bool *absent, char **how, struct bpq_err *e);

#endif
