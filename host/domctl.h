/* SPDX-License-Identifier: LGPL-2.1-only */
/* Domctls: what is done to one domain. */
#ifndef HOST_DOMCTL_H
#define HOST_DOMCTL_H

#include <stdint.h>

#include <xen/xen.h>
#include <xen/domctl.h>

#include "log.h"

/* Releases differ in names; the content is the same. */
#ifdef XEN_DOMCTL_CDF_hvm_guest
#define CDF_HVM XEN_DOMCTL_CDF_hvm_guest
#define create_config config
#else
#define CDF_HVM XEN_DOMCTL_CDF_hvm
#define create_config arch
#endif

long do_domctl(struct call *c, const uint64_t *arg);

#endif
