/* SPDX-License-Identifier: LGPL-2.1-only */
/* Grant tables, and the device /dev/xen/gntdev. */
#ifndef HOST_GNTTAB_H
#define HOST_GNTTAB_H

#include <stdint.h>

#include "handles.h"
#include "log.h"

long do_grant_table_op(struct call *c, const uint64_t *arg);

extern const struct device gntdev_device;
long gntdev_ioctl(ino_t ino, unsigned long request, uint64_t arg);
/* Map the grants at INDEX to ADDRESS, in place of an existing mapping. */
int gntdev_map(ino_t ino, uint64_t address, size_t size, int protection,
               uint64_t index);

#endif
