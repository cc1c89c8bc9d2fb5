/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_MERGE_H
#define BPQ_MERGE_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"
#include "merge/resolution.h"

/*
 * The backport merge of one file.
 *
 *   base    the file in the pick's parent
 *   theirs  the file in the pick
 *   ours    the file on the branch, with earlier patches of the queue applied
 *
 * If git's three-way merge is clean, the result is git's.  A region that
 * conflicts is settled by the first of these that applies:
 *
 *   resolution  one is recorded for its key (see resolution.h)
 *   transplant  ours has everything that the change removes, in one place, and
 *               the place of everything that it adds is unambiguous
 *
 * Otherwise it is a conflict, which is a result and not a failure: the caller
 * gets all regions with their sides.
 *
 * libgit2 must have been initialised.  Texts with NUL bytes are refused; the
 * caller adds the file's name to errors.
 */
struct bpq_merge {
    bool clean;    /* git's merge was clean */
    bool conflict; /* at least one region is a conflict: text is empty */
    struct bpq_buf text;
    struct bpq_region *regions; /* none if clean */
    size_t n_regions;
};

int bpq_merge_file(struct bpq_str base, struct bpq_str ours,
                   struct bpq_str theirs, struct bpq_resolutions *res,
                   struct bpq_merge *out, struct bpq_err *e);
void bpq_merge_free(struct bpq_merge *m);

/*
 * Undo in theirs each region in which a removed or added line matches ERE; *n
 * is the number of regions left out.
 */
int bpq_merge_keep(struct bpq_str base, struct bpq_str theirs, const char *ere,
                   struct bpq_buf *out, size_t *n, struct bpq_err *e);

#endif
