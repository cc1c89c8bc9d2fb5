// SPDX-License-Identifier: LGPL-2.1-only
/*
 * The devices below /dev/xen, and replacements of the C library's functions
 * that are used on them.
 *
 * Each open device is a real file in the private folder and is recognised by
 * its inode.  So the kernel inherits, duplicates, closes and polls it.
 */
#include "dev.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <xen/xen.h>
#include <xen/sys/privcmd.h>

#include "copy.h"
#include "dir.h"
#include "domain.h"
#include "evtchn.h"
#include "fault.h"
#include "frames.h"
#include "gnttab.h"
#include "handles.h"
#include "host.h"
#include "hypercall.h"
#include "log.h"
#include "next.h"
#include "state.h"
#include "trace.h"

static dev_t files_dev;
static ino_t privcmd_ino;

static bool make_folder(void)
{
    char path[4096];
    struct stat st;

    if (!host_file(path, sizeof(path), "dev"))
        return false;
    if (mkdir(path, 0700) && errno != EEXIST)
        return false;
    if (stat(path, &st))
        return false;
    files_dev = st.st_dev;
    return true;
}

static int open_privcmd(const struct device *none)
{
    char path[4096];
    struct stat st;
    int fd;

    (void)none;
    if (!host_file(path, sizeof(path), "dev/privcmd"))
        return -errno;
    /* An empty file: touching a mapped page without a frame is a fault. */
    fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0)
        return -errno;
    if (!fstat(fd, &st))
        privcmd_ino = st.st_ino;
    return fd;
}

static const struct {
    const char *path, *name;
    int (*open)(const struct device *device);
    const struct device *device;
} devices[] = {
    {"/dev/xen/privcmd", "privcmd", open_privcmd, NULL},
    {"/dev/xen/evtchn", "evtchn", handle_open, &evtchn_device},
    {"/dev/xen/gntdev", "gntdev", handle_open, &gntdev_device},
    {"/proc/xen/privcmd", "privcmd", open_privcmd, NULL},
};

int host_open_device(const char *path, int flags)
{
    struct call c = {.kind = "open", .domid = -1};
    unsigned int i, n = sizeof(devices) / sizeof(devices[0]);

    for (i = 0; i < n && strcmp(path, devices[i].path); i++)
        ;
    if (!host_active() || i == n)
        return HOST_NO_DEVICE;
    c.sub = devices[i].name;
    if (call_fault(&c)) {
        call_end(&c);
        errno = -c.result;
        return -1;
    }
    c.result = make_folder() ? devices[i].open(devices[i].device) : -errno;
    if (c.result >= 0) {
        if (!(flags & O_CLOEXEC))
            fcntl(c.result, F_SETFD, 0);
        if (flags & O_NONBLOCK)
            fcntl(c.result, F_SETFL, O_NONBLOCK);
        return c.result;
    }
    call_end(&c);
    errno = -c.result;
    return -1;
}

/* The inode of FD if it is one of the device files, else 0. */
static ino_t device_file(int fd)
{
    struct stat st;
    int e = errno;

    if (!host_active() || fd < 0)
        return 0;
    if (!files_dev)
        make_folder();
    if (fstat(fd, &st) || st.st_dev != files_dev)
        st.st_ino = 0;
    errno = e;
    return st.st_ino;
}

/* After exec a process does not know privcmd's inode yet. */
static bool is_privcmd(ino_t ino)
{
    char path[4096];
    struct stat st;

    if (!privcmd_ino && host_file(path, sizeof(path), "dev/privcmd") &&
        !stat(path, &st))
        privcmd_ino = st.st_ino;
    return ino && ino == privcmd_ino;
}

/* The last mapping that this thread made for frames, and its protection. */
static __thread struct {
    uint64_t address, size;
    int protection;
} last_mapping;

static long map_batch(uint64_t arg)
{
    struct call c = {.kind = "privcmd", .sub = "mmapbatch", .domid = -1};
    privcmd_mmapbatch_v2_t batch;
    int protection = PROT_READ | PROT_WRITE, *err = NULL;
    xen_pfn_t *gfn = NULL;
    struct host_state *h;

    if (copy_from(&batch, arg, sizeof(batch))) {
        c.result = -EFAULT;
        return call_end(&c);
    }
    c.domid = batch.dom;
    if (call_fault(&c))
        return call_end(&c);
    if (!batch.num || batch.num > HOST_FRAMES || batch.addr % HOST_PAGE) {
        c.result = -EINVAL;
        return call_end(&c);
    }
    if (batch.addr >= last_mapping.address &&
        batch.addr < last_mapping.address + last_mapping.size)
        protection = last_mapping.protection;
    gfn = malloc(batch.num * sizeof(*gfn));
    err = malloc(batch.num * sizeof(*err));
    h = gfn && err ? host_lock() : NULL;
    if (!h)
        c.result = -ENOMEM;
    else if (copy_from(gfn, (uintptr_t)batch.arr, batch.num * sizeof(*gfn)))
        c.result = -EFAULT;
    else
        memory_map(domain_find_any(h, batch.dom), batch.addr, protection, gfn,
                   err, batch.num);
    if (h)
        host_unlock(h);
    if (!c.result)
        c.result = copy_to((uintptr_t)batch.err, err, batch.num * sizeof(*err));
    free(gfn);
    free(err);
    return call_end(&c);
}

