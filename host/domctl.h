/* SPDX-License-Identifier: LGPL-2.1-only */
/* Domctls: the operations on one domain. */
#ifndef HOST_DOMCTL_H
#define HOST_DOMCTL_H

#include <stdint.h>

#include <xen/xen.h>
#include <xen/domctl.h>

#include "host.h"
#include "log.h"

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

/* An operation without a visible effect here. */
domctl_function domctl_accept;

long do_domctl(struct call *c, const uint64_t *arg);

#endif
