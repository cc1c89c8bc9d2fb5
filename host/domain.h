/* SPDX-License-Identifier: LGPL-2.1-only */
/* Finding and describing domains. */
#ifndef HOST_DOMAIN_H
#define HOST_DOMAIN_H

#include <stdbool.h>
#include <stdint.h>

#include "host.h"

struct xen_domctl_getdomaininfo;

struct host_domain *domain_find(struct host_state *h, unsigned int domid);
/* The same; DOMID_SELF is domain 0. */
struct host_domain *domain_find_any(struct host_state *h, unsigned int domid);
/* The domain with the lowest id that is at least DOMID. */
struct host_domain *domain_from(struct host_state *h, unsigned int domid);
void domain_info(const struct host_domain *d,
                 struct xen_domctl_getdomaininfo *info);
uint64_t host_free_pages(const struct host_state *h);
bool domain_vcpu(const struct host_domain *d, unsigned int vcpu);

#endif
