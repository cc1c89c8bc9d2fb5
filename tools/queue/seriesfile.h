/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_SERIESFILE_H
#define BPQ_SERIESFILE_H

#include "base/buf.h"
#include "base/err.h"

/*
 * The file `series` of a queue that bpq wrote (see bpq_queue_series()): the
 * queue's base, the resulting tree, and its patches in order.
 */
struct bpq_seriesfile {
    char *base; /* as the plan calls it, or the id of the user's commit */
    char *as;   /* the base that stands for that commit, or NULL */
    char commit[41], tree[41];
    struct bpq_strs patches, groups; /* groups.v[i] has patches.v[i] */
    size_t n_plan; /* patches of the plan; those of the user follow */
};

/* Read the file in the folder dir; refuse one that bpq did not write. */
int bpq_seriesfile_read(struct bpq_seriesfile *s, const char *dir,
                        struct bpq_err *e);
void bpq_seriesfile_free(struct bpq_seriesfile *s);

#endif
