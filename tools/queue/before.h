/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_BEFORE_H
#define BPQ_BEFORE_H

#include <stdbool.h>

#include "base/buf.h"
#include "git/repo.h"
#include "git/treediff.h"
#include "plan/cocci.h"
#include "plan/plan.h"

/*
 * What the semantic patches of a pick's `before` clauses make of upstream's
 * files.  Each run of spatch takes long to start, so that one run looks at all
 * of the pick's files, when the first of them is asked for.  That only saves
 * time: what is not known then is made, and errors are reported, when a file is
 * replayed.
 */
struct bpq_before {
    struct bpq_repo *repo;
    const struct bpq_plan *plan;
    const struct bpq_patch *patch;
    struct bpq_cocci *cocci;
    const struct bpq_deltas *deltas; /* the files of the pick */
    /* private to before.c */
    struct bpq_rewritten *v;
    size_t n;
    bool is_made;
};

/* Append what the clause's rule makes of one side of a file. */
int bpq_before_text(struct bpq_before *b, size_t clause, const char *path,
                    struct bpq_str text, struct bpq_buf *out,
                    struct bpq_err *e);
/* Free what was made; its other members are the caller's. */
void bpq_before_free(struct bpq_before *b);

#endif
