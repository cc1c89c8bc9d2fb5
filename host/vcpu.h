/* SPDX-License-Identifier: LGPL-2.1-only */
/* vCPUs: their number and affinity, and the contexts of PV guests. */
#ifndef HOST_VCPU_H
#define HOST_VCPU_H

#include "host.h"

struct xen_domctl;

/* Domctls, for the table in domctl.c; results go into the operation. */
long vcpu_max(struct host_state *h, struct host_domain *d,
              struct xen_domctl *op);
long vcpu_getinfo(struct host_state *h, struct host_domain *d,
                  struct xen_domctl *op);
long vcpu_getcontext(struct host_state *h, struct host_domain *d,
                     struct xen_domctl *op);
long vcpu_setcontext(struct host_state *h, struct host_domain *d,
                     struct xen_domctl *op);
long vcpu_getaffinity(struct host_state *h, struct host_domain *d,
                      struct xen_domctl *op);
long vcpu_setaffinity(struct host_state *h, struct host_domain *d,
                      struct xen_domctl *op);

/* Let the vCPUs run, unless something stops them. */
void vcpus_run(struct host_state *h, struct host_domain *d);

#endif
