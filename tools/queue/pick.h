/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_PICK_H
#define BPQ_PICK_H

#include <git2.h>
#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"
#include "git/tree.h"
#include "merge/resolution.h"
#include "plan/cocci.h"
#include "plan/plan.h"

enum bpq_pick_how {
    BPQ_PICK_SAME,    /* all files were as in the pick's parent */
    BPQ_PICK_MERGED,  /* git's merge was clean */
    BPQ_PICK_MOVED,   /* something was transplanted */
    BPQ_PICK_ADAPTED, /* a clause of the plan had an effect */
};

/* What to replay, and the means; it owns none of it. */
struct bpq_picking {
    const struct bpq_plan *plan;
    const struct bpq_patch *patch;
    git_commit *commit;
    struct bpq_cocci *cocci;
    bool git_only;       /* only merge with git */
    const char *options; /* that bpq explain needs besides, or NULL */
    /* the resolutions that the patch names, or NULL: they are files */
    const struct bpq_resolutions *resolutions;
    struct bpq_strs *conflicts; /* gets the files that conflict, as upstream
                                 * calls them; or NULL */
};

/*
 * Replay one upstream commit on a tree, as its lines in the plan say, without
 * the `after` changes.
 *
 * rules gets a line for each thing that was done.  The result is pending in the
 * tree.  On a conflict it returns BPQ_NO, and e->more shows all regions.
 */
int bpq_pick_apply(const struct bpq_picking *what, struct bpq_tree *t,
                   struct bpq_strs *rules, enum bpq_pick_how *how,
                   struct bpq_err *e);

#endif
