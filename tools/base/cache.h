/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_CACHE_H
#define BPQ_CACHE_H

#include <stdbool.h>

#include "base/buf.h"

/*
 * Files that only save time: what cannot be read, is not whole, or is not what
 * was asked for is not there, and what cannot be written costs time again.
 * Each file begins with a line that has its key, which is what its text is the
 * answer to, and a line that has the checksum of key and text.  (In this order:
 * those of before had no key, and a checksum first.)
 */

/* Appends the text of the file, if it is there, whole, and has this key. */
bool bpq_cache_get(const char *path, const char *key, struct bpq_buf *out);
/* Makes the folders above it, too. */
void bpq_cache_put(const char *path, const char *key, struct bpq_str text);

#endif
