// SPDX-License-Identifier: LGPL-2.1-only
/* Sysctls that only x86 has: plain 64-bit CPUs. */
#include "../arch.h"

#include <errno.h>

#include "../copy.h"

/* As many words as the headers have features for; callers take no more. */
union feature_words {
#define XEN_CPUFEATURE(name, value) char f_##name[(value) / 32 + 1];
#include <xen/arch-x86/cpufeatureset.h>
};
#define NR_FEATURES sizeof(union feature_words)

/* Only the CPUID registers 1.edx, 1.ecx, 80000001.edx and 80000001.ecx. */
static const uint32_t features[NR_FEATURES] = {
    0x078bfbff, /* those of every x86-64, up to SSE2 */
    0x80982201, /* SSE3, SSSE3, CX16, SSE4, POPCNT, HYPERVISOR */
    0x2c100800, /* SYSCALL, NX, 1 GB pages, RDTSCP, LM */
    0x00000001, /* LAHF */
};

static long op_featureset(struct host_state *h, struct xen_sysctl *op)
{
    struct xen_sysctl_cpu_featureset *f = &op->u.cpu_featureset;
    uint64_t to = handle_address(f->features);
    uint32_t n = NR_FEATURES;

    (void)h;
    if (f->index > XEN_SYSCTL_cpu_featureset_hvm)
        return -EINVAL;
    if (to && f->nr_features < n)
        n = f->nr_features;
    if (to && copy_to(to, features, n * sizeof(features[0])))
        return -EFAULT;
    f->nr_features = n;
    return to && n < NR_FEATURES ? -ENOBUFS : 0;
}

static long op_levelling(struct host_state *h, struct xen_sysctl *op)
{
    (void)h;
    op->u.cpu_levelling_caps.caps = 0;
    return 0;
}

void arch_physinfo(struct xen_sysctl_physinfo *p)
{
    for (unsigned int i = 0; i < 8; i++)
        p->hw_cap[i] = features[i];
#ifdef XEN_SYSCTL_PHYSCAP_hvm
    p->capabilities = XEN_SYSCTL_PHYSCAP_hvm;
#else
    p->capabilities = 1; /* HVM; its name differs between releases */
#endif
#ifdef XEN_SYSCTL_PHYSCAP_pv
    p->capabilities |= XEN_SYSCTL_PHYSCAP_pv | XEN_SYSCTL_PHYSCAP_hap;
#endif
}

const struct sysctl_entry arch_sysctls[] = {
    SYSCTL(get_cpu_featureset, op_featureset),
    SYSCTL(get_cpu_levelling_caps, op_levelling),
    SYSCTL(psr_cmt_op, NULL),
#ifdef XEN_SYSCTL_psr_cat_op
    SYSCTL(psr_cat_op, NULL),
#endif
};
const size_t arch_nr_sysctls = sizeof(arch_sysctls) / sizeof(arch_sysctls[0]);
