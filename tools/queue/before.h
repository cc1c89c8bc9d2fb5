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
 * of the pick's files.  It only saves time: what is not known here is made, and
 * errors are reported, when a file is replayed.
 */
struct bpq_before {
    struct bpq_rewritten *v; /* private to before.c */
    size_t n;
};

/* The path of a clause's rule; the caller frees it. */
char *bpq_before_rule(const struct bpq_plan *plan,
                      const struct bpq_patch *patch, size_t clause);
/* Make what the clauses make of these n deltas of the pick. */
void bpq_before_make(struct bpq_before *b, struct bpq_repo *repo,
                     const struct bpq_plan *plan, const struct bpq_patch *patch,
                     struct bpq_cocci *cocci,
                     const struct bpq_delta *const *deltas, size_t n);
/* What the clause makes of the text; *known is false if this was not made. */
struct bpq_str bpq_before_get(const struct bpq_before *b, size_t clause,
                              const char *path, struct bpq_str text,
                              bool *known);
void bpq_before_free(struct bpq_before *b);

#endif
