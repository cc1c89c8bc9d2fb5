/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_WORDMERGE_H
#define BPQ_WORDMERGE_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"

/*
 * Merge three texts word by word instead of line by line: each word, blank,
 * newline and other character counts as a line of its own.  *clean says
 * whether that was without conflict; only then something is appended to out.
 * It guesses: what stands next to each other on a line need not be independent.
 */
int bpq_word_merge(struct bpq_str base, struct bpq_str ours,
                   struct bpq_str theirs, struct bpq_buf *out, bool *clean,
                   struct bpq_err *e);

#endif
