/* SPDX-License-Identifier: LGPL-2.1-only */
#include "layout/pool.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct pooled {
    struct pooled *next;
    long long space[];
};

static void __attribute__((noreturn)) no_memory(void)
{
    fputs("out of memory\n", stderr);
    exit(2);
}

void *pool_alloc(struct pool *p, size_t size)
{
    struct pooled *new = calloc(1, sizeof(*new) + size);

    if (!new)
        no_memory();
    new->next = p->all;
    p->all = new;
    return new->space;
}

char *pool_vtext(struct pool *p, const char *format, va_list ap)
{
    char *made, *text;

    if (vasprintf(&made, format, ap) < 0)
        no_memory();
    text = strcpy(pool_alloc(p, strlen(made) + 1), made);
    free(made);
    return text;
}

char *pool_text(struct pool *p, const char *format, ...)
{
    va_list ap;
    char *text;

    va_start(ap, format);
    text = pool_vtext(p, format, ap);
    va_end(ap);
    return text;
}

void pool_free(struct pool *p)
{
    while (p->all) {
        struct pooled *first = p->all;

        p->all = first->next;
        free(first);
    }
}
