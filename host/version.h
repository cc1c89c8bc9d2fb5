/* SPDX-License-Identifier: LGPL-2.1-only */
/* The hypercall xen_version. */
#ifndef HOST_VERSION_H
#define HOST_VERSION_H

#include <stdint.h>

#include "log.h"

long do_xen_version(struct call *c, const uint64_t *arg);

#endif
