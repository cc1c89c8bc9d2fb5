/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_MOVED_H
#define BPQ_MOVED_H

#include "git/names.h"
#include "git/treediff.h"

/*
 * Upstream has a file that the branch lacks: which file of the branch has its
 * code?  deltas are the files that differ between the two.  *out is the file
 * with most of the names that stand around the change, where rare names count
 * more; NULL if no file has half of them.
 */
int bpq_moved_to(struct bpq_name_files *files, const struct bpq_deltas *deltas,
                 const char *path, struct bpq_str base, struct bpq_str theirs,
                 const struct bpq_delta **out, struct bpq_err *e);

#endif
