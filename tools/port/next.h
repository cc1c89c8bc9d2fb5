/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_NEXT_H
#define BPQ_NEXT_H

#include "port/candidates.h"

/*
 * What a person needs to know next about a change that conflicts: what is in
 * the way in each file, where the branch has the file, what it lacks, and which
 * commits made that.
 */
struct bpq_next_file {
    char *path;             /* in the change */
    char *why;              /* what is in the way */
    struct bpq_where where; /* how is BPQ_WHERE_NOWHERE if it is not known */
};

struct bpq_next {
    struct bpq_next_file *v;
    size_t n;
    char *doubt; /* no file is in the way, but the result is in doubt: what the
                  * branch may lack, or NULL */
    char *unknown; /* why nothing more is known, as if the clone lacks objects;
                    * or NULL */
    struct bpq_lacking lacking;
    struct bpq_candidates candidates;
};

/* A pick of a plan, which files conflict. */
struct bpq_next_pick {
    const struct bpq_plan *plan;
    const struct bpq_patch *patch;
    const struct bpq_strs *conflicts;
};

/* pick is NULL for a change that is not of a plan.  Free the result in any
 * case. */
int bpq_next_read(struct bpq_next *n, struct bpq_porter *p,
                  struct bpq_histories *h, const struct bpq_going *g,
                  const struct bpq_next_pick *pick, struct bpq_err *e);
void bpq_next_free(struct bpq_next *n);

#endif
