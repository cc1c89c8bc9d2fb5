// SPDX-License-Identifier: LGPL-2.1-only
/* What a host of x86-64 is like. */
#include "../arch.h"

#include <errno.h>
#include <unistd.h>

#include <xen/features.h>
#include <xen/sched.h>
#include <xen/hvm/params.h>

#include "../frames.h"

const char arch_capabilities[] = "xen-3.0-x86_64 xen-3.0-x86_32p "
                                 "hvm-3.0-x86_32 hvm-3.0-x86_32p "
                                 "hvm-3.0-x86_64 ";
const size_t arch_capabilities_size = sizeof(arch_capabilities);

unsigned long arch_virt_start(void)
{
    return (unsigned long)0xffff800000000000ull;
}

uint32_t arch_features(void)
{
    return 1u << XENFEAT_pae_pgdir_above_4gb |
           1u << XENFEAT_mmu_pt_update_preserve_ad |
           1u << XENFEAT_memory_op_vnode_supported;
}

/* Are these emulated devices allowed together? */
long arch_check_create(const struct xen_domctl_createdomain *c)
{
    uint32_t flags = c->create_config.emulation_flags;
    bool ok;

    if (flags & ~XEN_X86_EMU_ALL)
        return -EINVAL;
    if (!(c->flags & CDF_HVM)) {
        ok = !flags || flags == XEN_X86_EMU_PIT;
    } else {
        ok = flags == XEN_X86_EMU_ALL || flags == XEN_X86_EMU_LAPIC;
#ifdef XEN_X86_EMU_VPCI
        ok |= flags == (XEN_X86_EMU_ALL & ~XEN_X86_EMU_VPCI);
#endif
    }
    return ok ? 0 : -EOPNOTSUPP;
}

void arch_created(struct host_domain *d, struct xen_domctl_createdomain *c)
{
    d->emulation_flags = c->create_config.emulation_flags;
    /* What Xen takes by itself. */
    d->param[HVM_PARAM_TRIPLE_FAULT_REASON] = SHUTDOWN_reboot;
    d->pool_mb = !d->translated ? 0 : d->hap ? 1 : 4;
}

void arch_domain_info(const struct host_domain *d,
                      struct xen_domctl_getdomaininfo *info)
{
#if XEN_DOMCTL_INTERFACE_VERSION >= 0xf
    info->arch_config.emulation_flags = d->emulation_flags;
#else
    (void)d, (void)info;
#endif
}

bool arch_has_params(const struct host_domain *d)
{
    return d->hvm;
}

/* A PV guest's page table must be in its own memory. */
long arch_check_context(const struct host_domain *d,
                        const vcpu_guest_context_t *context)
{
    return !d->hvm && d->address_size == 64 &&
                   memory_frame(d, xen_cr3_to_pfn(context->ctrlreg[3])) < 0
               ? -EINVAL
               : 0;
}

bool arch_lacks_tables(const struct host_domain *d)
{
    return !d->pool_mb;
}

/* Only such a guest itself knows, and tells in the page that it shares. */
long arch_highest_frame(const struct host_domain *d)
{
    off_t at = (HOST_FRAMES + HEAP_SHARED_INFO) * HOST_PAGE +
               offsetof(struct shared_info, arch.max_pfn);
    int fd = memory_open(d);
    unsigned long frames = 0;

    if (fd < 0)
        return 0;
    if (pread(fd, &frames, sizeof(frames), at) < 0)
        frames = 0;
    close(fd);
    return frames ? (long)frames - 1 : 0;
}

bool arch_lacks_memory_op(unsigned int nr)
{
    (void)nr;
    return false;
}
