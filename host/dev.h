/* SPDX-License-Identifier: LGPL-2.1-only */
/* The devices below /dev/xen. */
#ifndef HOST_DEV_H
#define HOST_DEV_H

#include <stddef.h>
#include <stdint.h>

#define HOST_NO_DEVICE (-2)

/*
 * open(2) for the devices that are simulated: returns a file descriptor, -1
 * with errno, or HOST_NO_DEVICE if path is no such device.  Weak: paths.c also
 * works without the hypercall layer.
 */
int host_open_device(const char *path, int flags) __attribute__((weak));

/* mmap(2), which also maps these devices. */
void *host_map(void *address, size_t size, int protection, int flags, int fd,
               int64_t offset);

#endif
