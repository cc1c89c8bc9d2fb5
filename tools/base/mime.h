/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_MIME_H
#define BPQ_MIME_H

#include "base/buf.h"

/*
 * How mail puts bytes into ASCII.  What is not in the form that it should have
 * stays as it is.
 */
void bpq_mime_quoted(struct bpq_buf *out, struct bpq_str s);
void bpq_mime_base64(struct bpq_buf *out, struct bpq_str s);
/* Encoded words of a field (=?utf-8?q?...?=), in UTF-8. */
void bpq_mime_words(struct bpq_buf *out, struct bpq_str s);

#endif
