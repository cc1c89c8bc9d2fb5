/* SPDX-License-Identifier: LGPL-2.1-only */
#define _GNU_SOURCE
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int read_all(int fd, const char *path, struct bpq_buf *out,
                    struct bpq_err *e)
{
    for (;;) {
        ssize_t r;

        bpq_buf_room(out, 1 << 16);
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

    /* O_NONBLOCK: opening a FIFO in place of a file must not block. */
    fd = openat(at, path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | flags);
    if (fd < 0) {
        rc = bpq_error(e, BPQ_FAIL, "%s: cannot be opened: %s", path,
                       strerror(errno));
        goto out;
    }
    if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode)) {
        rc = bpq_error(e, BPQ_FAIL,
                       "%s: is not a regular file: replace it with one", path);
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
    while (text.len) {
        ssize_t r = write(fd, text.p, text.len);

        if (r < 0 && errno == EINTR)
            continue;
        if (r < 0)
            return -1;
        text.p += r;
        text.len -= (size_t)r;
    }
    return 0;
}

/* Write everything and close; where is the file's name in messages. */
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
    /* Some file systems report a full disk only at close. */
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
