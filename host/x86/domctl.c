// SPDX-License-Identifier: LGPL-2.1-only
/* Domctls that only x86 has. */
#include "../arch.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "../domain.h"
#include "../frames.h"
#include "context.h"

static long op_get_address_size(struct host_state *h, struct host_domain *d,
                                struct xen_domctl *op)
{
    (void)h;
    op->u.address_size.size = d->address_size;
    return 0;
}

static long op_set_address_size(struct host_state *h, struct host_domain *d,
                                struct xen_domctl *op)
{
    uint32_t size = op->u.address_size.size;

    (void)h;
    if (size == d->address_size)
        return 0;
    if (size != 32)
        return -EINVAL;
    if (d->hvm || d->tot_pages)
        return -EACCES;
    d->address_size = size;
    return 0;
}

/* The least that Xen says of a guest with HAP: its first tables stay. */
static uint32_t pool_in_use(const struct host_domain *d)
{
    return d->hap && !d->pool_mb ? 1 : d->pool_mb;
}

static long op_shadow(struct host_state *h, struct host_domain *d,
                      struct xen_domctl *op)
{
    struct xen_domctl_shadow_op *s = &op->u.shadow_op;

    (void)h;
    if (d->privileged || !domain_vcpu(d, 0))
        return -EINVAL;
    switch (s->op) {
    case XEN_DOMCTL_SHADOW_OP_SET_ALLOCATION:
        /* Not while it uses them. */
        if (!s->mb && d->translated && !d->hap)
            return -EINVAL;
        d->pool_mb = s->mb;
        if (!s->mb && d->hap)
            return -ENOMEM; /* what is in use does not go */
        s->mb = pool_in_use(d);
        return 0;
    case XEN_DOMCTL_SHADOW_OP_GET_ALLOCATION:
        s->mb = pool_in_use(d);
        return 0;
    case XEN_DOMCTL_SHADOW_OP_ENABLE:
        /* Nothing else can be switched on for an existing guest. */
        return (s->mode & XEN_DOMCTL_SHADOW_ENABLE_LOG_DIRTY) ? 0 : -EINVAL;
    case XEN_DOMCTL_SHADOW_OP_OFF:
        return 0;
    default:
        return -EINVAL;
    }
}

static long op_hypercall_page(struct host_state *h, struct host_domain *d,
                              struct xen_domctl *op)
{
    int64_t frame = memory_frame(d, op->u.hypercall_init.gmfn);
    uint8_t page[HOST_PAGE];
    int fd;
    long rc = 0;

    (void)h;
    if (frame < 0)
        return -EINVAL;
    if (frame >= (int64_t)HOST_FRAMES)
        return -EPERM;
    /* Each of the 128 entries has 32 bytes and begins with mov $NR, %eax. */
    memset(page, 0xcc, sizeof(page));
    for (unsigned int i = 0; i < 128; i++) {
        uint8_t *entry = page + i * 32;

        entry[0] = 0xb8;
        memcpy(entry + 1, &i, sizeof(i));
        entry[5] = 0xc3;
    }
    fd = memory_open(d);
    if (fd < 0 || pwrite(fd, page, sizeof(page), frame * HOST_PAGE) < 0)
        rc = -ENOMEM;
    if (fd >= 0)
        close(fd);
    return rc;
}

#define TSC_NEVER_EMULATE 2

static long op_gettsc(struct host_state *h, struct host_domain *d,
                      struct xen_domctl *op)
{
    (void)h;
    memset(&op->u.tsc_info, 0, sizeof(op->u.tsc_info));
    op->u.tsc_info.tsc_mode = d->tsc_mode;
    op->u.tsc_info.gtsc_khz = d->tsc_mode == TSC_NEVER_EMULATE ? 0 : 2000000;
    op->u.tsc_info.incarnation = d->tsc_incarnation + 1;
    return 0;
}

static long op_settsc(struct host_state *h, struct host_domain *d,
                      struct xen_domctl *op)
{
    (void)h;
    if (d->privileged)
        return -EINVAL;
    d->tsc_mode = op->u.tsc_info.tsc_mode;
    d->tsc_incarnation = op->u.tsc_info.incarnation;
    return 0;
}

#ifdef XEN_DOMCTL_set_cpuid
static long op_cpuid(struct host_state *h, struct host_domain *d,
                     struct xen_domctl *op)
{
    (void)h, (void)op;
    if (d->privileged)
        return -EINVAL;
    return d->created ? -EEXIST : 0;
}
#endif

static long op_ioports(struct host_state *h, struct host_domain *d,
                       struct xen_domctl *op)
{
    uint32_t first = op->u.ioport_permission.first_port;
    uint32_t n = op->u.ioport_permission.nr_ports;

    (void)h, (void)d;
    return first + n <= first || first + n > 65536 ? -EINVAL : 0;
}

