/* SPDX-License-Identifier: LGPL-2.1-only */
/* Domctls: the operations on one domain. */
#ifndef HOST_DOMCTL_H
#define HOST_DOMCTL_H

#include <stdint.h>

#include "entries.h"
#include "log.h"

long do_domctl(struct call *c, const uint64_t *arg);

#endif
