// SPDX-License-Identifier: LGPL-2.1-only
/* Domctls, the operations on one domain. vcpu.c and hvm.c have the rest. */
#include "domctl.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "copy.h"
#include "domain.h"
#include "fault.h"
#include "frames.h"
#include "host.h"
#include "hvm.h"
#include "lifetime.h"
#include "port.h"
#include "state.h"
#include "vcpu.h"

#if defined(XEN_DOMCTL_CDF_pvh_guest)
#define CDF_PVH XEN_DOMCTL_CDF_pvh_guest /* PVHv1, until 4.8 */
#else
#define CDF_PVH 0
#endif
#ifdef XEN_DOMCTL_CDF_iommu
#define CDF_LATER (XEN_DOMCTL_CDF_iommu | XEN_DOMCTL_CDF_nested_virt)
#else
#define CDF_LATER 0
#endif
#define CDF_KNOWN                                                              \
    (CDF_HVM | XEN_DOMCTL_CDF_hap | XEN_DOMCTL_CDF_s3_integrity |              \
     XEN_DOMCTL_CDF_oos_off | XEN_DOMCTL_CDF_xs_domain | CDF_PVH | CDF_LATER)

/* Are these emulated devices allowed together? */
static long check_emulation(bool hvm, uint32_t flags)
{
    bool ok;

    if (flags & ~XEN_X86_EMU_ALL)
        return -EINVAL;
    if (!hvm) {
        ok = !flags || flags == XEN_X86_EMU_PIT;
    } else {
        ok = flags == XEN_X86_EMU_ALL || flags == XEN_X86_EMU_LAPIC;
#ifdef XEN_X86_EMU_VPCI
        ok |= flags == (XEN_X86_EMU_ALL & ~XEN_X86_EMU_VPCI);
#endif
    }
    return ok ? 0 : -EOPNOTSUPP;
}

static long op_create(struct host_state *h, struct host_domain *none,
                      struct xen_domctl *op)
{
    struct xen_domctl_createdomain *c = &op->u.createdomain;
    bool hvm = c->flags & CDF_HVM;
    struct host_domain *d;
    long rc;

    (void)none;
    if (c->flags & ~CDF_KNOWN || (hvm && c->flags & CDF_PVH))
        return -EINVAL;
    rc = check_emulation(hvm, c->create_config.emulation_flags);
    if (rc)
        return rc;
    rc = domain_create(h, op->domain, &d);
    if (rc)
        return rc;
    d->hvm = hvm;
    d->translated = hvm || c->flags & CDF_PVH;
    d->hap = d->translated && c->flags & XEN_DOMCTL_CDF_hap;
    d->create_flags = c->flags;
    d->emulation_flags = c->create_config.emulation_flags;
    d->ssidref = c->ssidref;
    d->pause_count = 1;
    memcpy(d->handle, c->handle, sizeof(d->handle));
#if XEN_DOMCTL_INTERFACE_VERSION >= 0x11
    d->max_grant_frames = c->max_grant_frames > HOST_GRANT_FRAMES
                              ? HOST_GRANT_FRAMES
                              : c->max_grant_frames;
    d->max_vcpus = c->max_vcpus > HOST_VCPUS ? HOST_VCPUS : c->max_vcpus;
#endif
    op->domain = d->domid;
    return 0;
}

static long op_destroy(struct host_state *h, struct host_domain *d,
                       struct xen_domctl *op)
{
    (void)op;
    if (d->privileged)
        return -EINVAL;
    domain_destroy(h, d);
    return 0;
}

static long op_pause(struct host_state *h, struct host_domain *d,
                     struct xen_domctl *op)
{
    (void)h, (void)op;
    if (d->privileged)
        return -EINVAL;
    if (d->pause_count >= 255)
        return -EUSERS;
    d->pause_count++;
    return 0;
}

static long op_unpause(struct host_state *h, struct host_domain *d,
                       struct xen_domctl *op)
{
    (void)h, (void)op;
    if (!d->pause_count)
        return -EINVAL;
    d->pause_count--;
    d->created = true;
    return 0;
}

