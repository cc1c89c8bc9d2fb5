/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_QUEUE_H
#define BPQ_QUEUE_H

#include <stdbool.h>

#include "change.h"
#include "merge.h"
#include "plan.h"
#include "repo.h"

/*
 * The queue made from a plan for one base: the patches in order, each with its
 * tree, and how it came about.
 */
enum bpq_class { BPQ_CLEAN, BPQ_CONTEXT, BPQ_ADAPTED, BPQ_OWNCLASS };

struct bpq_made {
    const struct bpq_patch *patch;
    enum bpq_class class;
    struct bpq_strs rules; /* what was done, by which rule; one line each */
    git_oid before, after; /* trees */
    struct bpq_buf text;   /* the patch file */
    char sha256[65];
    char *left_out; /* reason, if the base already has it, else NULL */
};

struct bpq_queue {
    const struct bpq_plan *plan;
    char *base; /* as asked for */
    git_oid base_commit, base_tree, tree;
    struct bpq_made *made;
    size_t n;
};

struct bpq_queue_opts {
    const struct bpq_strs *without; /* optional groups left out */
    bool clean_picks_only; /* for bench: picks with no clause and no conflict */
    struct bpq_cocci *cocci;
};

int bpq_queue_make(struct bpq_queue *q, struct bpq_repo *repo,
                   const struct bpq_plan *plan, const char *base,
                   const struct bpq_queue_opts *opts, struct bpq_err *e);
void bpq_queue_free(struct bpq_queue *q);

/*
 * Write series and *.patch into folder DIR: beside it first, then renamed into
 * place, so that DIR is the old queue or the new one, whole.
 */
int bpq_queue_write(const struct bpq_queue *q, const char *dir,
                    struct bpq_err *e);

#endif
