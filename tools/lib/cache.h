/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_CACHE_H
#define BPQ_CACHE_H

#include <stdbool.h>

#include "buf.h"

/*
 * Files that only save time: what cannot be read, or is not whole, is not
 * there, and what cannot be written costs time again.  Each file begins with
 * the checksum of the rest.
 */

/* Appends the text of the file, if it is there and whole. */
bool bpq_cache_get(const char *path, struct bpq_buf *out);
/* Makes the folders above it, too. */
void bpq_cache_put(const char *path, struct bpq_str text);

#endif
