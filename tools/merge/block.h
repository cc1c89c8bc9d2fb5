/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_BLOCK_H
#define BPQ_BLOCK_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"
#include "git/lines.h"

/*
 * Does a result put lines that a change adds into another block?  A line's
 * block is what stands above it and is less indented, and how many braces are
 * open there.  base became theirs by the change, ours became result by it.
 * *line is the first one that is in another block, NULL if there is none; the
 * caller frees.
 */
struct bpq_block_range {
    size_t from, to; /* lines of the result */
};

/* range: look only at what stands in these lines of the result; or NULL. */
int bpq_block_moved(struct bpq_str base, struct bpq_str theirs,
                    struct bpq_str ours, struct bpq_str result,
                    const struct bpq_block_range *range, char **line,
                    struct bpq_err *e);

/* Do line k of theirs and line j of the result stand in blocks that are alike?
 */
bool bpq_same_block(const struct bpq_lines *theirs, size_t k,
                    const struct bpq_lines *result, size_t j);

#endif
