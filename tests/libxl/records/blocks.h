/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef RECORDS_BLOCKS_H
#define RECORDS_BLOCKS_H

#include "facts.h"

/*
 * Memory that is given to the library.  If the library frees a block, this
 * program's free() marks and keeps it, so that it can still be read and no
 * later block gets its address.
 */
struct block {
    void *at;
    struct member *of;
    bool own; /* of the type that is tried, not of a type inside it */
    bool freed;
};

extern struct block blocks[];
extern size_t n_blocks;

/* Allocate a block, zeroed. */
void *block(struct member *of, bool own, size_t size);
/* Free all blocks. */
void forget_blocks(void);

#endif
