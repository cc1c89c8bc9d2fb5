/* SPDX-License-Identifier: LGPL-2.1-only */
/* Parameters of guests. */
#ifndef HOST_HVM_H
#define HOST_HVM_H

#include <stdint.h>

#include "log.h"

long do_hvm_op(struct call *c, const uint64_t *arg);

#endif
