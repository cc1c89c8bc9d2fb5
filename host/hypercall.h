/* SPDX-License-Identifier: LGPL-2.1-only */
/* Carries out and logs hypercalls. */
#ifndef HOST_HYPERCALL_H
#define HOST_HYPERCALL_H

#include <stddef.h>
#include <stdint.h>

#include <xen/xen.h>
#include <xen/sys/privcmd.h>

long host_hypercall(const privcmd_hypercall_t *hypercall);

#endif
