/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_ALIGN_H
#define BPQ_ALIGN_H

#include "git/lines.h"

/*
 * Append the lines of a merge.  One that stands below an open parenthesis in
 * theirs stands there in the result, too, where the line above it is another.
 */
void bpq_align_lines(struct bpq_buf *out, const struct bpq_lines *result,
                     const struct bpq_lines *theirs, size_t from, size_t n);

#endif
