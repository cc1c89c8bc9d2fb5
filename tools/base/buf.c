/* SPDX-License-Identifier: LGPL-2.1-only */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/err.h"

void bpq_out_of_memory(void)
{
    static const char text[] = "bpq: out of memory: free some and run again\n";

    if (write(STDERR_FILENO, text, sizeof(text) - 1) < 0)
        _exit(BPQ_FAIL);
    _exit(BPQ_FAIL);
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

static void buf_room(struct bpq_buf *b, size_t more)
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
    buf_room(b, len);
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

bool bpq_str_eq(struct bpq_str a, struct bpq_str b)
{
    return a.len == b.len && (!a.len || !memcmp(a.p, b.p, a.len));
}

void bpq_strs_add(struct bpq_strs *l, const char *s)
{
    l->v = bpq_grow(l->v, l->n + 1, sizeof(*l->v));
    l->v[l->n++] = bpq_strdup(s);
}

bool bpq_strs_have(const struct bpq_strs *l, const char *s)
{
    size_t i;

    for (i = 0; i < l->n; i++)
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

static int read_all(int fd, const char *path, struct bpq_buf *out,
                    struct bpq_err *e)
{
    ssize_t r;

    for (;;) {
        buf_room(out, 1 << 16);
        r = read(fd, out->p + out->len, out->cap - out->len - 1);
        if (r < 0 && errno == EINTR)
            continue;
        if (r < 0)
            return bpq_error(e, BPQ_FAIL, "%s: cannot be read: %s", path,
                             strerror(errno));
        out->len += (size_t)r;
        out->p[out->len] = 0;
        if (!r)
            return BPQ_OK;
    }
}

static int read_at(int at, const char *path, int flags, struct bpq_buf *out,
                   struct bpq_err *e)
{
    struct stat st;
    int fd, rc;

    /* O_NONBLOCK: a FIFO in the place of a file must not hang the run. */
    fd = openat(at, path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | flags);
    if (fd < 0) {
        rc = bpq_error(e, BPQ_FAIL, "%s: cannot be opened: %s", path,
                       strerror(errno));
        goto out;
    }
    if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode)) {
        rc = bpq_error(e, BPQ_FAIL,
                       "%s: is not a regular file: put one in its place", path);
        goto out;
    }
    rc = read_all(fd, path, out, e);
out:
    if (fd >= 0)
        close(fd);
    return rc;
}

int bpq_file_read(const char *path, struct bpq_buf *out, struct bpq_err *e)
{
    return read_at(AT_FDCWD, path, 0, out, e);
}

int bpq_file_read_at(int at, const char *name, struct bpq_buf *out,
                     struct bpq_err *e)
{
    return read_at(at, name, O_NOFOLLOW, out, e);
}

static int write_all(int fd, struct bpq_str text)
{
    ssize_t r;

    while (text.len) {
        r = write(fd, text.p, text.len);
        if (r < 0 && errno == EINTR)
            continue;
        if (r < 0)
            return -1;
        text.p += r;
        text.len -= (size_t)r;
    }
    return 0;
}

/* Writes all and closes; where is what messages call the file. */
static int write_and_close(int fd, const char *where, struct bpq_str text,
                           struct bpq_err *e)
{
    int rc = BPQ_OK;

    if (fd < 0)
        return bpq_error(e, BPQ_FAIL, "%s: cannot be written: %s", where,
                         strerror(errno));
    if (write_all(fd, text) < 0)
        rc = bpq_error(e, BPQ_FAIL, "%s: cannot be written: %s", where,
                       strerror(errno));
    /* Some file systems report a full disk only here. */
    if (close(fd) < 0 && rc == BPQ_OK)
        rc = bpq_error(e, BPQ_FAIL, "%s: cannot be written: %s", where,
                       strerror(errno));
    return rc;
}

int bpq_file_write(const char *path, struct bpq_str text, struct bpq_err *e)
{
    return write_and_close(
        open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666), path, text,
        e);
}

int bpq_file_new_at(int at, const char *name, struct bpq_str text,
                    struct bpq_err *e)
{
    int fd, rc;

    fd = openat(at, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
                0644);
    if (fd >= 0)
        (void)!fchmod(fd, 0644); /* not every file system has modes */
    rc = write_and_close(fd, name, text, e);
    if (rc && fd >= 0)
        unlinkat(at, name, 0);
    return rc;
}
