/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_PREREQUISITES_H
#define BPQ_PREREQUISITES_H

#include "port/next.h"

/*
 * Small commits of mainline that a change needs on a branch, to be taken as
 * patches of their own before it.  Each of them
 *
 *   - made lines or names that the branch lacks for the change;
 *   - is small, see below;
 *   - is git's merge there, without doubt, or a backport of it is;
 *   - changes no public type, and was not reverted later.
 *
 * Together they made all that is missing, and with them the change is settled,
 * without doubt.
 */
struct bpq_prerequisites {
    const struct bpq_candidate *v[BPQ_CANDIDATES]; /* the oldest first */
    struct bpq_ported port[BPQ_CANDIDATES]; /* of each, on top of those before
                                             * it */
    size_t n;               /* 0: there are none that settle it */
    struct bpq_ported then; /* of the change, on top of all */
};

/* Lines that are added or removed, and files. */
#define BPQ_SMALL_LINES 40
#define BPQ_SMALL_FILES 3

/* next is of the same change, and must outlive it.  Free it in any case. */
int bpq_prerequisites_find(struct bpq_prerequisites *r, struct bpq_porter *p,
                           const struct bpq_next *next,
                           const struct bpq_port *what, struct bpq_err *e);
void bpq_prerequisites_free(struct bpq_prerequisites *r);

#endif
