// SPDX-License-Identifier: LGPL-2.1-only
/* Creating, shutting down and destroying domains. */
#include "lifetime.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <xen/xen.h>

#include "dir.h"
#include "domain.h"
#include "frames.h"
#include "port.h"

/* Ids are given in a circle, so that none is soon reused. */
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

/* DOMID 0 asks for any free id, except for the very first domain. */
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
    d->shutdown_code = HOST_NO_CODE;
    d->address_size = 64;
    d->weight = 256;
    d->nodes = 1;
    d->grant_version = 1;
    d->max_grant_frames = 32;
    /* Domain 0's memory is not simulated. */
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
    /* Pages that are still mapped stay, as in Xen. */
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
