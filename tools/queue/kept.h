/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_KEPT_H
#define BPQ_KEPT_H

#include "base/buf.h"
#include "base/err.h"

/*
 * A change made `after` of `before`; a later version of the file, `was`, has
 * the change, maybe altered since; `now` is another version.  Does that have
 * the change as well?
 *
 * Only lines of the change tell it, and of these only those with a letter or a
 * digit: what it added and `was` still has must not be fewer times in `now`,
 * and what it removed not more often.
 */
enum bpq_kept {
    BPQ_KEPT_NOT,
    BPQ_KEPT_UNTOLD, /* nothing of it is left in `was` to compare */
    BPQ_KEPT,
};

struct bpq_kept_texts {
    struct bpq_str before, after, was, now;
};

int bpq_kept(const struct bpq_kept_texts *t, enum bpq_kept *kept,
             struct bpq_err *e);

#endif
