/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * The simulated host's files.  Each function that takes a path is redirected: a
 * path under one of the folders that the tree was configured with (/etc/xen,
 * /var/lib/xen and the like) means the same path under XENHOST_DIR/root.
 * Without XENHOST_DIR nothing is redirected.
 */
#ifndef HOST_PATHS_H
#define HOST_PATHS_H

#include <stddef.h>

/* Long enough for any path that the kernel accepts, below a host's folder. */
#define HOST_PATH_SIZE 5120

/*
 * The place of path in the host: a text in buf, or path itself if it is not
 * redirected.  A path that is already in the host's folder stays.
 */
const char *host_path(const char *path, char *buf, size_t size);

#endif
