/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_INQUEUE_H
#define BPQ_INQUEUE_H

#include "git/repo.h"
#include "queue/queue.h"

/*
 * The queue's patch that is this commit, or made from it, or NULL.  A pick of a
 * part of the commit does not count.  It may be
 * one that was left out because the base has it.
 */
const struct bpq_made *bpq_inqueue(const struct bpq_queue *q,
                                   struct bpq_repo *repo, const git_oid *id);

#endif
