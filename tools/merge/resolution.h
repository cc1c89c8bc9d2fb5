/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_RESOLUTION_H
#define BPQ_RESOLUTION_H

#include "merge/merge.h"

/*
 * The key of a conflict: what git calls the blob of its normal form, that is
 * base, ours, theirs, each ended by a NUL, every line with the white space at
 * its end replaced by one newline.  So the same conflict met again elsewhere
 * in the file, or with other line ends, has the same key.
 */
int bpq_conflict_key(char key[41], const char *base, const char *ours,
                     const char *theirs, struct bpq_err *e);

/* NULL if there is none for the key.  res may be NULL. */
struct bpq_resolution *bpq_resolution_find(struct bpq_resolutions *res,
                                           const char *key);

/* Put the region together as the recipe says; marks the resolution used. */
int bpq_resolution_apply(struct bpq_resolution *s, const struct bpq_region *r,
                         struct bpq_buf *out, struct bpq_err *e);

#endif
