/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_REUSE_H
#define BPQ_REUSE_H

#include <stdbool.h>

#include "base/err.h"
#include "git/tree.h"
#include "queue/queue.h"

/*
 * Patches that were made for one base, for other bases of the same plan in the
 * same run: a patch comes out the same where all files that were looked at when
 * it was made are the same.
 *
 * Only for queues that are made with the same plan and the same options.
 */
struct bpq_reuse {
    struct bpq_reused *v; /* private to reuse.c */
    size_t n;
};

/*
 * Take over what was made of m->patch, if there is such a thing, and put its
 * files into the tree, which is written.
 */
int bpq_reuse_find(const struct bpq_reuse *r, struct bpq_tree *t,
                   struct bpq_made *m, bool *found, struct bpq_err *e);
/* Keep what was made.  Its uses of files are moved out of *uses. */
void bpq_reuse_add(struct bpq_reuse *r, struct bpq_tree_uses *uses,
                   const struct bpq_made *m);
void bpq_reuse_free(struct bpq_reuse *r);

#endif
