// SPDX-License-Identifier: LGPL-2.1-only
/* vCPUs: their number and affinity, and the contexts of PV guests. */
#include "vcpu.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <xen/xen.h>
#include <xen/domctl.h>
#include <xen/sched.h>

#include "arch.h"
#include "copy.h"
#include "dir.h"
#include "domain.h"
#include "lifetime.h"

#define ALL_CPUS ((1ull << HOST_CPUS) - 1)

long vcpu_max(struct host_state *h, struct host_domain *d,
              struct xen_domctl *op)
{
    unsigned int max = op->u.max_vcpus.max;

    (void)h;
    if (d->privileged || max > HOST_VCPUS || max < d->max_vcpus)
        return -EINVAL;
    if (d->max_vcpus && max > d->max_vcpus)
        return -EBUSY;
    d->max_vcpus = max;
    for (unsigned int i = 0; i < max; i++)
        if (!d->vcpu[i].exists)
            d->vcpu[i] = (struct host_vcpu){
                .exists = true,
                .hard = ALL_CPUS,
                .soft = ALL_CPUS,
            };
    return 0;
}

long vcpu_getinfo(struct host_state *h, struct host_domain *d,
                  struct xen_domctl *op)
{
    struct xen_domctl_getvcpuinfo *info = &op->u.getvcpuinfo;
    const struct host_vcpu *v;

    (void)h;
    if (info->vcpu >= d->max_vcpus)
        return -EINVAL;
    v = &d->vcpu[info->vcpu];
    if (!v->exists)
        return -ESRCH;
    info->online = v->online;
    info->running = d->privileged;
    info->blocked = v->blocked;
    info->cpu_time = 0;
    info->cpu = info->vcpu % HOST_CPUS;
    return 0;
}

/*
 * No instruction is executed here.  A guest that runs is taken to wait for an
 * event at once, unless it would go off at its first instruction.
 */
void vcpus_run(struct host_state *h, struct host_domain *d)
{
    bool on = false, off = false;

    if (d->pause_count || d->shutdown || d->privileged)
        return;
    for (unsigned int i = 0; i < d->max_vcpus; i++) {
        struct host_vcpu *v = &d->vcpu[i];

        if (!v->online || v->blocked)
            continue;
        v->online = !arch_goes_off(d, i);
        v->blocked = v->online;
        off |= !v->online;
    }
    for (unsigned int i = 0; i < d->max_vcpus; i++)
        on |= d->vcpu[i].online;
    if (off && !on)
        domain_shutdown(h, d, SHUTDOWN_poweroff);
}

static int open_context(const struct host_domain *d, unsigned int vcpu,
                        int flags)
{
    char path[4096];

    if (!host_file(path, sizeof(path), "dom%u.vcpu%u", d->domid, vcpu))
        return -1;
    return open(path, flags | O_CLOEXEC, 0600);
}

long vcpu_setcontext(struct host_state *h, struct host_domain *d,
                     struct xen_domctl *op)
{
    unsigned int nr = op->u.vcpucontext.vcpu;
    vcpu_guest_context_t context;
    int fd;

    (void)h;
    if (d->privileged || !domain_vcpu(d, nr))
        return -EINVAL;
    if (!handle_address(op->u.vcpucontext.ctxt)) {
        d->vcpu[nr].initialised = d->vcpu[nr].online = false;
        return 0;
    }
    if (copy_from(&context, handle_address(op->u.vcpucontext.ctxt),
                  sizeof(context)))
        return -EFAULT;
    if (arch_check_context(d, &context))
        return -EINVAL;
    fd = open_context(d, nr, O_WRONLY | O_CREAT | O_TRUNC);
    if (fd < 0)
        return -ENOMEM;
    if (write(fd, &context, sizeof(context)) != sizeof(context)) {
        close(fd);
        return -ENOMEM;
    }
    close(fd);
    d->vcpu[nr].initialised = true;
    d->vcpu[nr].online = context.flags & VGCF_online;
    return 0;
}

long vcpu_getcontext(struct host_state *h, struct host_domain *d,
                     struct xen_domctl *op)
{
    unsigned int nr = op->u.vcpucontext.vcpu;
    vcpu_guest_context_t context = {0};
    int fd;

    (void)h;
    if (!domain_vcpu(d, nr))
        return -EINVAL;
    if (!d->vcpu[nr].initialised)
        return -ENODATA;
    fd = open_context(d, nr, O_RDONLY);
    if (fd >= 0) {
        if (read(fd, &context, sizeof(context)) < 0)
            memset(&context, 0, sizeof(context));
        close(fd);
    }
    return copy_to(handle_address(op->u.vcpucontext.ctxt), &context,
                   sizeof(context));
}

static long check_affinity(const struct host_domain *d,
                           const struct xen_domctl_vcpuaffinity *a)
{
    uint32_t which = XEN_VCPUAFFINITY_HARD | XEN_VCPUAFFINITY_SOFT;

    if (a->vcpu >= d->max_vcpus)
        return -EINVAL;
    if (!d->vcpu[a->vcpu].exists)
        return -ESRCH;
    if (!(a->flags & which))
        return -EINVAL;
    if ((a->flags & XEN_VCPUAFFINITY_HARD &&
         !handle_address(a->cpumap_hard.bitmap)) ||
        (a->flags & XEN_VCPUAFFINITY_SOFT &&
         !handle_address(a->cpumap_soft.bitmap)))
        return -EINVAL;
    return 0;
}

long vcpu_getaffinity(struct host_state *h, struct host_domain *d,
                      struct xen_domctl *op)
{
    const struct xen_domctl_vcpuaffinity *a = &op->u.vcpuaffinity;
    long rc = check_affinity(d, a);

    (void)h;
    if (!rc && a->flags & XEN_VCPUAFFINITY_HARD)
        rc = bitmap_put(&a->cpumap_hard, d->vcpu[a->vcpu].hard, HOST_CPUS);
    if (!rc && a->flags & XEN_VCPUAFFINITY_SOFT)
        rc = bitmap_put(&a->cpumap_soft, d->vcpu[a->vcpu].soft, HOST_CPUS);
    return rc;
}

/* Sets both affinities or none; returns those that the scheduler uses. */
long vcpu_setaffinity(struct host_state *h, struct host_domain *d,
                      struct xen_domctl *op)
{
    const struct xen_domctl_vcpuaffinity *a = &op->u.vcpuaffinity;
    long rc = check_affinity(d, a);
    uint64_t hard, soft;

    (void)h;
    if (rc)
        return rc;
    hard = d->vcpu[a->vcpu].hard;
    soft = d->vcpu[a->vcpu].soft;
    if (a->flags & XEN_VCPUAFFINITY_HARD) {
        rc = bitmap_get(&hard, &a->cpumap_hard);
        if (!rc && !(hard & ALL_CPUS))
            rc = -EINVAL;
    }
    if (!rc && a->flags & XEN_VCPUAFFINITY_SOFT)
        rc = bitmap_get(&soft, &a->cpumap_soft);
    if (rc)
        return rc;
    d->vcpu[a->vcpu].hard = hard & ALL_CPUS;
    d->vcpu[a->vcpu].soft = soft & ALL_CPUS;
    if (a->flags & XEN_VCPUAFFINITY_HARD)
        rc = bitmap_put(&a->cpumap_hard, hard & ALL_CPUS, HOST_CPUS);
    if (!rc && a->flags & XEN_VCPUAFFINITY_SOFT)
        rc = bitmap_put(&a->cpumap_soft, soft & hard & ALL_CPUS, HOST_CPUS);
    return rc;
}
