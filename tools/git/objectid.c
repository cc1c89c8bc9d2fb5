/* SPDX-License-Identifier: LGPL-2.1-only */
#include "git/objectid.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/shani.h"

#define BLOCK 64

/* SHA-1 of two texts, one behind the other.  The first is less than a block. */
static void sha1(struct bpq_str a, struct bpq_str b, unsigned char out[20])
{
    uint32_t h[5] = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476,
                     0xc3d2e1f0};
    unsigned char ends[2 * BLOCK] = {0};
    uint64_t bits = (uint64_t)(a.len + b.len) * 8;
    size_t first = BLOCK - a.len < b.len ? BLOCK - a.len : b.len;
    size_t n = a.len + first, whole;

    memcpy(ends, a.p, a.len);
    memcpy(ends + a.len, b.p, first);
    if (n == BLOCK) {
        bpq_shani_sha1(h, ends, 1);
        whole = (b.len - first) / BLOCK;
        bpq_shani_sha1(h, (const unsigned char *)b.p + first, whole);
        first += whole * BLOCK;
        n = b.len - first;
        memset(ends, 0, sizeof(ends));
        memcpy(ends, b.p + first, n);
    }
    ends[n] = 0x80;
    whole = n < 56 ? 1 : 2;
    for (size_t i = 0; i < 8; i++)
        ends[whole * BLOCK - 1 - i] = (unsigned char)(bits >> (8 * i));
    bpq_shani_sha1(h, ends, whole);
    for (size_t i = 0; i < 20; i++)
        out[i] = (unsigned char)(h[i / 4] >> (24 - 8 * (i % 4)));
}

int bpq_object_id(git_oid *id, struct bpq_str text, git_object_t type)
{
    char head[BLOCK];
    struct bpq_str whole = {text.len ? text.p : "", text.len};
    int n;

    if (!bpq_shani())
        return git_odb_hash(id, whole.p, whole.len, type);
    n = snprintf(head, sizeof(head), "%s %zu", git_object_type2string(type),
                 text.len);
    /* with its NUL */
    sha1((struct bpq_str){head, (size_t)n + 1}, whole, id->id);
    return 0;
}
