/* SPDX-License-Identifier: LGPL-2.1-only */
/* Sysctls, about the whole host. */
#ifndef HOST_SYSCTL_H
#define HOST_SYSCTL_H

#include <stdint.h>

#include <xen/xen.h>
#include <xen/sysctl.h>

#include "host.h"
#include "log.h"

typedef long sysctl_function(struct host_state *h, struct xen_sysctl *op);
struct sysctl_entry {
    unsigned int nr;
    const char *name;
    sysctl_function *function; /* NULL: not implemented */
};
#define SYSCTL(name, function)                                                 \
    {                                                                          \
        XEN_SYSCTL_##name, #name, function                                     \
    }

long do_sysctl(struct call *c, const uint64_t *arg);

#endif
