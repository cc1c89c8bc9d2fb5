/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_PICK_H
#define BPQ_PICK_H

#include <git2.h>
#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"
#include "git/tree.h"
#include "plan/cocci.h"
#include "plan/plan.h"

enum bpq_pick_how {
    BPQ_PICK_SAME,    /* every file was upstream's parent's: the same patch */
    BPQ_PICK_MERGED,  /* git's merge was clean */
    BPQ_PICK_MOVED,   /* something was transplanted */
    BPQ_PICK_ADAPTED, /* a clause of the plan had a part in it */
};

/* What is replayed, and by what.  All of it is borrowed. */
struct bpq_picking {
    const struct bpq_plan *plan;
    const struct bpq_patch *patch;
    git_commit *commit;
    struct bpq_cocci *cocci;
    bool git_only; /* what git cannot merge is a conflict */
};

/*
 * Replay one upstream commit on a tree, as its lines in the plan say, up to
 * and without the changes that come after.
 *
 * rules gets what was done, one line each.  The tree has the result pending.
 * BPQ_NO: there is a conflict; e->more shows all of its regions.
 */
int bpq_pick_apply(const struct bpq_picking *what, struct bpq_tree *t,
                   struct bpq_strs *rules, enum bpq_pick_how *how,
                   struct bpq_err *e);

#endif