static long privcmd_ioctl(unsigned long request, uint64_t arg)
{
    struct call c = {.kind = "privcmd", .domid = -1, .result = -ENOTTY};
    privcmd_hypercall_t hypercall;

    switch (request) {
#ifdef IOCTL_PRIVCMD_DM_OP
    case IOCTL_PRIVCMD_DM_OP: /* fails, as with Linux before 4.11 */
        c.sub = "dm_op";
        call_fault(&c);
        return call_end(&c);
#endif
    case IOCTL_PRIVCMD_HYPERCALL:
        if (copy_from(&hypercall, arg, sizeof(hypercall)))
            return -EFAULT;
        return host_hypercall(&hypercall);
    case IOCTL_PRIVCMD_MMAPBATCH_V2:
        return map_batch(arg);
    default:
        call_sub(&c, NULL, _IOC_NR(request), false);
        call_fault(&c);
        return call_end(&c);
    }
}

EXPORTED int ioctl(int fd, unsigned long request, ...)
{
    static int (*real)(int, unsigned long, ...);
    unsigned int type = _IOC_TYPE(request);
    ino_t ino = 0;
    long rc = -ENOTTY;
    int handle;
    va_list ap;
    void *arg;

    va_start(ap, request);
    arg = va_arg(ap, void *);
    va_end(ap);
    call_from = __builtin_return_address(0);
    if (type == 'P' || type == 'E' || type == 'G')
        ino = device_file(fd);
    if (type == 'P' && is_privcmd(ino))
        rc = privcmd_ioctl(request, (uintptr_t)arg);
    else if (type == 'E' && (handle = handle_find(&evtchn_device, ino)))
        rc = evtchn_ioctl(handle, request, (uintptr_t)arg);
    else if (type == 'G' && handle_find(&gntdev_device, ino))
        rc = gntdev_ioctl(ino, request, (uintptr_t)arg);
    else {
        if (!real)
            real = NEXT(ioctl);
        return real(fd, request, arg);
    }
    if (rc >= 0)
        return rc;
    errno = -rc;
    return -1;
}

/* Writing a port's number to /dev/xen/evtchn unmasks it. */
EXPORTED ssize_t write(int fd, const void *buf, size_t size)
{
    static ssize_t (*real)(int, const void *, size_t);
    struct stat st;
    uint32_t port;
    int handle;

    if (!real)
        real = NEXT(write);
    if (trace_takes(fd, buf, size))
        return size;
    if (size != sizeof(port) || !host_active() || fstat(fd, &st) ||
        !S_ISFIFO(st.st_mode) || st.st_ino != device_file(fd) ||
        (fcntl(fd, F_GETFL) & O_ACCMODE) != O_RDWR ||
        !(handle = handle_find(&evtchn_device, st.st_ino)))
        return real(fd, buf, size);
    memcpy(&port, buf, sizeof(port));
    evtchn_unmask(handle, port);
    return size;
}

void *host_map(void *address, size_t size, int protection, int flags, int fd,
               int64_t offset)
{
    static void *(*real)(void *, size_t, int, int, int, off64_t);
    ino_t ino = 0;
    struct stat st;
    void *p;
    int rc;

    if (!real)
        real = NEXT(mmap64);
    if (fd < 0 || !(flags & MAP_SHARED) || !(ino = device_file(fd)) ||
        fstat(fd, &st) || !S_ISREG(st.st_mode) || st.st_size ||
        !(is_privcmd(ino) || handle_find(&gntdev_device, ino)))
        return real(address, size, protection, flags, fd, offset);
    p = real(address, size, protection, flags, fd, 0);
    if (p == MAP_FAILED)
        return p;
    if (is_privcmd(ino)) {
        last_mapping.address = (uintptr_t)p;
        last_mapping.size = size;
        last_mapping.protection = protection;
        return p;
    }
    rc = gntdev_map(ino, (uintptr_t)p, size, protection, offset);
    if (!rc)
        return p;
    munmap(p, size);
    errno = -rc;
    return MAP_FAILED;
}
