/* SPDX-License-Identifier: LGPL-2.1-only */
/* Tables of domctls and sysctls, to which an architecture adds its own. */
#ifndef HOST_ENTRIES_H
#define HOST_ENTRIES_H

#include <stdint.h>

#include <xen/xen.h>
#include <xen/domctl.h>
#include <xen/sysctl.h>

#include "host.h"

/* The names differ between releases, the values do not. */
#ifdef XEN_DOMCTL_CDF_hvm_guest
#define CDF_HVM XEN_DOMCTL_CDF_hvm_guest
#define create_config config
#else
#define CDF_HVM XEN_DOMCTL_CDF_hvm
#define create_config arch
#endif

typedef long domctl_function(struct host_state *h, struct host_domain *d,
                             struct xen_domctl *op);
struct domctl_entry {
    unsigned int nr;
    const char *name;
    domctl_function *function; /* NULL: not implemented */
};
#define DOMCTL(name, function)                                                 \
    {                                                                          \
        XEN_DOMCTL_##name, #name, function                                     \
    }

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

#endif
