/* SPDX-License-Identifier: LGPL-2.1-only */
/* The one operation of sched_op that toolstacks use. */
#ifndef HOST_SCHED_H
#define HOST_SCHED_H

#include <stdint.h>

#include "log.h"

long do_sched_op(struct call *c, const uint64_t *arg);

#endif
