/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_LOCK_H
#define BPQ_LOCK_H

#include "base/buf.h"
#include "base/err.h"
#include "queue/queue.h"

/*
 * series-X/lock: for each base what came out when the maintainer last looked.
 * One part a base:
 *
 *     base RELEASE-4.9.4
 *     commit 40 hex digits
 *     tree 40 hex digits           of the base with the whole queue applied
 *     spatch 1.1.1                 only if semantic patches had a part in it
 *     patch 64 hex digits NAME     SHA-256; one a patch, in order
 *     end 64 hex digits            SHA-256 of the part up to here
 *
 * so that a part that was edited or cut off is known from one that differs.
 */
struct bpq_locked {
    char *base, *spatch; /* spatch: NULL if none */
    char commit[41], tree[41];
    struct bpq_locked_patch {
        char *name;
        char sha256[65];
    } * patches;
    size_t n_patches;
};

struct bpq_lock {
    struct bpq_locked *v;
    size_t n;
};

/* name is what messages call the file.  A missing one is an error. */
int bpq_lock_read(struct bpq_lock *l, const char *path, const char *name,
                  struct bpq_err *e);
void bpq_lock_free(struct bpq_lock *l);
/* The part of a base, or NULL. */
const struct bpq_locked *bpq_lock_find(const struct bpq_lock *l,
                                       const char *base);
/*
 * Put the queue's result in the place of its base's part; a missing file is
 * made.  The other bases' parts stay, in the order of the plan's bases.
 */
int bpq_lock_update(const char *path, const char *name,
                    const struct bpq_queue *q, const char *spatch,
                    struct bpq_err *e);

/*
 * Append one line for each difference between the queue and what is locked;
 * *n is their number.
 */
void bpq_lock_compare(const struct bpq_locked *l, const struct bpq_queue *q,
                      const char *spatch, struct bpq_buf *out, size_t *n);

#endif
