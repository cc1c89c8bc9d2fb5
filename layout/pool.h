/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef LAYOUT_POOL_H
#define LAYOUT_POOL_H

#include <stdarg.h>
#include <stddef.h>

/*
 * Memory that is freed all at once.  A zeroed pool is empty.  The functions
 * never return NULL: if there is no memory, the program ends with status 2 and
 * one line on stderr.
 */
struct pool {
    struct pooled *all;
};

void *pool_alloc(struct pool *p, size_t size); /* zeroed */
char *pool_text(struct pool *p, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
char *pool_vtext(struct pool *p, const char *format, va_list ap)
    __attribute__((format(printf, 2, 0)));
void pool_free(struct pool *p);

#endif
