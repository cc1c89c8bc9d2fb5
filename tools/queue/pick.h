/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_PICK_H
#define BPQ_PICK_H

#include <git2.h>

#include "queue/queue.h"

/*
 * Replay one upstream commit on a tree, as its lines in the plan say, up to
 * and without the changes that come after.
 *
 * m->patch is given; m->rules gets what was done.  The tree has the result
 * pending.  BPQ_NO: there is a conflict; e->more shows all of its regions.
 */
enum bpq_pick_how {
    BPQ_PICK_SAME,    /* every file was upstream's parent's: the same patch */
    BPQ_PICK_MERGED,  /* git's merge was clean */
    BPQ_PICK_MOVED,   /* something was transplanted */
    BPQ_PICK_ADAPTED, /* a clause of the plan had a part in it */
};

int bpq_pick_apply(struct bpq_made *m, struct bpq_tree *t, git_commit *commit,
                   const struct bpq_plan *plan,
                   const struct bpq_queue_opts *opts, enum bpq_pick_how *how,
                   struct bpq_err *e);

#endif
