// SPDX-License-Identifier: LGPL-2.1-only
/* The host's log, one line for each call. */
#include "log.h"

#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <link.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "dir.h"

#define MAX_FRAMES 64
#define SITE_SIZE 3072

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

__thread const void *call_from;

struct place {
    uintptr_t at;
    const char *object;
    uintptr_t offset;
};

/* dladdr is slower: it searches all symbols of the object. */
static int find_place(struct dl_phdr_info *info, size_t size, void *place)
{
    struct place *p = place;
    uintptr_t first = UINTPTR_MAX;
    bool inside = false;

    (void)size;
    for (int i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *h = &info->dlpi_phdr[i];
        uintptr_t start = info->dlpi_addr + h->p_vaddr;

        if (h->p_type != PT_LOAD)
            continue;
        if (start < first)
            first = start;
        inside |= p->at >= start && p->at - start < h->p_memsz;
    }
    p->object = info->dlpi_name[0] ? info->dlpi_name : program_invocation_name;
    p->offset = p->at - first;
    return inside;
}

/*
 * " @OBJECT+OFFSET,OBJECT+OFFSET...": the chain of calls that led to this one,
 * innermost first.  It is the same in each run.  What does not fit is cut off.
 */
static void print_site(char *to, size_t size)
{
    void *frames[MAX_FRAMES];
    int n = backtrace(frames, MAX_FRAMES), i = 0;
    char separator = '@';
    size_t len = 1;

    while (i < n && frames[i] != call_from)
        i++;
    if (i == n)
        return;
    to[0] = ' ';
    to[1] = '\0';
    for (; i < n && len < size; i++) {
        /* The call instruction ends just before the return address. */
        struct place p = {.at = (uintptr_t)frames[i] - 1};
        const char *name;

        if (!dl_iterate_phdr(find_place, &p))
            break;
        name = strrchr(p.object, '/');
        len += (size_t)snprintf(to + len, size - len, "%c%s+%lx", separator,
                                name ? name + 1 : p.object,
                                (unsigned long)p.offset);
        separator = ',';
    }
}

static bool sites_wanted(void)
{
    const char *value = getenv("XENHOST_SITES");

    return value && value[0];
}

long call_end(struct call *c)
{
    char path[4096], line[SITE_SIZE + 256], site[SITE_SIZE] = "";
    char result[24], domain[16] = "-";
    const char *name = c->result < 0 ? errno_name(-c->result) : NULL;
    int len, e = errno;

    if (name)
        snprintf(result, sizeof(result), "-%s", name);
    else
        snprintf(result, sizeof(result), "%ld", c->result);
    if (c->domid >= 0)
        snprintf(domain, sizeof(domain), "d%d", c->domid);
    if (sites_wanted())
        print_site(site, sizeof(site));
    len = snprintf(line, sizeof(line), "%.32s:%ld %s %s %s = %s%s%s\n",
                   program_invocation_short_name, (long)getpid(), c->kind,
                   c->sub ? c->sub : "-", domain, result,
                   c->injected        ? " injected"
                   : c->unimplemented ? " unimplemented"
                                      : "",
                   site);
    if (host_file(path, sizeof(path), "log")) {
        int fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);

        if (fd >= 0) {
            /* One write, so that lines of two processes do not mix. */
            if (write(fd, line, len) != len)
                fprintf(stderr, "xenhost: cannot write to %s: %s\n", path,
                        strerror(errno));
            close(fd);
        }
    }
    errno = e;
    return c->result;
}
