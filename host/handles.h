/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * A device of which each open file is a handle of its own, numbered 1 to
 * HOST_HANDLES.  Its file is dev/NAME.N and is recognised by its inode.
 */
#ifndef HOST_HANDLES_H
#define HOST_HANDLES_H

#include "host.h"

struct device {
    const char *name;
    mode_t type;    /* of the files: S_IFIFO or S_IFREG */
    size_t handles; /* where they are in struct host_state */
    void (*closed)(struct host_state *h, unsigned int handle, ino_t ino);
};
int handle_open(const struct device *device); /* a descriptor, or -errno */
unsigned int handle_find(const struct device *device, ino_t ino); /* 0: none */

#endif
