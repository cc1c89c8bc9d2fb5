/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_MAKE_H
#define BPQ_MAKE_H

#include "base/err.h"
#include "git/history.h"
#include "git/patchids.h"
#include "git/repo.h"
#include "git/tree.h"
#include "queue/queue.h"

/* Making the patches of a queue, one after another. */
struct bpq_making {
    struct bpq_queue *q;
    struct bpq_repo *repo;
    const struct bpq_queue_opts *opts;
    struct bpq_tree tree;
    struct bpq_patchids own_ids;
    struct bpq_history history;
};

/* Why the patch is skipped, or NULL. */
const char *bpq_not_wanted(const struct bpq_making *mk,
                           const struct bpq_patch *p);
/* The patch-ids that are stored, or those of this queue alone. */
struct bpq_patchids *bpq_making_ids(struct bpq_making *mk);
/* Make the next patch, m->patch; the tree then has it. */
int bpq_make_patch(struct bpq_making *mk, struct bpq_made *m,
                   struct bpq_err *e);

#endif
