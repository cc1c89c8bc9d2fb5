// SPDX-License-Identifier: LGPL-2.1-only
/* The host's log: a line a call, and the names in it. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "internal.h"

static const struct {
    int e;
    const char *name;
} errnos[] = {
#define E(name)                                                                \
    {                                                                          \
        name, #name                                                            \
    }
    E(EPERM),     E(ENOENT),     E(ESRCH),    E(EINTR),        E(EIO),
    E(ENXIO),     E(E2BIG),      E(EBADF),    E(EAGAIN),       E(ENOMEM),
    E(EACCES),    E(EFAULT),     E(EBUSY),    E(EEXIST),       E(EXDEV),
    E(ENODEV),    E(EINVAL),     E(ENOSPC),   E(ENOTTY),       E(EROFS),
    E(EDOM),      E(ERANGE),     E(EDEADLK),  E(ENOSYS),       E(ENOBUFS),
    E(EILSEQ),    E(EOPNOTSUPP), E(ENODATA),  E(ETIMEDOUT),    E(EMFILE),
    E(ENFILE),    E(EISDIR),     E(ENOTDIR),  E(ENAMETOOLONG), E(EPROTO),
    E(EOVERFLOW), E(EUSERS),     E(ENOTCONN),
#undef E
};

static const char *errno_name(int e)
{
    for (size_t i = 0; i < sizeof(errnos) / sizeof(errnos[0]); i++)
        if (errnos[i].e == e)
            return errnos[i].name;
    return NULL;
}

int errno_value(const char *name, size_t len)
{
    for (size_t i = 0; i < sizeof(errnos) / sizeof(errnos[0]); i++)
        if (!strncmp(errnos[i].name, name, len) && !errnos[i].name[len])
            return errnos[i].e;
    return 0;
}

void call_sub(struct call *c, const char *name, unsigned int nr,
              bool implemented)
{
    snprintf(c->number, sizeof(c->number), "%u", nr);
    c->sub = name ? name : c->number;
    c->unimplemented = !implemented;
}

long call_end(struct call *c)
{
    char path[4096], line[256], result[24], domain[16] = "-";
    const char *name = c->result < 0 ? errno_name(-c->result) : NULL;
    int fd, len, e = errno;

    if (name)
        snprintf(result, sizeof(result), "-%s", name);
    else
        snprintf(result, sizeof(result), "%ld", c->result);
    if (c->domid >= 0)
        snprintf(domain, sizeof(domain), "d%d", c->domid);
    len = snprintf(line, sizeof(line), "%.32s:%ld %s %s %s = %s%s\n",
                   program_invocation_short_name, (long)getpid(), c->kind,
                   c->sub ? c->sub : "-", domain, result,
                   c->injected        ? " injected"
                   : c->unimplemented ? " unimplemented"
                                      : "");
    if (host_file(path, sizeof(path), "log")) {
        fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
        if (fd >= 0) {
            /* In one write, lest two processes' lines mix. */
            if (write(fd, line, len) != len)
                fprintf(stderr, "xenhost: %s: not written: %s\n", path,
                        strerror(errno));
            close(fd);
        }
    }
    errno = e;
    return c->result;
}
