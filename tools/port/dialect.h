/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_DIALECT_H
#define BPQ_DIALECT_H

#include "port/published.h"

/*
 * How a branch spells what mainline spells otherwise, as `bool_t` for `bool`:
 * learned from its own backports, by comparing the lines that they add with
 * those of the mainline commits.  A spelling is used once two backports to the
 * same component have it, and while those that kept mainline's are few.
 */
struct bpq_dialect {
    const struct bpq_published *published;
    size_t branch;
    size_t next; /* of the branch's backports: the first not learned from */
    struct bpq_backport *backports; /* the branch's, in its order */
    size_t n_backports;
    struct bpq_spelling *v; /* a hash table */
    size_t n, cap;
    size_t round; /* backport under way, so that each counts once */
};

void bpq_dialect_open(struct bpq_dialect *d, const struct bpq_published *p,
                      size_t branch);
void bpq_dialect_close(struct bpq_dialect *d);
/*
 * Learn from the backports below `at` in the branch's history that are older
 * than `before`.  Both can only grow from call to call.
 */
int bpq_dialect_learn(struct bpq_dialect *d, size_t at, git_time_t before,
                      struct bpq_err *e);
/* Rewrite the lines that result adds to ours; *n is how many words changed. */
int bpq_dialect_apply(const struct bpq_dialect *d, const git_oid *ours,
                      git_oid *result, size_t *n, struct bpq_err *e);

#endif
