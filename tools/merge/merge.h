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
 *   ours    the file on the branch, earlier patches of the queue applied
 *
 * Where git's three-way merge is clean the result is git's.  A region that
 * conflicts there is settled by the first of
 *
 *   resolution  one is recorded for its key (see below)
 *   transplant  everything the change removes is found in ours, whole and once,
 *               and the place of all it adds is unambiguous
 *
 * and is otherwise a conflict, which is a result and not a failure: the caller
 * gets all regions with their sides.
 *
 * libgit2 must have been initialised.  Texts with NUL bytes are refused, with
 * errors that do not know the file's name: put it in front.
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
 * Take from theirs only the regions in which no line that is removed or added
 * matches ERE; *n is the number of regions left out.
 */
int bpq_merge_keep(struct bpq_str base, struct bpq_str theirs, const char *ere,
                   struct bpq_buf *out, size_t *n, struct bpq_err *e);

#endif
