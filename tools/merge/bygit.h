/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_BYGIT_H
#define BPQ_BYGIT_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"

/* Git's own merge of three texts; if it is clean, text gets the result. */
int bpq_merge_by_git(struct bpq_str base, struct bpq_str ours,
                     struct bpq_str theirs, bool *clean, struct bpq_buf *text,
                     struct bpq_err *e);

#endif
