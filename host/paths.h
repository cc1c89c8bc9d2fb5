/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * The simulated host's files.  A path under one of the folders that the tree
 * was configured with (/etc/xen, /var/lib/xen and the like) means the same path
 * under XENHOST_DIR/root, in every call that takes a path.  Nothing happens
 * where XENHOST_DIR is not set.
 */
#ifndef HOST_PATHS_H
#define HOST_PATHS_H

#include <stddef.h>

/* Long enough for any path that the kernel takes, below any host's folder. */
#define HOST_PATH_SIZE 5120

/*
 * Where path is in the host: path itself, if it is not one of the host's, or a
 * text in buf.  A path that is already in the host stays.
 */
const char *host_path(const char *path, char *buf, size_t size);

#endif
