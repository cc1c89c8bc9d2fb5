// SPDX-License-Identifier: LGPL-2.1-only
#include "port.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <xen/xen.h>
#include <xen/event_channel.h>

#include "dir.h"
#include "domain.h"

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

struct host_port *port_of(struct host_domain *d, unsigned int port)
{
    return port < HOST_PORTS ? &d->port[port] : NULL;
}

/* Write the port's number into the handle's FIFO for its reader. */
static void deliver(unsigned int handle, uint32_t port)
{
    char path[4096];
    int fd;

    if (!handle_file(path, sizeof(path), "evtchn", handle))
        return;
    fd = open(path, O_WRONLY | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0)
        return; /* its process has gone */
    if (write(fd, &port, sizeof(port)) != sizeof(port))
        fprintf(stderr, "xenhost: %s: cannot deliver an event: %s\n", path,
                strerror(errno));
    close(fd);
}

/* Like the kernel's driver, mask the port after an event until the reader
 * unmasks it.  Guests do not run, so their events stay pending. */
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

int evtchn_bind_interdomain(struct host_state *h, unsigned int remote,
                            unsigned int remote_port, unsigned int handle)
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
    /* An event may have been lost before, so one is always sent. */
    set_pending(local, port);
    return port;
}

int evtchn_bind_virq(struct host_state *h, unsigned int virq,
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

int evtchn_close(struct host_state *h, struct host_domain *d, unsigned int port)
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

int evtchn_send(struct host_state *h, struct host_domain *d, unsigned int port)
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

void port_unmask(struct host_domain *d, unsigned int port)
{
    struct host_port *p = &d->port[port];

    p->masked = false;
    if (p->pending)
        set_pending(d, port);
}
