/* SPDX-License-Identifier: LGPL-2.1-only */
/* Creating, shutting down and destroying domains. */
#ifndef HOST_LIFETIME_H
#define HOST_LIFETIME_H

#include "host.h"

int domain_create(struct host_state *h, unsigned int domid,
                  struct host_domain **d);
void domain_destroy(struct host_state *h, struct host_domain *d);
void domain_shutdown(struct host_state *h, struct host_domain *d, int code);

#endif
