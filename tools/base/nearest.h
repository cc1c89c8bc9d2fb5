/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_NEAREST_H
#define BPQ_NEAREST_H

#include "base/buf.h"

/*
 * The one of the known words that was probably meant: WORD is a part of it or
 * has it as a part, or is a few letters away.  NULL if none is near.  Of two
 * that are as near it is the later.
 */
const char *bpq_nearest(const char *word, const struct bpq_strs *known);
/* The same for a message: " (did you mean X?)", or "".  The caller frees it. */
char *bpq_meant(const char *word, const struct bpq_strs *known);
/* "; WHAT A, B, C (did you mean B?)" with all that are known; caller frees. */
char *bpq_meant_of(const char *word, const char *what,
                   const struct bpq_strs *known);

#endif
