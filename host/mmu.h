/* SPDX-License-Identifier: LGPL-2.1-only */
/* Operations on a PV guest's page tables that a domain builder uses. */
#ifndef HOST_MMU_H
#define HOST_MMU_H

#include <stdint.h>

#include "log.h"

long do_mmu_update(struct call *c, const uint64_t *arg);
long do_mmuext_op(struct call *c, const uint64_t *arg);

#endif
