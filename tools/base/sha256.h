/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_SHA256_H
#define BPQ_SHA256_H

#include "base/buf.h"

/* Lower-case hex of the SHA-256 of s; out holds 65 bytes. */
void bpq_sha256(struct bpq_str s, char out[65]);

#endif
