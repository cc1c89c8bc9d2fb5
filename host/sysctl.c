// SPDX-License-Identifier: LGPL-2.1-only
/* Sysctls, about the whole host: one node, one CPU pool. */
#include "sysctl.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <xen/sysctl.h>

#include "arch.h"
#include "copy.h"
#include "domain.h"
#include "fault.h"
#include "host.h"
#include "state.h"

static long op_physinfo(struct host_state *h, struct xen_sysctl *op)
{
    struct xen_sysctl_physinfo *p = &op->u.physinfo;

    memset(p, 0, sizeof(*p));
    p->threads_per_core = 1;
    p->cores_per_socket = HOST_CPUS;
    p->nr_cpus = HOST_CPUS;
    p->max_cpu_id = HOST_CPUS - 1;
    p->nr_nodes = 1;
    p->cpu_khz = 2000000;
    p->total_pages = HOST_MEMORY_MB * 256ull;
    p->free_pages = host_free_pages(h);
    for (unsigned int i = 0; i < HOST_DOMAINS; i++)
        if (h->domain[i].used) {
            p->outstanding_pages += h->domain[i].claim;
            p->free_pages += h->domain[i].claim;
        }
    arch_physinfo(p);
    return 0;
}

static long op_cputopo(struct host_state *h, struct xen_sysctl *op)
{
    struct xen_sysctl_cputopoinfo *t = &op->u.cputopoinfo;
    uint64_t to = handle_address(t->cputopo);
    struct xen_sysctl_cputopo cpu = {0, 0, 0};
    uint32_t n = HOST_CPUS;

    (void)h;
    if (to && n > t->num_cpus)
        n = t->num_cpus;
    for (uint32_t i = 0; to && i < n; i++) {
        cpu.core = i;
        if (copy_to(to + i * sizeof(cpu), &cpu, sizeof(cpu)))
            return -EFAULT;
    }
    t->num_cpus = n;
    return 0;
}

static long op_numa(struct host_state *h, struct xen_sysctl *op)
{
    struct xen_sysctl_numainfo *n = &op->u.numainfo;
    uint64_t memory = handle_address(n->meminfo);
    uint64_t distance = handle_address(n->distance);
    struct xen_sysctl_meminfo info = {
        .memsize = HOST_MEMORY_MB * 1048576ull,
        .memfree = host_free_pages(h) * HOST_PAGE,
    };
    uint32_t self = 10;

    if ((memory || distance) && !n->num_nodes)
        return 0;
    if (memory && copy_to(memory, &info, sizeof(info)))
        return -EFAULT;
    if (distance && copy_to(distance, &self, sizeof(self)))
        return -EFAULT;
    n->num_nodes = 1;
    return 0;
}

static long op_sched_id(struct host_state *h, struct xen_sysctl *op)
{
    (void)h;
    op->u.sched_id.sched_id = XEN_SCHEDULER_CREDIT;
    return 0;
}

static long op_scheduler(struct host_state *h, struct xen_sysctl *op)
{
    struct xen_sysctl_scheduler_op *s = &op->u.scheduler_op;

    (void)h;
    if (s->cpupool_id)
        return -ESRCH;
    if (s->sched_id != XEN_SCHEDULER_CREDIT ||
        s->cmd != XEN_SYSCTL_SCHEDOP_getinfo)
        return -EINVAL;
    s->u.sched_credit.tslice_ms = 30;
    s->u.sched_credit.ratelimit_us = 1000;
    return 0;
}

static long op_cpupool(struct host_state *h, struct xen_sysctl *op)
{
    struct xen_sysctl_cpupool_op *p = &op->u.cpupool_op;

    switch (p->op) {
    case XEN_SYSCTL_CPUPOOL_OP_INFO:
        /* The first pool with at least this id is asked for. */
        if (p->cpupool_id)
            return -ENOENT;
        p->sched_id = XEN_SCHEDULER_CREDIT;
        p->n_dom = 0;
        for (unsigned int i = 0; i < HOST_DOMAINS; i++)
            p->n_dom += h->domain[i].used;
        return bitmap_put(&p->cpumap, ~0ull, HOST_CPUS);
    case XEN_SYSCTL_CPUPOOL_OP_FREEINFO:
        return bitmap_put(&p->cpumap, 0, HOST_CPUS);
    case XEN_SYSCTL_CPUPOOL_OP_MOVEDOMAIN:
        if (!domain_find_any(h, p->domid))
            return -ESRCH;
        return p->cpupool_id ? -ENOENT : 0;
    case XEN_SYSCTL_CPUPOOL_OP_CREATE:
        return p->cpupool_id ? -EBUSY : -EEXIST;
    case XEN_SYSCTL_CPUPOOL_OP_DESTROY:
    case XEN_SYSCTL_CPUPOOL_OP_ADDCPU:
    case XEN_SYSCTL_CPUPOOL_OP_RMCPU:
        return -EBUSY; /* all CPUs are in the only pool */
    default:
        return -ENOSYS;
    }
}

