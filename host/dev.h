/* SPDX-License-Identifier: LGPL-2.1-only */
/* The devices below /dev/xen, and what takes the C library's place for them. */
#ifndef HOST_DEV_H
#define HOST_DEV_H

#define HOST_NO_DEVICE (-2)

/*
 * open(2) of a device that the hypercall layer stands for: a file descriptor,
 * -1 with errno, or HOST_NO_DEVICE, and path is looked up as a file.  The
 * object works without this function, too.
 */
int host_open_device(const char *path, int flags) __attribute__((weak));

#endif
