/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_BYGIT_H
#define BPQ_BYGIT_H

#include "base/err.h"
#include "merge/merge.h"

/* Git's own merge of three texts: sets out->clean, and if it is, out->text. */
int bpq_merge_by_git(struct bpq_str base, struct bpq_str ours,
                     struct bpq_str theirs, struct bpq_merge *out,
                     struct bpq_err *e);

#endif
