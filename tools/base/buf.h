/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_BUF_H
#define BPQ_BUF_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * A growing array of bytes.  Once something was added, p[len] is a NUL, which
 * len does not count.  A zeroed struct is an empty buffer.  Whoever declares a
 * buffer frees it.  Running out of memory ends the program with status 2.
 */
struct bpq_buf {
    char *p;
    size_t len, cap;
};

#define BPQ_BUF_INIT                                                           \
    {                                                                          \
        NULL, 0, 0                                                             \
    }

void bpq_buf_add(struct bpq_buf *b, const void *p, size_t len);
void bpq_buf_adds(struct bpq_buf *b, const char *s);
void bpq_buf_addf(struct bpq_buf *b, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
/* Make room for more bytes at the end, and a NUL. */
void bpq_buf_room(struct bpq_buf *b, size_t more);
void bpq_buf_reset(struct bpq_buf *b); /* empty it, but keep the memory */
void bpq_buf_free(struct bpq_buf *b);  /* back to the zeroed struct */

/* A string that somebody else owns. */
struct bpq_str {
    const char *p;
    size_t len;
};

struct bpq_str bpq_str(const char *s);
struct bpq_str bpq_buf_str(const struct bpq_buf *b);
/* Without the white space at both ends. */
struct bpq_str bpq_str_strip(struct bpq_str s);
bool bpq_str_eq(struct bpq_str a, struct bpq_str b);
/* How many bytes two have in common at their beginnings. */
size_t bpq_str_same_head(struct bpq_str a, struct bpq_str b);
/* As memcmp, and of two that begin the same the shorter one is less. */
int bpq_str_cmp(struct bpq_str a, struct bpq_str b);

/* A list of strings; it owns them. */
struct bpq_strs {
    char **v;
    size_t n;
};

void bpq_strs_add(struct bpq_strs *l, const char *s);
bool bpq_strs_have(const struct bpq_strs *l, const char *s);
void bpq_strs_free(struct bpq_strs *l);

/* malloc and friends that end the program when memory runs out. */
void bpq_out_of_memory(void) __attribute__((noreturn));
void *bpq_alloc(size_t n); /* zeroed */
void *bpq_grow(void *p, size_t n, size_t size);
char *bpq_strdup(const char *s);
char *bpq_strndup(const char *s, size_t n);
char *bpq_vfmt(const char *fmt, va_list ap)
    __attribute__((format(printf, 1, 0)));
char *bpq_fmt(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

#endif
