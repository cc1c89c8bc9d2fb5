/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * What differs between the processors' architectures.  The folder x86/ or arm/
 * is built, whichever the compiler is for.
 */
#ifndef HOST_ARCH_H
#define HOST_ARCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <xen/xen.h>
#include <xen/domctl.h>
#include <xen/sysctl.h>

#include "entries.h"
#include "host.h"

/* The supported guest types, as a text that libxc reads. */
extern const char arch_capabilities[];
extern const size_t arch_capabilities_size;
unsigned long arch_virt_start(void); /* where Xen itself is mapped */
uint32_t arch_features(void);        /* XENFEAT_*, as bits */

/* Check what a new domain asks for; 0 or -errno. */
long arch_check_create(const struct xen_domctl_createdomain *c);
/* Set up the new domain D, and answer what the hypervisor chose in C. */
void arch_created(struct host_domain *d, struct xen_domctl_createdomain *c);
void arch_domain_info(const struct host_domain *d,
                      struct xen_domctl_getdomaininfo *info);
bool arch_has_params(const struct host_domain *d);
long arch_check_param(const struct host_domain *d, uint32_t index,
                      uint64_t value);
/* May the vCPU start with this context? 0 or -errno. */
long arch_check_context(const struct host_domain *d,
                        const vcpu_guest_context_t *context);
/* Would the vCPU halt for ever at its first instruction? */
bool arch_goes_off(const struct host_domain *d, unsigned int vcpu);
/* Is there no page for the tables that memory needs? */
bool arch_lacks_tables(const struct host_domain *d);
/* The highest frame of a guest without translation. */
long arch_highest_frame(const struct host_domain *d);
void arch_physinfo(struct xen_sysctl_physinfo *info);

/* Operations on a domain that only this architecture has. */
extern const struct domctl_entry arch_domctls[];
extern const size_t arch_nr_domctls;
/* Does this architecture's Xen answer this with ENOSYS? */
bool arch_lacks_memory_op(unsigned int nr);

extern const struct sysctl_entry arch_sysctls[];
extern const size_t arch_nr_sysctls;

#endif