static long op_trigger(struct host_state *h, struct host_domain *d,
                       struct xen_domctl *op)
{
    (void)h;
    if (!domain_vcpu(d, op->u.sendtrigger.vcpu))
        return -ESRCH;
    switch (op->u.sendtrigger.trigger) {
    case XEN_DOMCTL_SENDTRIGGER_NMI:
        return 0;
    case XEN_DOMCTL_SENDTRIGGER_POWER:
    case XEN_DOMCTL_SENDTRIGGER_SLEEP:
        return d->hvm ? 0 : -EINVAL;
    default:
        return -ENOSYS;
    }
}

static long op_get_ext(struct host_state *h, struct host_domain *d,
                       struct xen_domctl *op)
{
    struct xen_domctl_ext_vcpucontext *e = &op->u.ext_vcpucontext;
    uint32_t vcpu = e->vcpu;

    (void)h;
    if (!domain_vcpu(d, vcpu))
        return -ESRCH;
    memset(e, 0, sizeof(*e));
    e->vcpu = vcpu;
    e->size = sizeof(*e);
    return 0;
}

static long op_set_ext(struct host_state *h, struct host_domain *d,
                       struct xen_domctl *op)
{
    const struct xen_domctl_ext_vcpucontext *e = &op->u.ext_vcpucontext;

    (void)h;
    if (!domain_vcpu(d, e->vcpu))
        return -ESRCH;
    return e->size < offsetof(struct xen_domctl_ext_vcpucontext, vmce) ? -EINVAL
                                                                       : 0;
}

/* There is no extended state besides the context. */
static long op_getextstate(struct host_state *h, struct host_domain *d,
                           struct xen_domctl *op)
{
    struct xen_domctl_vcpuextstate *e = &op->u.vcpuextstate;

    (void)h;
    if (!domain_vcpu(d, e->vcpu))
        return -ESRCH;
    if (!e->xfeature_mask && !e->size) {
        e->xfeature_mask = 3;
        return 0;
    }
    return -EINVAL;
}

static long op_setextstate(struct host_state *h, struct host_domain *d,
                           struct xen_domctl *op)
{
    const struct xen_domctl_vcpuextstate *e = &op->u.vcpuextstate;

    (void)h;
    if (!domain_vcpu(d, e->vcpu))
        return -ESRCH;
    return e->size ? -EINVAL : 0;
}

#ifdef XEN_DOMCTL_suppress_spurious_page_faults
/* Operations without a visible effect here. */
static long op_accept(struct host_state *h, struct host_domain *d,
                      struct xen_domctl *op)
{
    (void)h, (void)d, (void)op;
    return 0;
}
#endif

static long op_access(struct host_state *h, struct host_domain *d,
                      struct xen_domctl *op)
{
    (void)h, (void)op;
    return d->privileged ? -EPERM : 0;
}

const struct domctl_entry arch_domctls[] = {
    DOMCTL(get_address_size, op_get_address_size),
    DOMCTL(set_address_size, op_set_address_size),
    DOMCTL(shadow_op, op_shadow),
    DOMCTL(hypercall_init, op_hypercall_page),
    DOMCTL(gettscinfo, op_gettsc),
    DOMCTL(settscinfo, op_settsc),
#ifdef XEN_DOMCTL_set_cpuid
    DOMCTL(set_cpuid, op_cpuid),
#endif
#ifdef XEN_DOMCTL_suppress_spurious_page_faults
    DOMCTL(suppress_spurious_page_faults, op_accept),
#endif
    DOMCTL(ioport_permission, op_ioports),
    DOMCTL(sendtrigger, op_trigger),
    DOMCTL(set_access_required, op_access),
    DOMCTL(get_ext_vcpucontext, op_get_ext),
    DOMCTL(set_ext_vcpucontext, op_set_ext),
    DOMCTL(getvcpuextstate, op_getextstate),
    DOMCTL(setvcpuextstate, op_setextstate),
    DOMCTL(gethvmcontext, hvm_getcontext),
    DOMCTL(gethvmcontext_partial, hvm_getcontext_partial),
    DOMCTL(sethvmcontext, hvm_setcontext),
#ifdef XEN_DOMCTL_getmemlist
    DOMCTL(getmemlist, NULL),
#endif
    DOMCTL(getpageframeinfo3, NULL),
    DOMCTL(ioport_mapping, NULL),
    DOMCTL(bind_pt_irq, NULL),
    DOMCTL(unbind_pt_irq, NULL),
#ifdef XEN_DOMCTL_pin_mem_cacheattr
    DOMCTL(pin_mem_cacheattr, NULL),
#endif
    DOMCTL(debug_op, NULL),
    DOMCTL(mem_sharing_op, NULL),
    DOMCTL(audit_p2m, NULL),
    DOMCTL(cacheflush, NULL),
    DOMCTL(get_vcpu_msrs, NULL),
    DOMCTL(set_vcpu_msrs, NULL),
    DOMCTL(psr_cmt_op, NULL),
};
const size_t arch_nr_domctls = sizeof(arch_domctls) / sizeof(arch_domctls[0]);
