// SPDX-License-Identifier: LGPL-2.1-only
/* Finding and describing domains. */
#include "domain.h"

#include <stdio.h>
#include <string.h>

#include <xen/xen.h>
#include <xen/domctl.h>

#include "arch.h"
#include "frames.h"

struct host_domain *domain_find(struct host_state *h, unsigned int domid)
{
    for (unsigned int i = 0; i < HOST_DOMAINS; i++)
        if (h->domain[i].used && h->domain[i].domid == domid)
            return &h->domain[i];
    return NULL;
}

struct host_domain *domain_find_any(struct host_state *h, unsigned int domid)
{
    return domain_find(h, domid == DOMID_SELF ? 0 : domid);
}

struct host_domain *domain_from(struct host_state *h, unsigned int domid)
{
    struct host_domain *found = NULL;

    for (unsigned int i = 0; i < HOST_DOMAINS; i++) {
        struct host_domain *d = &h->domain[i];

        if (d->used && d->domid >= domid && (!found || d->domid < found->domid))
            found = d;
    }
    return found;
}

bool domain_vcpu(const struct host_domain *d, unsigned int vcpu)
{
    return vcpu < d->max_vcpus && d->vcpu[vcpu].exists;
}

uint64_t host_free_pages(const struct host_state *h)
{
    uint64_t pages = HOST_MEMORY_MB * 256ull;

    for (unsigned int i = 0; i < HOST_DOMAINS; i++)
        if (h->domain[i].used)
            pages -= h->domain[i].tot_pages + h->domain[i].claim;
    return pages;
}

static uint32_t info_flags(const struct host_domain *d)
{
    uint32_t flags = (uint32_t)d->shutdown_code << XEN_DOMINF_shutdownshift;
    unsigned int online = 0, blocked = 0;

    for (unsigned int i = 0; i < d->max_vcpus; i++)
        if (d->vcpu[i].online) {
            online++;
            blocked += d->vcpu[i].blocked;
        }
    if (d->shutdown)
        flags |= XEN_DOMINF_shutdown;
    if (d->pause_count)
        flags |= XEN_DOMINF_paused;
    if (d->hvm)
        flags |= XEN_DOMINF_hvm_guest;
    if (d->hap)
        flags |= XEN_DOMINF_hap;
    if (d->create_flags & XEN_DOMCTL_CDF_xs_domain)
        flags |= XEN_DOMINF_xs_domain;
#ifdef XEN_DOMINF_pvh_guest
    if (d->create_flags & XEN_DOMCTL_CDF_pvh_guest)
        flags |= XEN_DOMINF_pvh_guest;
#endif
    /* Domain 0 runs, since it makes this call. */
    if (!d->domid)
        flags |= XEN_DOMINF_running;
    else if (online && online == blocked)
        flags |= XEN_DOMINF_blocked;
    return flags;
}

void domain_info(const struct host_domain *d,
                 struct xen_domctl_getdomaininfo *info)
{
    memset(info, 0, sizeof(*info));
    info->domain = d->domid;
    info->flags = info_flags(d);
    info->tot_pages = d->tot_pages;
    info->max_pages = d->max_pages;
    info->outstanding_pages = d->claim;
    info->shared_info_frame = d->translated
                                  ? memory_special_gfn(d, HEAP_SHARED_INFO)
                                  : memory_heap_mfn(d, HEAP_SHARED_INFO);
    info->max_vcpu_id = XEN_INVALID_MAX_VCPU_ID;
    for (unsigned int i = 0; i < d->max_vcpus; i++)
        if (d->vcpu[i].exists) {
            info->max_vcpu_id = i;
            info->nr_online_vcpus += d->vcpu[i].online;
        }
    memcpy(info->handle, d->handle, sizeof(info->handle));
    arch_domain_info(d, info);
}
