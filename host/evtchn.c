// SPDX-License-Identifier: LGPL-2.1-only
/* Event channels, and /dev/xen/evtchn. */
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "internal.h"

static int free_port(struct host_domain *d)
{
    for (unsigned int port = 1; port < HOST_PORTS && port <= d->max_ports;
         port++)
        if (d->port[port].state == EVTCHNSTAT_closed) {
            memset(&d->port[port], 0, sizeof(d->port[port]));
            return port;
        }
    return -ENOSPC;
}

static struct host_port *port_of(struct host_domain *d, unsigned int port)
{
    return port < HOST_PORTS ? &d->port[port] : NULL;
}

/* One who reads the handle's FIFO finds the port's number. */
static void deliver(unsigned int handle, uint32_t port)
{
    char path[4096];
    int fd;

    if (!handle_file(path, sizeof(path), &evtchn_device, handle))
        return;
    fd = open(path, O_WRONLY | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0)
        return; /* its process has gone */
    if (write(fd, &port, sizeof(port)) != sizeof(port))
        fprintf(stderr, "xenhost: %s: an event was lost: %s\n", path,
                strerror(errno));
    close(fd);
}

/* As the kernel's driver: after an event the port is masked until its reader
 * unmasks it. Guests do not run, so theirs just stay pending. */
static void set_pending(struct host_domain *d, unsigned int port)
{
    struct host_port *p = &d->port[port];

    p->pending = true;
    if (!p->handle || p->masked)
        return;
    p->pending = false;
    p->masked = true;
    deliver(p->handle, port);
}

int evtchn_alloc_unbound(struct host_domain *d, unsigned int remote)
{
    int port = free_port(d);

    if (port > 0) {
        d->port[port].state = EVTCHNSTAT_unbound;
        d->port[port].remote_dom = remote == DOMID_SELF ? 0 : remote;
    }
    return port;
}

static int evtchn_bind_interdomain(struct host_state *h, unsigned int remote,
                                   unsigned int remote_port,
                                   unsigned int handle)
{
    struct host_domain *local = domain_find(h, 0);
    struct host_domain *d = domain_find_any(h, remote);
    struct host_port *p;
    int port;

    if (!d)
        return -ESRCH;
    port = free_port(local);
    if (port < 0)
        return port;
    p = port_of(d, remote_port);
    if (!p || p->state != EVTCHNSTAT_unbound || p->remote_dom != 0)
        return -EINVAL;
    local->port[port] = (struct host_port){
        .state = EVTCHNSTAT_interdomain,
        .remote_dom = d->domid,
        .remote_port = remote_port,
        .handle = handle,
    };
    p->state = EVTCHNSTAT_interdomain;
    p->remote_port = port;
    /* An event may have been lost before: there is always one now. */
    set_pending(local, port);
    return port;
}

static int evtchn_bind_virq(struct host_state *h, unsigned int virq,
                            unsigned int handle)
{
    struct host_domain *local = domain_find(h, 0);
    int port;

    if (virq >= NR_VIRQS)
        return -EINVAL;
    for (port = 1; port < HOST_PORTS; port++)
        if (local->port[port].state == EVTCHNSTAT_virq &&
            local->port[port].virq == virq)
            return -EEXIST;
    port = free_port(local);
    if (port > 0)
        local->port[port] = (struct host_port){
            .state = EVTCHNSTAT_virq,
            .virq = virq,
            .handle = handle,
        };
    return port;
}

static int evtchn_close(struct host_state *h, struct host_domain *d,
                        unsigned int port)
{
    struct host_port *p = port_of(d, port);
    struct host_domain *remote;

    if (!p || p->state == EVTCHNSTAT_closed)
        return -EINVAL;
    if (p->state == EVTCHNSTAT_interdomain) {
        struct host_port *other;

        remote = domain_find(h, p->remote_dom);
        other = remote ? port_of(remote, p->remote_port) : NULL;
        if (other) {
            other->state = EVTCHNSTAT_unbound;
            other->remote_dom = d->domid;
        }
    }
    memset(p, 0, sizeof(*p));
    return 0;
}

void evtchn_close_all(struct host_state *h, struct host_domain *d)
{
    for (unsigned int port = 1; port < HOST_PORTS; port++)
        if (d->port[port].state != EVTCHNSTAT_closed)
            evtchn_close(h, d, port);
}

static int evtchn_send(struct host_state *h, struct host_domain *d,
                       unsigned int port)
{
    struct host_port *p = port_of(d, port);
    struct host_domain *remote;

    if (!p)
        return -EINVAL;
    switch (p->state) {
    case EVTCHNSTAT_interdomain:
        remote = domain_find(h, p->remote_dom);
        if (remote && port_of(remote, p->remote_port))
            set_pending(remote, p->remote_port);
        return 0;
    case EVTCHNSTAT_unbound:
        return 0; /* dropped */
    default:
        return -EINVAL;
    }
}

void evtchn_virq(struct host_state *h, unsigned int virq)
{
    struct host_domain *local = domain_find(h, 0);

    for (unsigned int port = 1; local && port < HOST_PORTS; port++)
        if (local->port[port].state == EVTCHNSTAT_virq &&
            local->port[port].virq == virq)
            set_pending(local, port);
}

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
/* The kernel's, not for programs. */
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
    if (p && p->handle == handle) {
        p->masked = false;
        if (p->pending)
            set_pending(local, port);
    }
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

/* What a port of one handle is to another: not there. */
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
