/* SPDX-License-Identifier: LGPL-2.1-only */
/* The hypercall memory_op: populating, mapping and claiming memory. */
#ifndef HOST_MEMORY_OP_H
#define HOST_MEMORY_OP_H

#include <stdint.h>

#include "log.h"

long do_memory_op(struct call *c, const uint64_t *arg);

#endif
