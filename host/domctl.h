/* SPDX-License-Identifier: LGPL-2.1-only */
/* Domctls: the operations on one domain. */
#ifndef HOST_DOMCTL_H
#define HOST_DOMCTL_H

#include <stdint.h>

#include <xen/xen.h>
#include <xen/domctl.h>

#include "log.h"

/* The names differ between releases, the values do not. */
#ifdef XEN_DOMCTL_CDF_hvm_guest
#define CDF_HVM XEN_DOMCTL_CDF_hvm_guest
#define create_config config
#else
#define CDF_HVM XEN_DOMCTL_CDF_hvm
#define create_config arch
#endif

long do_domctl(struct call *c, const uint64_t *arg);

#endif
