/* SPDX-License-Identifier: LGPL-2.1-only */
/* The host's private folder, XENHOST_DIR. */
#ifndef HOST_DIR_H
#define HOST_DIR_H

#include <stdbool.h>
#include <stddef.h>

bool host_active(void); /* is XENHOST_DIR set? */
/* The path of a name in the private folder; NULL with ENAMETOOLONG. */
const char *host_file(char *buf, size_t size, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* The path of the file of an open device: dev/DEVICE.HANDLE. */
bool handle_file(char *path, size_t room, const char *device,
                 unsigned int handle);

#endif
