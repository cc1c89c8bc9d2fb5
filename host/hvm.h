/* SPDX-License-Identifier: LGPL-2.1-only */
/* Parameters and context of HVM and PVH guests. */
#ifndef HOST_HVM_H
#define HOST_HVM_H

#include <stdint.h>

#include "host.h"
#include "log.h"

struct xen_domctl;

long do_hvm_op(struct call *c, const uint64_t *arg);

/* Domctls, for the table in domctl.c; results go into the operation. */
long hvm_getcontext(struct host_state *h, struct host_domain *d,
                    struct xen_domctl *op);
long hvm_getcontext_partial(struct host_state *h, struct host_domain *d,
                            struct xen_domctl *op);
long hvm_setcontext(struct host_state *h, struct host_domain *d,
                    struct xen_domctl *op);

#endif
