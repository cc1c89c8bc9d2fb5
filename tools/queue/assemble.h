/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_ASSEMBLE_H
#define BPQ_ASSEMBLE_H

#include "base/err.h"
#include "queue/queue.h"

/*
 * base is one of the plan's; ref is its name in the clone, or NULL if that is
 * the same.  BPQ_NO means a conflict: e->more shows all regions.  The queue is
 * valid up to the patch that failed, and must always be freed.
 */
int bpq_queue_make(struct bpq_queue *q, struct bpq_repo *repo,
                   const struct bpq_plan *plan, const char *base,
                   const char *ref, const struct bpq_queue_opts *opts,
                   struct bpq_err *e);

#endif