static long op_resume(struct host_state *h, struct host_domain *d,
                      struct xen_domctl *op)
{
    (void)h, (void)op;
    if (d->privileged)
        return -EINVAL;
    d->shutdown = false;
    d->shutdown_code = 0;
    return 0;
}

/* Closes all event channels.  Xen also resets what the guest's kernel holds;
 * here no kernel runs. */
static long op_soft_reset(struct host_state *h, struct host_domain *d,
                          struct xen_domctl *op)
{
    if (d->privileged || !d->shutdown)
        return -EINVAL;
    evtchn_close_all(h, d);
    /* Xen crashes a PV guest, which stays shut down. */
    return d->hvm ? op_resume(h, d, op) : -EINVAL;
}

static long op_getinfo(struct host_state *h, struct host_domain *d,
                       struct xen_domctl *op)
{
    if (!d && op->domain >= DOMID_FIRST_RESERVED)
        return -EINVAL;
    if (!d)
        d = domain_from(h, op->domain);
    if (!d)
        return -ESRCH;
    domain_info(d, &op->u.getdomaininfo);
    op->domain = d->domid;
    return 0;
}

static long op_max_mem(struct host_state *h, struct host_domain *d,
                       struct xen_domctl *op)
{
    uint64_t pages = op->u.max_mem.max_memkb >> 2;

    (void)h;
    d->max_pages = pages > UINT32_MAX ? UINT32_MAX : pages;
    return 0;
}

static long op_handle(struct host_state *h, struct host_domain *d,
                      struct xen_domctl *op)
{
    (void)h;
    memcpy(d->handle, op->u.setdomainhandle.handle, sizeof(d->handle));
    return 0;
}

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
    if (size != 32 || d->hvm)
        return -EINVAL;
    if (d->tot_pages)
        return -EACCES;
    d->address_size = size;
    return 0;
}

static long op_scheduler(struct host_state *h, struct host_domain *d,
                         struct xen_domctl *op)
{
    struct xen_domctl_scheduler_op *s = &op->u.scheduler_op;

    (void)h;
    if (s->sched_id != XEN_SCHEDULER_CREDIT)
        return -EINVAL;
    switch (s->cmd) {
    case XEN_DOMCTL_SCHEDOP_putinfo:
        if (s->u.credit.weight)
            d->weight = s->u.credit.weight;
        if (s->u.credit.cap != (uint16_t)~0U)
            d->cap = s->u.credit.cap;
        return 0;
    case XEN_DOMCTL_SCHEDOP_getinfo:
        s->u.credit.weight = d->weight;
        s->u.credit.cap = d->cap;
        return 0;
    default:
        return -EINVAL;
    }
}

static long op_getnodes(struct host_state *h, struct host_domain *d,
                        struct xen_domctl *op)
{
    (void)h;
    return bitmap_put(&op->u.nodeaffinity.nodemap, d->nodes, 1);
}

static long op_setnodes(struct host_state *h, struct host_domain *d,
                        struct xen_domctl *op)
{
    uint64_t nodes;
    long rc = bitmap_get(&nodes, &op->u.nodeaffinity.nodemap);

    (void)h;
    if (rc)
        return rc;
    if (!(nodes & 1))
        return -EINVAL;
    d->nodes = nodes & 1;
    return 0;
}

static long op_shadow(struct host_state *h, struct host_domain *d,
                      struct xen_domctl *op)
{
    struct xen_domctl_shadow_op *s = &op->u.shadow_op;

