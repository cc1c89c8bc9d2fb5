/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_MOVED_H
#define BPQ_MOVED_H

#include "git/names.h"
#include "git/treediff.h"

/*
 * Where a branch has code that stands in a file of its own upstream.  deltas
 * are the files that differ between the two.  It is the file that has most of
 * the names around what is changed, rare ones counting more, and at least half
 * of them all.
 */
int bpq_moved_to(struct bpq_name_files *files, const struct bpq_deltas *deltas,
                 const char *path, struct bpq_str base, struct bpq_str theirs,
                 const struct bpq_delta **out, struct bpq_err *e);

#endif
