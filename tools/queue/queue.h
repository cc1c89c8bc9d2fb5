/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_QUEUE_H
#define BPQ_QUEUE_H

#include <git2.h>
#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"
#include "git/patchids.h"
#include "git/repo.h"
#include "plan/cocci.h"
#include "plan/plan.h"
#include "queue/header.h"
#include "queue/standin.h"

/*
 * The queue made from a plan for one base, or for a commit of the user's for
 * which a base stands: the patches in order, with their trees and how each was
 * made.
 */
struct bpq_made {
    const struct bpq_patch *patch;
    enum bpq_class class;
    struct bpq_strs rules; /* what was done, a line for each rule */
    git_oid before, after; /* trees */
    struct bpq_buf text;   /* the patch file */
    char sha256[65];
    char *left_out; /* why it is not in the queue, or NULL */
    bool unwanted;  /* left out as it is not wanted, not as the base has it */
    bool semantic;  /* semantic patches were applied to make it */
    struct bpq_strs conflicts; /* of a pick that conflicts: the files, as
                                * upstream calls them */
};

struct bpq_queue {
    const struct bpq_plan *plan;
    char *base;                           /* as the plan calls it */
    const struct bpq_standin *onto;       /* the user's commit, or NULL */
    git_oid base_commit, base_tree, tree; /* the user's, if there is one */
    git_oid plan_tree; /* before the patches of local/series */
    struct bpq_made *made;
    size_t n;
};

struct bpq_queue_opts {
    const struct bpq_strs *without; /* optional groups left out */
    bool clean_picks_only; /* for bench: picks with no clause and no conflict */
    const char *only;      /* stop after this patch */
    const struct bpq_standin
        *onto;           /* make it for this commit; base is the one
                          * that stands for it.  NULL: for the base */
    const char *options; /* with which bpq explain shows a conflict of it, or
                          * NULL */
    struct bpq_cocci *cocci;
    struct bpq_patchids *ids; /* NULL: do not store patch-ids */
    struct bpq_reuse *reuse;  /* made for other bases of the plan, or NULL */
    /* Called before each patch, i of n, and before them with i = 0; or NULL. */
    void (*progress)(void *arg, size_t i, size_t n);
    void *arg;
};

void bpq_queue_free(struct bpq_queue *q);
/* The patch of that name which is in the queue, or NULL. */
const struct bpq_made *bpq_queue_find(const struct bpq_queue *q,
                                      const char *name);

/* The file `series` of the queue. */
void bpq_queue_series(const struct bpq_queue *q, struct bpq_buf *out);
/*
 * Write series and *.patch into folder DIR.  They are written beside it and
 * then renamed, so that DIR always has a complete queue.  If somebody changed
 * files in DIR, it is only replaced with force.
 */
int bpq_queue_write(const struct bpq_queue *q, const char *dir, bool force,
                    struct bpq_err *e);

#endif
