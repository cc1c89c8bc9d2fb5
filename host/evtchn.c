// SPDX-License-Identifier: LGPL-2.1-only
/* The hypercall event_channel_op, and the device /dev/xen/evtchn. */
#include "evtchn.h"

#include <errno.h>
#include <sys/ioctl.h>
#include <sys/stat.h>

#include <xen/xen.h>
#include <xen/event_channel.h>
#include <xen/sys/evtchn.h>

#include "copy.h"
#include "domain.h"
#include "fault.h"
#include "host.h"
#include "operation.h"
#include "port.h"
#include "state.h"

/* The hypercall. */

static long op_alloc(struct host_state *h, unsigned int nr, void *arg)
{
    evtchn_alloc_unbound_t *a = arg;
    struct host_domain *d = domain_find_any(h, a->dom);
    int port = d ? evtchn_alloc_unbound(d, a->remote_dom) : -ESRCH;

    (void)nr;
    a->port = port;
    return port < 0 ? port : 0;
}

static long op_status(struct host_state *h, unsigned int nr, void *arg)
{
    evtchn_status_t *s = arg;
    struct host_domain *d = domain_find_any(h, s->dom);
    const struct host_port *p = d ? port_of(d, s->port) : NULL;

    (void)nr;
    if (!d)
        return -ESRCH;
    if (!p)
        return -EINVAL;
    s->status = p->state;
    s->vcpu = 0;
    if (p->state == EVTCHNSTAT_unbound)
        s->u.unbound.dom = p->remote_dom;
    if (p->state == EVTCHNSTAT_interdomain) {
        s->u.interdomain.dom = p->remote_dom;
        s->u.interdomain.port = p->remote_port;
    }
    if (p->state == EVTCHNSTAT_virq)
        s->u.virq = p->virq;
    return 0;
}

static long op_reset(struct host_state *h, unsigned int nr, void *arg)
{
    evtchn_reset_t *r = arg;
    struct host_domain *d = domain_find_any(h, r->dom);

    (void)nr;
    if (!d)
        return -ESRCH;
    evtchn_close_all(h, d);
    return 0;
}

static long op_close(struct host_state *h, unsigned int nr, void *arg)
{
    (void)nr;
    return evtchn_close(h, domain_find(h, 0), ((evtchn_close_t *)arg)->port);
}

static long op_send(struct host_state *h, unsigned int nr, void *arg)
{
    (void)nr;
    return evtchn_send(h, domain_find(h, 0), ((evtchn_send_t *)arg)->port);
}

#define ON(name, function, type, domid)                                        \
    {                                                                          \
        EVTCHNOP_##name, #name, function, sizeof(type), domid, true            \
    }
/* Operations that only a kernel uses, no program. */
#define KERNELS(name)                                                          \
    {                                                                          \
        EVTCHNOP_##name, #name, NULL, 0, NO_DOMID, false                       \
    }

static const struct operation ops[] = {
    ON(alloc_unbound, op_alloc, evtchn_alloc_unbound_t,
       offsetof(evtchn_alloc_unbound_t, dom)),
    ON(status, op_status, evtchn_status_t, offsetof(evtchn_status_t, dom)),
    ON(reset, op_reset, evtchn_reset_t, offsetof(evtchn_reset_t, dom)),
    ON(close, op_close, evtchn_close_t, NO_DOMID),
    ON(send, op_send, evtchn_send_t, NO_DOMID),
    KERNELS(bind_interdomain),
    KERNELS(bind_virq),
    KERNELS(bind_vcpu),
    KERNELS(unmask),
};

long do_event_channel_op(struct call *c, const uint64_t *arg)
{
    return call_operation(c, ops, sizeof(ops) / sizeof(ops[0]), arg[0], arg[1]);
}

/* The device. */

