/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef RECORDS_BLOCKS_H
#define RECORDS_BLOCKS_H

#include "facts.h"

/*
 * Memory that is handed to the library.  A block that the library frees is
 * marked and kept, so that it can still be looked at and no later block gets
 * its address: this program's free() sees to that.
 */
struct block {
    void *at;
    struct member *of;
    bool own; /* of the type that is looked at, and not of one inside it */
    bool freed;
};

extern struct block blocks[];
extern size_t n_blocks;

/* A new one, zeroed. */
void *block(struct member *of, bool own, size_t size);
/* Gives them all back. */
void forget_blocks(void);

#endif