    (void)h;
    if (d->privileged)
        return -EINVAL;
    switch (s->op) {
    case XEN_DOMCTL_SHADOW_OP_SET_ALLOCATION:
        d->shadow_mb = s->mb;
        return 0;
    case XEN_DOMCTL_SHADOW_OP_GET_ALLOCATION:
        s->mb = d->shadow_mb;
        return 0;
    case XEN_DOMCTL_SHADOW_OP_ENABLE:
        /* Translation cannot be switched on for an existing guest. */
        return (s->mode & (XEN_DOMCTL_SHADOW_ENABLE_TRANSLATE |
                           XEN_DOMCTL_SHADOW_ENABLE_EXTERNAL))
                   ? -EINVAL
                   : 0;
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

static long op_gettsc(struct host_state *h, struct host_domain *d,
                      struct xen_domctl *op)
{
    (void)h;
    memset(&op->u.tsc_info, 0, sizeof(op->u.tsc_info));
    op->u.tsc_info.tsc_mode = d->tsc_mode;
    op->u.tsc_info.gtsc_khz = 2000000;
    return 0;
}

static long op_settsc(struct host_state *h, struct host_domain *d,
                      struct xen_domctl *op)
{
    (void)h;
    if (d->privileged || op->u.tsc_info.tsc_mode > 3)
        return -EINVAL;
    d->tsc_mode = op->u.tsc_info.tsc_mode;
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

#ifdef XEN_DOMCTL_set_max_evtchn
static long op_ports(struct host_state *h, struct host_domain *d,
                     struct xen_domctl *op)
{
    uint32_t max = op->u.set_max_evtchn.max_port;

    (void)h;
    d->max_ports = max < HOST_PORTS ? max : HOST_PORTS - 1;
    return 0;
}
#endif

#ifdef XEN_DOMCTL_set_gnttab_limits
static long op_grants(struct host_state *h, struct host_domain *d,
                      struct xen_domctl *op)
{
    uint32_t frames = op->u.set_gnttab_limits.grant_frames;

    (void)h;
    if (!frames || frames > HOST_GRANT_FRAMES)
        return -EINVAL;
    if (d->grant_frames || d->created)
        return -EBUSY;
    d->max_grant_frames = frames;
    return 0;
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

static long op_iomem(struct host_state *h, struct host_domain *d,
                     struct xen_domctl *op)
{
    uint64_t first = op->u.iomem_permission.first_mfn;

    (void)h, (void)d;
    return first + op->u.iomem_permission.nr_mfns - 1 < first ? -EINVAL : 0;
}

static long op_irq(struct host_state *h, struct host_domain *d,
                   struct xen_domctl *op)
{
    (void)h, (void)d;
    return op->u.irq_permission.pirq >= HOST_PIRQS ? -EINVAL : 0;
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

/* There is no device that could be assigned to a guest. */
static long op_device(struct host_state *h, struct host_domain *d,
                      struct xen_domctl *op)
{
    (void)h, (void)d, (void)op;
    return -ENODEV;
}

/* Operations without a visible effect here. */
static long op_accept(struct host_state *h, struct host_domain *d,
                      struct xen_domctl *op)
{
    (void)h, (void)op;
    return d->privileged ? -EINVAL : 0;
}

typedef long domctl_function(struct host_state *h, struct host_domain *d,
                             struct xen_domctl *op);

static const struct {
    unsigned int nr;
    const char *name;
    domctl_function *function;
} ops[] = {
#define OP(name, function)                                                     \
    {                                                                          \
        XEN_DOMCTL_##name, #name, function                                     \
    }
    OP(createdomain, op_create),
    OP(destroydomain, op_destroy),
    OP(pausedomain, op_pause),
    OP(unpausedomain, op_unpause),
    OP(resumedomain, op_resume),
    OP(getdomaininfo, op_getinfo),
    OP(max_mem, op_max_mem),
    OP(setdomainhandle, op_handle),
    OP(get_address_size, op_get_address_size),
    OP(set_address_size, op_set_address_size),
    OP(scheduler_op, op_scheduler),
    OP(getnodeaffinity, op_getnodes),
    OP(setnodeaffinity, op_setnodes),
    OP(shadow_op, op_shadow),
    OP(hypercall_init, op_hypercall_page),
    OP(gettscinfo, op_gettsc),
    OP(settscinfo, op_settsc),
#ifdef XEN_DOMCTL_set_cpuid
    OP(set_cpuid, op_cpuid),
#endif
#ifdef XEN_DOMCTL_disable_migrate
    OP(disable_migrate, op_accept),
#endif
#ifdef XEN_DOMCTL_set_max_evtchn
    OP(set_max_evtchn, op_ports),
#endif
#ifdef XEN_DOMCTL_set_gnttab_limits
    OP(set_gnttab_limits, op_grants),
#endif
#ifdef XEN_DOMCTL_suppress_spurious_page_faults
    OP(suppress_spurious_page_faults, op_accept),
#endif
    OP(ioport_permission, op_ioports),
    OP(iomem_permission, op_iomem),
    OP(irq_permission, op_irq),
    OP(sendtrigger, op_trigger),
    OP(settimeoffset, op_accept),
    OP(set_access_required, op_accept),
    OP(setdebugging, op_accept),
    OP(set_virq_handler, op_accept),
    OP(assign_device, op_device),
    OP(deassign_device, op_device),
    OP(test_assign_device, op_device),
    OP(get_device_group, op_device),
    OP(max_vcpus, vcpu_max),
    OP(getvcpuinfo, vcpu_getinfo),
    OP(getvcpucontext, vcpu_getcontext),
    OP(setvcpucontext, vcpu_setcontext),
    OP(getvcpuaffinity, vcpu_getaffinity),
    OP(setvcpuaffinity, vcpu_setaffinity),
    OP(get_ext_vcpucontext, vcpu_get_ext),
    OP(set_ext_vcpucontext, vcpu_set_ext),
    OP(getvcpuextstate, vcpu_getextstate),
    OP(setvcpuextstate, vcpu_setextstate),
    OP(gethvmcontext, hvm_getcontext),
    OP(gethvmcontext_partial, hvm_getcontext_partial),
    OP(sethvmcontext, hvm_setcontext),
#ifdef XEN_DOMCTL_getmemlist
    OP(getmemlist, NULL),
#endif
    OP(getpageframeinfo3, NULL),
    OP(setvnumainfo, NULL),
    OP(memory_mapping, NULL),
    OP(ioport_mapping, NULL),
    OP(bind_pt_irq, NULL),
    OP(unbind_pt_irq, NULL),
#ifdef XEN_DOMCTL_pin_mem_cacheattr
    OP(pin_mem_cacheattr, NULL),
#endif
    OP(set_target, NULL),
    OP(subscribe, NULL),
    OP(debug_op, NULL),
    OP(vm_event_op, NULL),
    OP(mem_sharing_op, NULL),
    OP(audit_p2m, NULL),
    OP(cacheflush, NULL),
    OP(get_vcpu_msrs, NULL),
    OP(set_vcpu_msrs, NULL),
    OP(psr_cmt_op, NULL),
    OP(monitor_op, NULL),
    OP(soft_reset, op_soft_reset),
#undef OP
};
#define NR_OPS (sizeof(ops) / sizeof(ops[0]))

/* Operations that do not need an existing domain. */
static bool without_domain(unsigned int cmd)
{
    return cmd == XEN_DOMCTL_createdomain || cmd == XEN_DOMCTL_getdomaininfo ||
           cmd == XEN_DOMCTL_test_assign_device;
}

long do_domctl(struct call *c, const uint64_t *arg)
{
    struct xen_domctl op;
    struct host_state *h;
    struct host_domain *d;
    unsigned int i;
    long rc;

    if (copy_from(&op, arg[0], sizeof(op)))
        return -EFAULT;
    if (op.interface_version != XEN_DOMCTL_INTERFACE_VERSION)
        return -EACCES;
    for (i = 0; i < NR_OPS && ops[i].nr != op.cmd; i++)
        ;
    call_sub(c, i < NR_OPS ? ops[i].name : NULL, op.cmd,
             i < NR_OPS && ops[i].function);
    c->domid = op.domain;
    if (call_fault(c))
        return c->result;
    h = host_lock();
    if (!h)
        return -EIO;
    d = domain_find(h, op.domain);
    if (!d && !without_domain(op.cmd))
        rc = -ESRCH;
    else
        rc = c->unimplemented ? -ENOSYS : ops[i].function(h, d, &op);
    host_unlock(h);
    if (op.cmd == XEN_DOMCTL_createdomain && !rc)
        c->domid = op.domain;
    if (!c->unimplemented && copy_to(arg[0], &op, sizeof(op)))
        rc = -EFAULT;
    return rc;
}
