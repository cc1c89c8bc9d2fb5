/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_SHANI_H
#define BPQ_SHANI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The inner loops of SHA-1 and SHA-256 with the instructions that x86
 * processors have for them, in a fifth of the time of other code.  h is the
 * state, as the standard numbers its words; p has n blocks of 64 bytes.
 */

/* Has this processor the instructions?  If not, do not call the others. */
bool bpq_shani(void);
void bpq_shani_sha1(uint32_t h[5], const unsigned char *p, size_t n);
/* k: the constants of the rounds. */
void bpq_shani_sha256(uint32_t h[8], const uint32_t k[64],
                      const unsigned char *p, size_t n);

#endif
