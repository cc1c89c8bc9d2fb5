/* SPDX-License-Identifier: LGPL-2.1-only */
/* The context of HVM and PVH guests, and domctls about it. */
#ifndef HOST_X86_CONTEXT_H
#define HOST_X86_CONTEXT_H

#include <stdint.h>

#include <xen/xen.h>
#include <xen/hvm/save.h>

#include "../host.h"

struct xen_domctl;

/* That of a guest with one vCPU, as the tools set it. */
struct context {
    struct hvm_save_descriptor first;
    struct hvm_save_header header;
    struct hvm_save_descriptor second;
    struct hvm_hw_cpu cpu;
    struct hvm_save_descriptor last;
} __attribute__((packed));

long hvm_getcontext(struct host_state *h, struct host_domain *d,
                    struct xen_domctl *op);
long hvm_getcontext_partial(struct host_state *h, struct host_domain *d,
                            struct xen_domctl *op);
long hvm_setcontext(struct host_state *h, struct host_domain *d,
                    struct xen_domctl *op);

#endif
