/* SPDX-License-Identifier: LGPL-2.1-only */
#include "blocks.h"

#include <stdlib.h>

#define BLOCKS 4096
struct block blocks[BLOCKS];
size_t n_blocks;

extern void __libc_free(void *);

void free(void *at)
{
    for (size_t i = n_blocks; at && i-- > 0;) {
        if (blocks[i].at == at) {
            if (blocks[i].freed)
                facts_die("%s is freed twice", blocks[i].of->name);
            blocks[i].freed = true;
            return;
        }
    }
    __libc_free(at);
}

void *block(struct member *of, bool own, size_t size)
{
    void *at = calloc(1, size);

    if (!at || n_blocks == BLOCKS)
        facts_die("out of memory");
    blocks[n_blocks++] = (struct block){at, of, own, false};
    return at;
}

void forget_blocks(void)
{
    while (n_blocks)
        __libc_free(blocks[--n_blocks].at);
}
