/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_BETWEEN_H
#define BPQ_BETWEEN_H

#include "git/chain.h"
#include "port/port.h"

/*
 * The commits that a change was made on top of and that a branch does not have:
 * those between the change and the place where the branch left mainline.  The
 * histories that are read are kept for the next change.
 */
struct bpq_histories {
    struct bpq_repo *repo;
    struct bpq_chain mainline; /* from its tip */
    struct bpq_chain other;    /* from the parent of a change that is not on
                                * mainline */
};

/* A change, and where it goes. */
struct bpq_going {
    struct bpq_port what;
    git_oid parent; /* of the change's commit */
    git_oid base;   /* the commit that what.onto was made from */
};

struct bpq_between {
    struct bpq_chain *chain;
    const struct bpq_chain *mainline; /* as far as it was read */
    size_t from, until; /* from the parent to the commit that both have */
    git_oid *had;       /* of those, the commits that the branch names as what
                         * it picked */
    size_t n_had;
    git_time_t before; /* what mainline reverted later does not count; or 0 */
};

void bpq_histories_open(struct bpq_histories *h, struct bpq_repo *repo);
void bpq_histories_close(struct bpq_histories *h);
/* h must outlive it.  from == until if nothing is known to lie between. */
int bpq_between_find(struct bpq_between *b, struct bpq_histories *h,
                     const struct bpq_going *g, struct bpq_err *e);
void bpq_between_free(struct bpq_between *b);
/* Is the commit at this place one that could be taken, too: no merge, none that
 * the branch has as a backport, and none that mainline reverted? */
bool bpq_between_may_take(const struct bpq_between *b, size_t at);

#endif
