/* SPDX-License-Identifier: LGPL-2.1-only */
/* Copy from and to the calling program's memory; return 0 or -EFAULT. */
#ifndef HOST_COPY_H
#define HOST_COPY_H

#include <stddef.h>
#include <stdint.h>

struct xenctl_bitmap;

int copy_from(void *to, uint64_t from, size_t size);
int copy_to(uint64_t to, const void *from, size_t size);
#define handle_address(handle) ((uint64_t)(uintptr_t)(handle).p)

/* Read at most 64 bits of the program's bitmap. */
int bitmap_get(uint64_t *bits, const struct xenctl_bitmap *map);
/* Write NBITS bits; the rest of the program's bitmap is zeroed, in bytes. */
int bitmap_put(const struct xenctl_bitmap *map, uint64_t bits,
               unsigned int nbits);

#endif
