/* SPDX-License-Identifier: LGPL-2.1-only */
#include "base/sha256.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/shani.h"

/* SHA-256, with the names of FIPS 180-4. */
static const uint32_t K[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1,
    0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3,
    0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786,
    0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147,
    0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13,
    0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b,
    0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a,
    0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208,
    0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

static uint32_t rotr(uint32_t x, int n)
{
    return x >> n | x << (32 - n);
}

/*
 * One round.  The variables a to h do not move: in round j, a is at v[-j % 8].
 */
static inline void round_of(uint32_t v[8], int j, uint32_t kw)
{
#define AT(k) v[((k)-j) & 7]
    uint32_t t1 = AT(7) + (rotr(AT(4), 6) ^ rotr(AT(4), 11) ^ rotr(AT(4), 25)) +
                  ((AT(4) & AT(5)) ^ (~AT(4) & AT(6))) + kw;
    uint32_t t2 = (rotr(AT(0), 2) ^ rotr(AT(0), 13) ^ rotr(AT(0), 22)) +
                  ((AT(0) & AT(1)) ^ (AT(0) & AT(2)) ^ (AT(1) & AT(2)));

    AT(3) += t1;
    AT(7) = t1 + t2;
#undef AT
}

static void block(uint32_t h[8], const unsigned char *p)
{
    uint32_t w[64], v[8];

    for (int i = 0; i < 16; i++)
        w[i] = (uint32_t)p[4 * i] << 24 | (uint32_t)p[4 * i + 1] << 16 |
               (uint32_t)p[4 * i + 2] << 8 | p[4 * i + 3];
    for (int i = 16; i < 64; i++)
        w[i] = (rotr(w[i - 2], 17) ^ rotr(w[i - 2], 19) ^ w[i - 2] >> 10) +
               w[i - 7] +
               (rotr(w[i - 15], 7) ^ rotr(w[i - 15], 18) ^ w[i - 15] >> 3) +
               w[i - 16];
    memcpy(v, h, sizeof(v));
    for (int i = 0; i < 64; i += 8) {
#pragma GCC unroll 8
        for (int j = 0; j < 8; j++)
            round_of(v, j, K[i + j] + w[i + j]);
    }
    for (int i = 0; i < 8; i++)
        h[i] += v[i];
}

static void portable(uint32_t h[8], const uint32_t k[64],
                     const unsigned char *p, size_t n)
{
    (void)k;
    for (; n; n--, p += 64)
        block(h, p);
}

/* blocks: how to take n blocks. */
static void sha256(struct bpq_str s, char out[65],
                   void (*blocks)(uint32_t h[8], const uint32_t k[64],
                                  const unsigned char *p, size_t n))
{
    uint32_t h[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                     0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
    unsigned char tail[128] = {0};
    uint64_t bits = (uint64_t)s.len * 8;
    size_t rest = s.len % 64, n = rest < 56 ? 64 : 128;

    blocks(h, K, (const unsigned char *)s.p, s.len / 64);
    if (rest)
        memcpy(tail, s.p + (s.len - rest), rest);
    tail[rest] = 0x80;
    for (int i = 0; i < 8; i++)
        tail[n - 1 - i] = (unsigned char)(bits >> (8 * i));
    blocks(h, K, tail, n / 64);
    for (int i = 0; i < 8; i++)
        snprintf(out + 8 * i, 9, "%08x", h[i]);
}

void bpq_sha256(struct bpq_str s, char out[65])
{
    sha256(s, out, bpq_shani() ? bpq_shani_sha256 : portable);
}

void bpq_sha256_portable(struct bpq_str s, char out[65])
{
    sha256(s, out, portable);
}
