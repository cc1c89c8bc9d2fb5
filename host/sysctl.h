/* SPDX-License-Identifier: LGPL-2.1-only */
/* Sysctls, about the whole host. */
#ifndef HOST_SYSCTL_H
#define HOST_SYSCTL_H

#include <stdint.h>

#include "log.h"

long do_sysctl(struct call *c, const uint64_t *arg);

#endif
