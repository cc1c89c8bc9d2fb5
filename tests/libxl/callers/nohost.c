/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Preloaded into callers, so that libxl_ctx_alloc and xl's dry run work without
 * a hypervisor.  Sysctls are answered with zeroes, which mean one processor and
 * no memory.  All other hypercalls fail.  xenstore is /dev/null by means of
 * XENSTORED_PATH.  xl.conf is the file in CALLERS_XL_CONF, or empty.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

typedef int open_function(const char *path, int flags, ...);
typedef FILE *fopen_function(const char *path, const char *mode);
typedef int ioctl_function(int fd, unsigned long request, ...);

struct hypercall {
    uint64_t op;
    uint64_t arg[5];
};

#define PRIVCMD_HYPERCALL _IOC(_IOC_NONE, 'P', 0, sizeof(struct hypercall))
#define HYPERCALL_SYSCTL 35
/* struct xen_sysctl: command and version, then the answer. */
#define SYSCTL_ANSWER 8
#define SYSCTL_ANSWER_SIZE 128

static const char *instead_of(const char *path)
{
    const char *end = strrchr(path, '/');

    if (!strcmp(path, "/dev/xen/privcmd"))
        return "/dev/null";
    if (end && !strcmp(end, "/xl.conf")) {
        path = getenv("CALLERS_XL_CONF");
        return path ? path : "/dev/null";
    }
    return path;
}

#define FOPEN(name)                                                            \
    FILE *name(const char *path, const char *mode)                             \
    {                                                                          \
        fopen_function *next;                                                  \
        void *symbol = dlsym(RTLD_NEXT, #name);                                \
                                                                               \
        memcpy(&next, &symbol, sizeof(next));                                  \
        return next(instead_of(path), mode);                                   \
    }

FOPEN(fopen)
FOPEN(fopen64)

#define OPEN(name)                                                             \
    int name(const char *path, int flags, ...)                                 \
    {                                                                          \
        open_function *next;                                                   \
        void *symbol = dlsym(RTLD_NEXT, #name);                                \
        va_list ap;                                                            \
        int mode;                                                              \
                                                                               \
        va_start(ap, flags);                                                   \
        mode = (flags & O_CREAT) ? va_arg(ap, int) : 0;                        \
        va_end(ap);                                                            \
        memcpy(&next, &symbol, sizeof(next));                                  \
        return next(instead_of(path), flags, mode);                            \
    }

OPEN(open)
OPEN(open64)

static int hypercall(const struct hypercall *call)
{
    if (call->op != HYPERCALL_SYSCTL) {
        errno = ENOSYS;
        return -1;
    }
    memset((char *)(uintptr_t)call->arg[0] + SYSCTL_ANSWER, 0,
           SYSCTL_ANSWER_SIZE);
    return 0;
}

int ioctl(int fd, unsigned long request, ...)
{
    ioctl_function *next;
    void *symbol, *arg;
    va_list ap;

    va_start(ap, request);
    arg = va_arg(ap, void *);
    va_end(ap);
    if (request == PRIVCMD_HYPERCALL)
        return hypercall(arg);
    symbol = dlsym(RTLD_NEXT, "ioctl");
    memcpy(&next, &symbol, sizeof(next));
    return next(fd, request, arg);
}
