/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_NEAREST_H
#define BPQ_NEAREST_H

#include "base/buf.h"

/*
 * The known word that was probably meant: it contains WORD or is contained in
 * it, or differs in a few letters.  NULL if there is none.  Of two equally near
 * words the later one is returned.
 */
const char *bpq_nearest(const char *word, const struct bpq_strs *known);
/* For a message: " (did you mean X?)", or "".  The caller frees it. */
char *bpq_meant(const char *word, const struct bpq_strs *known);
/* For a message: "; WHAT A, B, C (did you mean B?)".  The caller frees it. */
char *bpq_meant_of(const char *word, const char *what,
                   const struct bpq_strs *known);

#endif