static void closed(struct host_state *h, unsigned int handle, ino_t ino)
{
    struct host_domain *local = domain_find(h, 0);

    (void)ino;
    for (unsigned int port = 1; port < HOST_PORTS; port++)
        if (local->port[port].handle == handle)
            evtchn_close(h, local, port);
}

const struct device evtchn_device = {
    .name = "evtchn",
    .type = S_IFIFO,
    .handles = offsetof(struct host_state, evtchn),
    .closed = closed,
};

void evtchn_unmask(unsigned int handle, unsigned int port)
{
    struct host_state *h = host_lock();
    struct host_domain *local;
    struct host_port *p;

    if (!h)
        return;
    local = domain_find(h, 0);
    p = port_of(local, port);
    if (p && p->handle == handle)
        port_unmask(local, port);
    host_unlock(h);
}

static const struct {
    unsigned long request;
    const char *name;
    bool implemented;
} ioctls[] = {
    {IOCTL_EVTCHN_BIND_VIRQ, "bind_virq", true},
    {IOCTL_EVTCHN_BIND_INTERDOMAIN, "bind_interdomain", true},
    {IOCTL_EVTCHN_BIND_UNBOUND_PORT, "bind_unbound_port", true},
    {IOCTL_EVTCHN_UNBIND, "unbind", true},
    {IOCTL_EVTCHN_NOTIFY, "notify", true},
    {IOCTL_EVTCHN_RESET, "reset", false},
};
#define NR_IOCTLS (sizeof(ioctls) / sizeof(ioctls[0]))

/* A port bound by another handle does not exist for this one. */
static long own_port(struct host_state *h, unsigned int handle,
                     unsigned int port)
{
    const struct host_port *p = port_of(domain_find(h, 0), port);

    return p && p->handle == handle ? 0 : -ENOTCONN;
}

static long run_ioctl(struct host_state *h, unsigned int handle,
                      unsigned long request, const unsigned int *a)
{
    struct host_domain *local = domain_find(h, 0);
    long rc;

    switch (request) {
    case IOCTL_EVTCHN_BIND_VIRQ:
        return evtchn_bind_virq(h, a[0], handle);
    case IOCTL_EVTCHN_BIND_INTERDOMAIN:
        return evtchn_bind_interdomain(h, a[0], a[1], handle);
    case IOCTL_EVTCHN_BIND_UNBOUND_PORT:
        rc = evtchn_alloc_unbound(local, a[0]);
        if (rc > 0)
            local->port[rc].handle = handle;
        return rc;
    case IOCTL_EVTCHN_UNBIND:
        rc = own_port(h, handle, a[0]);
        return rc ? rc : evtchn_close(h, local, a[0]);
    case IOCTL_EVTCHN_NOTIFY:
        rc = own_port(h, handle, a[0]);
        return rc ? rc : evtchn_send(h, local, a[0]);
    default:
        return -ENOSYS;
    }
}

long evtchn_ioctl(unsigned int handle, unsigned long request, uint64_t arg)
{
    struct call c = {.kind = "evtchn", .domid = -1};
    struct host_state *h;
    unsigned int a[2] = {0, 0}, i;

    for (i = 0; i < NR_IOCTLS && ioctls[i].request != request; i++)
        ;
    call_sub(&c, i < NR_IOCTLS ? ioctls[i].name : NULL, _IOC_NR(request),
             i < NR_IOCTLS && ioctls[i].implemented);
    if (copy_from(a, arg,
                  _IOC_SIZE(request) < sizeof(a) ? _IOC_SIZE(request)
                                                 : sizeof(a)))
        c.result = -EFAULT;
    if (request == IOCTL_EVTCHN_BIND_INTERDOMAIN ||
        request == IOCTL_EVTCHN_BIND_UNBOUND_PORT)
        c.domid = a[0];
    if (!c.result && !call_fault(&c)) {
        h = host_lock();
        c.result = h ? run_ioctl(h, handle, request, a) : -EIO;
        if (h)
            host_unlock(h);
    }
    return call_end(&c);
}
