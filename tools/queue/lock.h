/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_LOCK_H
#define BPQ_LOCK_H

#include "base/buf.h"
#include "base/err.h"
#include "queue/queue.h"

/*
 * series-X/lock: for each base, the result that the maintainer last recorded,
 * without the user's own patches in series-X/local.
 * There is one part for each base:
 *
 *     base RELEASE-4.9.4
 *     commit 40 hex digits
 *     tree 40 hex digits           of the base with the whole queue applied
 *     spatch 1.1.1                 only if semantic patches were used
 *     patch 64 hex digits NAME     SHA-256, for each patch in order
 *     end 64 hex digits            SHA-256 of the part up to here
 *
 * The last line tells a part that was edited or cut off from one that differs.
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

/* name is the file's name in messages.  A missing file is an error. */
int bpq_lock_read(struct bpq_lock *l, const char *path, const char *name,
                  struct bpq_err *e);
void bpq_lock_free(struct bpq_lock *l);
/* The part of a base, or NULL. */
const struct bpq_locked *bpq_lock_find(const struct bpq_lock *l,
                                       const char *base);
/*
 * Replace the part of the queue's base by its result; a missing file is made.
 * Other bases' parts stay.  Parts are in the order of the plan's bases.
 */
int bpq_lock_update(const char *path, const char *name,
                    const struct bpq_queue *q, const char *spatch,
                    struct bpq_err *e);

/*
 * Append a line for each difference between the queue and the lock; *n is their
 * number.
 */
void bpq_lock_compare(const struct bpq_locked *l, const struct bpq_queue *q,
                      const char *spatch, struct bpq_buf *out, size_t *n);

#endif
