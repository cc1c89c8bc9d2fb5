/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_EFFECTS_H
#define BPQ_EFFECTS_H

#include <stdbool.h>

#include "base/err.h"
#include "merge/resolution.h"
#include "plan/plan.h"

/* What the clauses of a pick did while it was replayed. */
struct bpq_effects {
    /* for each clause, how often it had an effect */
    size_t *only, *except, *map, *keep, *before;
    size_t outside; /* paths outside of `only` */
    size_t n_files; /* files that the pick changes */
    size_t already; /* files that have the change in ours */
};

void bpq_effects_init(struct bpq_effects *f, const struct bpq_patch *patch);
/*
 * A clause without effect is an error, unless the base has the whole change
 * already.  puts: the pick changes the tree.
 */
int bpq_effects_check(const struct bpq_effects *f,
                      const struct bpq_patch *patch,
                      const struct bpq_resolutions *res, bool puts,
                      struct bpq_err *e);
void bpq_effects_free(struct bpq_effects *f);

#endif
