// SPDX-License-Identifier: LGPL-2.1-only
/* Domains: made, found, shut down, destroyed, described. */
#include <stdio.h>
#include <unistd.h>

#include "internal.h"

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

/* The one with the lowest id from DOMID on. */
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

/* Ids go round, so that one is not used again soon. */
static int free_domid(struct host_state *h)
{
    unsigned int domid = h->last_domid;

    do {
        if (++domid >= DOMID_FIRST_RESERVED)
            domid = 1;
        if (!domain_find(h, domid)) {
            h->last_domid = domid;
            return domid;
        }
    } while (domid != h->last_domid);
    return -ENOMEM;
}

/* DOMID 0 is any free one, except for the first domain of all. */
int domain_create(struct host_state *h, unsigned int domid,
                  struct host_domain **created)
{
    struct host_domain *d = NULL;
    unsigned int slot;
    int r;

    for (slot = 0; slot < HOST_DOMAINS && h->domain[slot].used; slot++)
        ;
    if (slot == HOST_DOMAINS)
        return -ENOMEM;
    if (slot && (domid == 0 || domid >= DOMID_FIRST_RESERVED)) {
        r = free_domid(h);
        if (r < 0)
            return r;
        domid = r;
    } else if (domain_find(h, domid)) {
        return -EINVAL;
    }

    d = &h->domain[slot];
    memset(d, 0, sizeof(*d));
    d->domid = domid;
    d->mfn_base = slot * HOST_FRAMES * 2;
    d->max_ports = domid ? HOST_PORTS : HOST_PORTS - 1;
    d->address_size = 64;
    d->weight = 256;
    d->nodes = 1;
    d->grant_version = 1;
    d->max_grant_frames = 32;
    /* Nobody looks into the memory of domain 0. */
    r = slot ? memory_create(d) : 0;
    if (r < 0)
        return r;
    d->used = true;
    *created = d;
    return 0;
}

static void remove_contexts(const struct host_domain *d)
{
    char path[4096];

    if (d->hvm && host_file(path, sizeof(path), "dom%u.hvm", d->domid))
        unlink(path);
    for (unsigned int i = 0; i < d->max_vcpus; i++)
        if (!d->hvm &&
            host_file(path, sizeof(path), "dom%u.vcpu%u", d->domid, i))
            unlink(path);
}

void domain_destroy(struct host_state *h, struct host_domain *d)
{
    evtchn_close_all(h, d);
    /* Who has mapped a page keeps it, as Xen would keep the page. */
    memory_destroy(d);
    remove_contexts(d);
    d->used = false;
    evtchn_virq(h, VIRQ_DOM_EXC);
}

void domain_shutdown(struct host_state *h, struct host_domain *d, int code)
{
    if (d->shutdown)
        return;
    d->shutdown = true;
    d->shutdown_code = code;
    evtchn_virq(h, VIRQ_DOM_EXC);
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
    bool online = false;

    for (unsigned int i = 0; i < d->max_vcpus; i++)
        online |= d->vcpu[i].online;
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
    /* Guests never run here: they wait; it is domain 0 who asks. */
    if (!d->domid)
        flags |= XEN_DOMINF_running;
    else if (!online || (!d->pause_count && !d->shutdown))
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
    info->ssidref = d->ssidref;
    memcpy(info->handle, d->handle, sizeof(info->handle));
#if XEN_DOMCTL_INTERFACE_VERSION >= 0xf
    info->arch_config.emulation_flags = d->emulation_flags;
#endif
}
