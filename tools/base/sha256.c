/* SPDX-License-Identifier: LGPL-2.1-only */
#include "base/sha256.h"

#include <nettle/sha2.h>
#include <stdint.h>
#include <stdio.h>

void bpq_sha256(struct bpq_str s, char out[65])
{
    struct sha256_ctx ctx;
    uint8_t sum[SHA256_DIGEST_SIZE];

    sha256_init(&ctx);
    if (s.len)
        sha256_update(&ctx, s.len, (const uint8_t *)s.p);
    sha256_digest(&ctx, sizeof(sum), sum);
    for (size_t i = 0; i < sizeof(sum); i++)
        snprintf(out + 2 * i, 3, "%02x", sum[i]);
}