static long op_domains(struct host_state *h, struct xen_sysctl *op)
{
    struct xen_sysctl_getdomaininfolist *l = &op->u.getdomaininfolist;
    uint64_t to = handle_address(l->buffer);
    struct xen_domctl_getdomaininfo info;
    const struct host_domain *d;
    uint32_t n = 0;

    for (unsigned int domid = l->first_domain; n < l->max_domains;
         domid = d->domid + 1) {
        d = domain_from(h, domid);
        if (!d)
            break;
        domain_info(d, &info);
        if (copy_to(to + n++ * sizeof(info), &info, sizeof(info)))
            return -EFAULT;
    }
    l->num_domains = n;
    return 0;
}

static long op_availheap(struct host_state *h, struct xen_sysctl *op)
{
    op->u.availheap.avail_bytes = host_free_pages(h) * HOST_PAGE;
    return 0;
}

/* An empty console. */
static long op_readconsole(struct host_state *h, struct xen_sysctl *op)
{
    (void)h;
    op->u.readconsole.count = 0;
    return 0;
}

static long op_debug_keys(struct host_state *h, struct xen_sysctl *op)
{
    (void)h, (void)op;
    return 0;
}

static const struct sysctl_entry ops[] = {
    SYSCTL(physinfo, op_physinfo),
    SYSCTL(cputopoinfo, op_cputopo),
    SYSCTL(numainfo, op_numa),
    SYSCTL(sched_id, op_sched_id),
    SYSCTL(scheduler_op, op_scheduler),
    SYSCTL(cpupool_op, op_cpupool),
    SYSCTL(getdomaininfolist, op_domains),
    SYSCTL(availheap, op_availheap),
    SYSCTL(readconsole, op_readconsole),
    SYSCTL(debug_keys, op_debug_keys),
    SYSCTL(getcpuinfo, NULL),
    SYSCTL(pcitopoinfo, NULL),
    SYSCTL(tbuf_op, NULL),
    SYSCTL(perfc_op, NULL),
    SYSCTL(get_pmstat, NULL),
    SYSCTL(pm_op, NULL),
    SYSCTL(page_offline_op, NULL),
    SYSCTL(lockprof_op, NULL),
    SYSCTL(livepatch_op, NULL),
#ifdef XEN_SYSCTL_cpu_hotplug
    SYSCTL(cpu_hotplug, NULL),
#endif
#ifdef XEN_SYSCTL_tmem_op
    SYSCTL(tmem_op, NULL),
#endif
#ifdef XEN_SYSCTL_set_parameter
    SYSCTL(set_parameter, NULL),
#endif
};
#define NR_OPS (sizeof(ops) / sizeof(ops[0]))

static const struct sysctl_entry *find_in(const struct sysctl_entry *list,
                                          size_t n, unsigned int cmd)
{
    for (size_t i = 0; i < n; i++)
        if (list[i].nr == cmd)
            return &list[i];
    return NULL;
}

static const struct sysctl_entry *find_operation(unsigned int cmd)
{
    const struct sysctl_entry *found = find_in(ops, NR_OPS, cmd);

    return found ? found : find_in(arch_sysctls, arch_nr_sysctls, cmd);
}

long do_sysctl(struct call *c, const uint64_t *arg)
{
    struct xen_sysctl op;
    struct host_state *h;
    const struct sysctl_entry *entry;
    long rc;

    if (copy_from(&op, arg[0], sizeof(op)))
        return -EFAULT;
    if (op.interface_version != XEN_SYSCTL_INTERFACE_VERSION)
        return -EACCES;
    entry = find_operation(op.cmd);
    call_sub(c, entry ? entry->name : NULL, op.cmd, entry && entry->function);
    if (call_fault(c))
        return c->result;
    if (c->unimplemented)
        return -ENOSYS;
    h = host_lock();
    if (!h)
        return -EIO;
    rc = entry->function(h, &op);
    host_unlock(h);
    if (copy_to(arg[0], &op, sizeof(op)))
        rc = -EFAULT;
    return rc;
}
