// SPDX-License-Identifier: LGPL-2.1-only
/* Domctls, the operations on one domain.  vcpu.c and the architecture have the
 * rest. */
#include "domctl.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "arch.h"
#include "copy.h"
#include "domain.h"
#include "fault.h"
#include "frames.h"
#include "host.h"
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
    rc = arch_check_create(c);
    if (rc)
        return rc;
    rc = domain_create(h, op->domain, &d);
    if (rc)
        return rc;
    d->hvm = hvm;
    d->translated = hvm || c->flags & CDF_PVH;
    d->hap = d->translated && c->flags & XEN_DOMCTL_CDF_hap;
    d->create_flags = c->flags;
    d->pause_count = 1;
    memcpy(d->handle, c->handle, sizeof(d->handle));
#if XEN_DOMCTL_INTERFACE_VERSION >= 0x11
    d->max_grant_frames = c->max_grant_frames > HOST_GRANT_FRAMES
                              ? HOST_GRANT_FRAMES
                              : c->max_grant_frames;
    d->max_vcpus = c->max_vcpus > HOST_VCPUS ? HOST_VCPUS : c->max_vcpus;
#endif
    arch_created(d, c);
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
        return -EOVERFLOW;
    d->pause_count++;
    return 0;
}

static long op_unpause(struct host_state *h, struct host_domain *d,
                       struct xen_domctl *op)
{
    (void)op;
    if (!d->pause_count)
        return -EINVAL;
    d->pause_count--;
    d->created = true;
    vcpus_run(h, d);
    return 0;
}

static long op_resume(struct host_state *h, struct host_domain *d,
                      struct xen_domctl *op)
{
    (void)h, (void)op;
    if (d->privileged)
        return -EINVAL;
    d->shutdown = false;
    d->shutdown_code = HOST_NO_CODE;
    return 0;
}

/* Closes all event channels.  Xen also resets what the guest's kernel holds;
 * here no kernel runs. */
static long op_soft_reset(struct host_state *h, struct host_domain *d,
                          struct xen_domctl *op)
{
    if (d->privileged || (domain_vcpu(d, 0) && !d->shutdown))
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
    return bitmap_put(&op->u.nodeaffinity.nodemap, d->nodes, 64);
}

static long op_setnodes(struct host_state *h, struct host_domain *d,
                        struct xen_domctl *op)
{
    uint64_t nodes;
    long rc = bitmap_get(&nodes, &op->u.nodeaffinity.nodemap);

    (void)h;
    if (rc)
        return rc;
    /* They need not exist. */
    if (!nodes)
        return -EINVAL;
    d->nodes = nodes;
    return 0;
}

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

/* Without an IOMMU no device can be assigned to a guest. */
static long op_device(struct host_state *h, struct host_domain *d,
                      struct xen_domctl *op)
{
    (void)h, (void)d, (void)op;
    return -ENOSYS;
}

/* Operations without a visible effect here. */
static long op_accept(struct host_state *h, struct host_domain *d,
                      struct xen_domctl *op)
{
    (void)h, (void)d, (void)op;
    return 0;
}

static long op_debugging(struct host_state *h, struct host_domain *d,
                         struct xen_domctl *op)
{
    (void)h, (void)op;
    return d->privileged ? -EINVAL : 0;
}

/* Only for events of the whole host, not of a vCPU. */
static long op_virq_handler(struct host_state *h, struct host_domain *d,
                            struct xen_domctl *op)
{
    (void)h, (void)d;
    switch (op->u.set_virq_handler.virq) {
    case VIRQ_TIMER:
    case VIRQ_DEBUG:
    case VIRQ_XENOPROF:
    case VIRQ_XENPMU:
        return -EINVAL;
    default:
        return op->u.set_virq_handler.virq < NR_VIRQS ? 0 : -EINVAL;
    }
}

static const struct domctl_entry ops[] = {
    DOMCTL(createdomain, op_create),
    DOMCTL(destroydomain, op_destroy),
    DOMCTL(pausedomain, op_pause),
    DOMCTL(unpausedomain, op_unpause),
    DOMCTL(resumedomain, op_resume),
    DOMCTL(getdomaininfo, op_getinfo),
    DOMCTL(max_mem, op_max_mem),
    DOMCTL(setdomainhandle, op_handle),
    DOMCTL(scheduler_op, op_scheduler),
    DOMCTL(getnodeaffinity, op_getnodes),
    DOMCTL(setnodeaffinity, op_setnodes),
#ifdef XEN_DOMCTL_disable_migrate
    DOMCTL(disable_migrate, op_accept),
#endif
#ifdef XEN_DOMCTL_set_max_evtchn
    DOMCTL(set_max_evtchn, op_ports),
#endif
#ifdef XEN_DOMCTL_set_gnttab_limits
    DOMCTL(set_gnttab_limits, op_grants),
#endif
    DOMCTL(iomem_permission, op_iomem),
    DOMCTL(irq_permission, op_irq),
    DOMCTL(settimeoffset, op_accept),
    DOMCTL(setdebugging, op_debugging),
    DOMCTL(set_virq_handler, op_virq_handler),
    DOMCTL(assign_device, op_device),
    DOMCTL(deassign_device, op_device),
    DOMCTL(test_assign_device, op_device),
    DOMCTL(get_device_group, op_device),
    DOMCTL(max_vcpus, vcpu_max),
    DOMCTL(getvcpuinfo, vcpu_getinfo),
    DOMCTL(getvcpucontext, vcpu_getcontext),
    DOMCTL(setvcpucontext, vcpu_setcontext),
    DOMCTL(getvcpuaffinity, vcpu_getaffinity),
    DOMCTL(setvcpuaffinity, vcpu_setaffinity),
    DOMCTL(setvnumainfo, NULL),
    DOMCTL(memory_mapping, NULL),
    DOMCTL(set_target, NULL),
    DOMCTL(subscribe, NULL),
    DOMCTL(vm_event_op, NULL),
    DOMCTL(monitor_op, NULL),
    DOMCTL(soft_reset, op_soft_reset),
};
#define NR_OPS (sizeof(ops) / sizeof(ops[0]))

static const struct domctl_entry *find_in(const struct domctl_entry *list,
                                          size_t n, unsigned int cmd)
{
    for (size_t i = 0; i < n; i++)
        if (list[i].nr == cmd)
            return &list[i];
    return NULL;
}

static const struct domctl_entry *find_operation(unsigned int cmd)
{
    const struct domctl_entry *found = find_in(ops, NR_OPS, cmd);

    return found ? found : find_in(arch_domctls, arch_nr_domctls, cmd);
}

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
    const struct domctl_entry *entry;
    long rc;

    if (copy_from(&op, arg[0], sizeof(op)))
        return -EFAULT;
    if (op.interface_version != XEN_DOMCTL_INTERFACE_VERSION)
        return -EACCES;
    entry = find_operation(op.cmd);
    call_sub(c, entry ? entry->name : NULL, op.cmd, entry && entry->function);
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
        rc = c->unimplemented ? -ENOSYS : entry->function(h, d, &op);
    host_unlock(h);
    if (op.cmd == XEN_DOMCTL_createdomain && !rc)
        c->domid = op.domain;
    if (!c->unimplemented && copy_to(arg[0], &op, sizeof(op)))
        rc = -EFAULT;
    return rc;
}
