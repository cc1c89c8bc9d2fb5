/* SPDX-License-Identifier: LGPL-2.1-only */
#include "base/shani.h"

#ifdef __x86_64__
#include <cpuid.h>
#include <immintrin.h>

#define WITH_SHA __attribute__((target("sha,sse4.1,ssse3")))
#define SSSE3 (1u << 9)
#define SSE4_1 (1u << 19)
#define SHA (1u << 29)

static bool ask_processor(void)
{
    unsigned a, b, c, d;

    if (!__get_cpuid(1, &a, &b, &c, &d) || !(c & SSSE3) || !(c & SSE4_1))
        return false;
    return __get_cpuid_count(7, 0, &a, &b, &c, &d) && b & SHA;
}

bool bpq_shani(void)
{
    /* in a virtual machine, asking takes long */
    static enum { UNKNOWN, HAS, LACKS } known;

    if (known == UNKNOWN)
        known = ask_processor() ? HAS : LACKS;
    return known == HAS;
}

WITH_SHA static __m128i load(const void *p)
{
    return _mm_loadu_si128(p);
}

/* The next four words of SHA-1's schedule; w has the last sixteen. */
WITH_SHA static __m128i schedule1(__m128i w[4], int i)
{
    __m128i next = _mm_sha1msg1_epu32(w[i & 3], w[(i + 1) & 3]);

    next = _mm_xor_si128(next, w[(i + 2) & 3]);
    return _mm_sha1msg2_epu32(next, w[(i + 3) & 3]);
}

WITH_SHA void bpq_shani_sha1(uint32_t h[5], const unsigned char *p, size_t n)
{
    const __m128i order =
        _mm_set_epi64x(0x0001020304050607, 0x08090a0b0c0d0e0f);
    __m128i abcd = _mm_shuffle_epi32(load(h), 0x1b);
    __m128i e = _mm_set_epi32((int)h[4], 0, 0, 0);
    __m128i w[4] = {{0}};

/* Four rounds of the kind f.  `last` is abcd before them, which has the next e.
 */
#define ROUNDS(i, f)                                                           \
    w[(i)&3] = (i) < 4 ? _mm_shuffle_epi8(load(p + 16 * ((i)&3)), order)       \
                       : schedule1(w, i);                                      \
    e = (i) ? _mm_sha1nexte_epu32(last, w[(i)&3])                              \
            : _mm_add_epi32(e, w[(i)&3]);                                      \
    last = abcd;                                                               \
    abcd = _mm_sha1rnds4_epu32(abcd, e, f)
#define FIVE(i, f)                                                             \
    ROUNDS(i, f);                                                              \
    ROUNDS((i) + 1, f);                                                        \
    ROUNDS((i) + 2, f);                                                        \
    ROUNDS((i) + 3, f);                                                        \
    ROUNDS((i) + 4, f)

    for (; n; n--, p += 64) {
        __m128i abcd_was = abcd, e_was = e, last = abcd;

        FIVE(0, 0);
        FIVE(5, 1);
        FIVE(10, 2);
        FIVE(15, 3);
        e = _mm_sha1nexte_epu32(last, e_was);
        abcd = _mm_add_epi32(abcd, abcd_was);
    }
#undef FIVE
#undef ROUNDS
    _mm_storeu_si128((__m128i *)h, _mm_shuffle_epi32(abcd, 0x1b));
    h[4] = (uint32_t)_mm_extract_epi32(e, 3);
}

/* The same of SHA-256's. */
WITH_SHA static __m128i schedule256(__m128i w[4], int i)
{
    __m128i last = w[(i + 3) & 3];
    __m128i next = _mm_sha256msg1_epu32(w[i & 3], w[(i + 1) & 3]);

    next = _mm_add_epi32(next, _mm_alignr_epi8(last, w[(i + 2) & 3], 4));
    return _mm_sha256msg2_epu32(next, last);
}

WITH_SHA void bpq_shani_sha256(uint32_t h[8], const uint32_t k[64],
                               const unsigned char *p, size_t n)
{
    const __m128i order =
        _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
    __m128i badc = _mm_shuffle_epi32(load(h), 0xb1);
    __m128i hgfe = _mm_shuffle_epi32(load(h + 4), 0x1b);
    __m128i abef = _mm_alignr_epi8(badc, hgfe, 8);
    __m128i cdgh = _mm_blend_epi16(hgfe, badc, 0xf0);
    __m128i w[4] = {{0}}, wk;

    for (; n; n--, p += 64) {
        __m128i abef_was = abef, cdgh_was = cdgh;

#pragma GCC unroll 16
        for (int i = 0; i < 16; i++) {
            w[i & 3] = i < 4 ? _mm_shuffle_epi8(load(p + 16 * i), order)
                             : schedule256(w, i);
            wk = _mm_add_epi32(w[i & 3], load(k + 4 * i));
            cdgh = _mm_sha256rnds2_epu32(cdgh, abef, wk);
            wk = _mm_shuffle_epi32(wk, 0x0e);
            abef = _mm_sha256rnds2_epu32(abef, cdgh, wk);
        }
        abef = _mm_add_epi32(abef, abef_was);
        cdgh = _mm_add_epi32(cdgh, cdgh_was);
    }
    badc = _mm_shuffle_epi32(abef, 0x1b);
    hgfe = _mm_shuffle_epi32(cdgh, 0xb1);
    _mm_storeu_si128((__m128i *)h, _mm_blend_epi16(badc, hgfe, 0xf0));
    _mm_storeu_si128((__m128i *)(h + 4), _mm_alignr_epi8(hgfe, badc, 8));
}

#else

bool bpq_shani(void)
{
    return false;
}

void bpq_shani_sha1(uint32_t h[5], const unsigned char *p, size_t n)
{
    (void)h;
    (void)p;
    (void)n;
}

void bpq_shani_sha256(uint32_t h[8], const uint32_t k[64],
                      const unsigned char *p, size_t n)
{
    (void)h;
    (void)k;
    (void)p;
    (void)n;
}

#endif
