/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_CACHE_H
#define BPQ_CACHE_H

#include <stdbool.h>

#include "base/buf.h"

/*
 * Files that only save time: a file that cannot be read, is damaged or has
 * another key counts as missing, and an error of writing is ignored.  The first
 * line of a file is its key, which describes the text; the second is the
 * checksum of key and text.  (In this order, because files of older versions
 * begin with a checksum.)
 */

/* Append the text of the file, if it is intact and has this key. */
bool bpq_cache_get(const char *path, const char *key, struct bpq_buf *out);
/* Write the file, and make the folders above it. */
void bpq_cache_put(const char *path, const char *key, struct bpq_str text);

#endif
