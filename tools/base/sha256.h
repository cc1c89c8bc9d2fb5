/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_SHA256_H
#define BPQ_SHA256_H

#include "base/buf.h"

/* Write the SHA-256 of s in lower-case hex, 65 bytes with the NUL. */
void bpq_sha256(struct bpq_str s, char out[65]);

#endif
