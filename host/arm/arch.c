// SPDX-License-Identifier: LGPL-2.1-only
/*
 * What a host of Arm is like: one with a GIC of version 2.  Guests are
 * translated and have no page tables that the toolstack makes.
 */
#include "../arch.h"

#include <errno.h>

#include <xen/features.h>
#include <xen/memory.h>

#ifdef __aarch64__
#define TYPES "xen-3.0-aarch64 xen-3.0-armv7l "
#else
#define TYPES "xen-3.0-armv7l "
#endif
const char arch_capabilities[] = TYPES;
const size_t arch_capabilities_size = sizeof(arch_capabilities);

unsigned long arch_virt_start(void)
{
    return 0x00200000;
}

uint32_t arch_features(void)
{
    return 1u << XENFEAT_dom0 | 1u << XENFEAT_memory_op_vnode_supported;
}

long arch_check_create(const struct xen_domctl_createdomain *c)
{
    unsigned gic = c->create_config.gic_version;
    bool known =
        gic == XEN_DOMCTL_CONFIG_GIC_NATIVE || gic == XEN_DOMCTL_CONFIG_GIC_V2;

    if (gic == XEN_DOMCTL_CONFIG_GIC_V3)
        return -ENODEV; /* this host has a GICv2 */
    if (!known)
        return -EOPNOTSUPP;
    return c->create_config.nr_spis > 1020 - 32 ? -EINVAL : 0;
}

void arch_created(struct host_domain *d, struct xen_domctl_createdomain *c)
{
    c->create_config.gic_version = XEN_DOMCTL_CONFIG_GIC_V2;
    c->create_config.clock_frequency = 0;
    d->translated = d->hap = true;
    d->address_size = 32;
}

void arch_domain_info(const struct host_domain *d,
                      struct xen_domctl_getdomaininfo *info)
{
    (void)d;
    info->flags |= XEN_DOMINF_hap;
}

bool arch_has_params(const struct host_domain *d)
{
    (void)d;
    return true;
}

long arch_check_param(const struct host_domain *d, uint32_t index,
                      uint64_t value)
{
    (void)d, (void)index, (void)value;
    return 0;
}

/* The modes of a guest's kernel and programs; not the monitor and the
 * hypervisor. */
static bool is_mode_of_guest(const struct host_domain *d, uint32_t psr)
{
    switch (psr & 0x1f) {
    case 0x10: /* user */
    case 0x11: /* fiq */
    case 0x12: /* irq */
    case 0x13: /* supervisor */
    case 0x17: /* abort */
    case 0x1b: /* undefined */
    case 0x1f: /* system */
        return d->address_size == 32;
    case 0x00: /* EL0 */
    case 0x04: /* EL1 */
    case 0x05:
        return d->address_size == 64;
    default:
        return false;
    }
}

long arch_check_context(const struct host_domain *d,
                        const vcpu_guest_context_t *context)
{
    return is_mode_of_guest(d, context->user_regs.cpsr) ? 0 : -EINVAL;
}

void arch_physinfo(struct xen_sysctl_physinfo *info)
{
    (void)info;
}

bool arch_lacks_memory_op(unsigned int nr)
{
    switch (nr) {
    case XENMEM_set_memory_map:
    case XENMEM_memory_map:
    case XENMEM_machine_memory_map:
    case XENMEM_machphys_mapping:
    case XENMEM_machphys_mfn_list:
    case XENMEM_set_pod_target:
    case XENMEM_get_pod_target:
        return true;
    default:
        return false;
    }
}

static long op_set_address_size(struct host_state *h, struct host_domain *d,
                                struct xen_domctl *op)
{
    uint32_t size = op->u.address_size.size;

    (void)h;
#ifdef __aarch64__
    if (size != 32 && size != 64)
        return -EINVAL;
    if (d->tot_pages)
        return -EBUSY;
    d->address_size = size;
    return 0;
#else
    (void)d;
    return size == 32 ? 0 : -EINVAL;
#endif
}

static long op_cacheflush(struct host_state *h, struct host_domain *d,
                          struct xen_domctl *op)
{
    uint64_t first = op->u.cacheflush.start_pfn;
    uint64_t n = op->u.cacheflush.nr_pfns;

    (void)h, (void)d;
    return n > 1u << 18 || first + n < first ? -EINVAL : 0;
}

/* Xen on Arm does not have these. */
static long op_lacking(struct host_state *h, struct host_domain *d,
                       struct xen_domctl *op)
{
    (void)h, (void)d, (void)op;
    return -ENOSYS;
}

bool arch_lacks_tables(const struct host_domain *d)
{
    (void)d;
    return false;
}

long arch_highest_frame(const struct host_domain *d)
{
    return d->tot_pages ? (long)d->tot_pages - 1 : 0;
}

bool arch_goes_off(const struct host_domain *d, unsigned int vcpu)
{
    (void)d, (void)vcpu;
    return false;
}

const struct domctl_entry arch_domctls[] = {
    DOMCTL(set_address_size, op_set_address_size),
    DOMCTL(cacheflush, op_cacheflush),
    DOMCTL(bind_pt_irq, NULL),
    DOMCTL(unbind_pt_irq, NULL),
#ifdef XEN_DOMCTL_vuart_op
    DOMCTL(vuart_op, NULL),
#endif
    DOMCTL(get_address_size, op_lacking),
    DOMCTL(shadow_op, op_lacking),
    DOMCTL(ioport_permission, op_lacking),
    DOMCTL(sendtrigger, op_lacking),
    DOMCTL(psr_cmt_op, op_lacking),
};
const size_t arch_nr_domctls = sizeof(arch_domctls) / sizeof(arch_domctls[0]);

static long op_no_sysctl(struct host_state *h, struct xen_sysctl *op)
{
    (void)h, (void)op;
    return -ENOSYS;
}

const struct sysctl_entry arch_sysctls[] = {
    SYSCTL(get_cpu_featureset, op_no_sysctl),
    SYSCTL(get_cpu_levelling_caps, op_no_sysctl),
    SYSCTL(psr_cmt_op, op_no_sysctl),
};
const size_t arch_nr_sysctls = sizeof(arch_sysctls) / sizeof(arch_sysctls[0]);
