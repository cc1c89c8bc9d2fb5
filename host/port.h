/* SPDX-License-Identifier: LGPL-2.1-only */
/* Event channels; each is a port of its domain. */
#ifndef HOST_PORT_H
#define HOST_PORT_H

#include <stdint.h>

#include "host.h"

/* PORT of D; NULL if the number is out of range. */
struct host_port *port_of(struct host_domain *d, unsigned int port);

/* These return the new port; HANDLE is an open /dev/xen/evtchn, or 0. */
int evtchn_alloc_unbound(struct host_domain *d, unsigned int remote);
int evtchn_bind_interdomain(struct host_state *h, unsigned int remote,
                            unsigned int remote_port, unsigned int handle);
int evtchn_bind_virq(struct host_state *h, unsigned int virq,
                     unsigned int handle);

int evtchn_close(struct host_state *h, struct host_domain *d,
                 unsigned int port);
void evtchn_close_all(struct host_state *h, struct host_domain *d);
int evtchn_send(struct host_state *h, struct host_domain *d, unsigned int port);
void evtchn_virq(struct host_state *h, unsigned int virq);
/* D's PORT has been read: deliver further events. */
void port_unmask(struct host_domain *d, unsigned int port);

#endif
