/* SPDX-License-Identifier: LGPL-2.1-only */
#define _GNU_SOURCE
#include <ctype.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"

void bpq_out_of_memory(void)
{
    static const char text[] =
        "bpq: out of memory: free some memory and run bpq again\n";

    if (write(STDERR_FILENO, text, sizeof(text) - 1) < 0)
        _exit(2);
    _exit(2); /* BPQ_FAIL of err.h */
}

void *bpq_alloc(size_t n)
{
    void *p = calloc(1, n ? n : 1);

    if (!p)
        bpq_out_of_memory();
    return p;
}

void *bpq_grow(void *p, size_t n, size_t size)
{
    void *q = reallocarray(p, n ? n : 1, size);

    if (!q)
        bpq_out_of_memory();
    return q;
}

char *bpq_strndup(const char *s, size_t n)
{
    char *p = bpq_alloc(n + 1);

    if (n)
        memcpy(p, s, n);
    return p;
}

char *bpq_strdup(const char *s)
{
    return bpq_strndup(s, strlen(s));
}

char *bpq_vfmt(const char *fmt, va_list ap)
{
    char *s;

    if (vasprintf(&s, fmt, ap) < 0)
        bpq_out_of_memory();
    return s;
}

char *bpq_fmt(const char *fmt, ...)
{
    va_list ap;
    char *s;

    va_start(ap, fmt);
    s = bpq_vfmt(fmt, ap);
    va_end(ap);
    return s;
}

void bpq_buf_room(struct bpq_buf *b, size_t more)
{
    size_t cap = b->cap ? b->cap : 128;

    if (more > SIZE_MAX / 2 - b->len)
        bpq_out_of_memory();
    while (cap < b->len + more + 1)
        cap *= 2;
    if (cap != b->cap) {
        b->p = bpq_grow(b->p, cap, 1);
        b->cap = cap;
    }
}

void bpq_buf_add(struct bpq_buf *b, const void *p, size_t len)
{
    bpq_buf_room(b, len);
    if (len)
        memcpy(b->p + b->len, p, len);
    b->len += len;
    b->p[b->len] = 0;
}

void bpq_buf_adds(struct bpq_buf *b, const char *s)
{
    bpq_buf_add(b, s, strlen(s));
}

void bpq_buf_addf(struct bpq_buf *b, const char *fmt, ...)
{
    va_list ap;
    char *s;

    va_start(ap, fmt);
    s = bpq_vfmt(fmt, ap);
    va_end(ap);
    bpq_buf_adds(b, s);
    free(s);
}

void bpq_buf_reset(struct bpq_buf *b)
{
    b->len = 0;
    if (b->p)
        b->p[0] = 0;
}

void bpq_buf_free(struct bpq_buf *b)
{
    free(b->p);
    *b = (struct bpq_buf)BPQ_BUF_INIT;
}

struct bpq_str bpq_str(const char *s)
{
    return (struct bpq_str){s, strlen(s)};
}

struct bpq_str bpq_buf_str(const struct bpq_buf *b)
{
    return (struct bpq_str){b->p ? b->p : "", b->len};
}

struct bpq_str bpq_str_strip(struct bpq_str s)
{
    while (s.len && isspace((unsigned char)*s.p))
        s.p++, s.len--;
    while (s.len && isspace((unsigned char)s.p[s.len - 1]))
        s.len--;
    return s;
}

bool bpq_str_eq(struct bpq_str a, struct bpq_str b)
{
    return a.len == b.len && (!a.len || !memcmp(a.p, b.p, a.len));
}

#define BLOCK 256 /* bytes compared at once */

size_t bpq_str_same_head(struct bpq_str a, struct bpq_str b)
{
    size_t end = a.len < b.len ? a.len : b.len, n = 0;

    while (n + BLOCK <= end && !memcmp(a.p + n, b.p + n, BLOCK))
        n += BLOCK;
    while (n < end && a.p[n] == b.p[n])
        n++;
    return n;
}

int bpq_str_cmp(struct bpq_str a, struct bpq_str b)
{
    size_t n = a.len < b.len ? a.len : b.len;
    int r = n ? memcmp(a.p, b.p, n) : 0;

    return r ? r : (a.len > b.len) - (a.len < b.len);
}

void bpq_strs_add(struct bpq_strs *l, const char *s)
{
    l->v = bpq_grow(l->v, l->n + 1, sizeof(*l->v));
    l->v[l->n++] = bpq_strdup(s);
}

bool bpq_strs_have(const struct bpq_strs *l, const char *s)
{
    for (size_t i = 0; i < l->n; i++)
        if (!strcmp(l->v[i], s))
            return true;
    return false;
}

void bpq_strs_free(struct bpq_strs *l)
{
    for (size_t i = 0; i < l->n; i++)
        free(l->v[i]);
    free(l->v);
    *l = (struct bpq_strs){0};
}
