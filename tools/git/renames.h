/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_RENAMES_H
#define BPQ_RENAMES_H

#include "git/similar.h"
#include "git/treediff.h"

/*
 * Where a tree has the files of another one under other names, found as git
 * does it: by equal content; by the same last component, if only one file has
 * it and three quarters are the same; by content of which half is the same.
 */
struct bpq_renames {
    struct bpq_similar *similar;
    struct bpq_deltas deltas; /* from the one tree to the other */
    git_oid from, to;
};

/* similar must outlive it. */
int bpq_renames_open(struct bpq_renames *r, struct bpq_similar *similar,
                     const git_oid *from, const git_oid *to, struct bpq_err *e);
void bpq_renames_close(struct bpq_renames *r);
/* The new file that this one, which is in `from` only, became; NULL if none. */
const struct bpq_delta *bpq_rename_of(struct bpq_renames *r, const char *path,
                                      const git_oid *id);

#endif
