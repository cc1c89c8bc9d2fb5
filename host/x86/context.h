/* SPDX-License-Identifier: LGPL-2.1-only */
/* Domctls about the context of HVM and PVH guests. */
#ifndef HOST_X86_CONTEXT_H
#define HOST_X86_CONTEXT_H

#include "../host.h"

struct xen_domctl;

long hvm_getcontext(struct host_state *h, struct host_domain *d,
                    struct xen_domctl *op);
long hvm_getcontext_partial(struct host_state *h, struct host_domain *d,
                            struct xen_domctl *op);
long hvm_setcontext(struct host_state *h, struct host_domain *d,
                    struct xen_domctl *op);

#endif
