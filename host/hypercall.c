// SPDX-License-Identifier: LGPL-2.1-only
/* Carries out and logs hypercalls. */
#include "hypercall.h"

#include <errno.h>
#include <stdio.h>

#include "domctl.h"
#include "evtchn.h"
#include "fault.h"
#include "gnttab.h"
#include "hvm.h"
#include "log.h"
#include "memory_op.h"
#include "mmu.h"
#include "sched.h"
#include "sysctl.h"
#include "version.h"

#ifdef __HYPERVISOR_tmem_op
/* Transcendent memory has to be asked for on Xen's command line. */
static long do_tmem(struct call *c, const uint64_t *arg)
{
    (void)arg;
    return call_fault(c) ? c->result : -ENODEV;
}
#endif

/* The answer of a Xen built without XSM and kexec. */
static long do_absent(struct call *c, const uint64_t *arg)
{
    (void)arg;
    return call_fault(c) ? c->result : -ENOSYS;
}

static const struct {
    unsigned int nr;
    const char *name;
    long (*function)(struct call *c, const uint64_t *arg);
} hypercalls[] = {
    {__HYPERVISOR_mmu_update, "mmu_update", do_mmu_update},
    {__HYPERVISOR_memory_op, "memory_op", do_memory_op},
    {__HYPERVISOR_xen_version, "xen_version", do_xen_version},
    {__HYPERVISOR_grant_table_op, "grant_table_op", do_grant_table_op},
    {__HYPERVISOR_mmuext_op, "mmuext_op", do_mmuext_op},
    {__HYPERVISOR_sched_op, "sched_op", do_sched_op},
    {__HYPERVISOR_event_channel_op, "event_channel_op", do_event_channel_op},
    {__HYPERVISOR_hvm_op, "hvm_op", do_hvm_op},
    {__HYPERVISOR_sysctl, "sysctl", do_sysctl},
    {__HYPERVISOR_domctl, "domctl", do_domctl},
    {__HYPERVISOR_multicall, "multicall", NULL},
    {__HYPERVISOR_platform_op, "platform_op", NULL},
    {__HYPERVISOR_physdev_op, "physdev_op", NULL},
    {__HYPERVISOR_xsm_op, "xsm_op", do_absent},
    {__HYPERVISOR_kexec_op, "kexec_op", do_absent},
#ifdef __HYPERVISOR_tmem_op
    {__HYPERVISOR_tmem_op, "tmem_op", do_tmem},
#endif
#ifdef __HYPERVISOR_dm_op
    {__HYPERVISOR_dm_op, "dm_op", NULL},
#endif
};

long host_hypercall(const privcmd_hypercall_t *hypercall)
{
    struct call c = {.domid = -1};
    uint64_t arg[5];
    unsigned int i;

    for (i = 0; i < 5; i++)
        arg[i] = hypercall->arg[i];
    for (i = 0; i < sizeof(hypercalls) / sizeof(hypercalls[0]); i++)
        if (hypercalls[i].nr == hypercall->op)
            break;
    if (i < sizeof(hypercalls) / sizeof(hypercalls[0])) {
        c.kind = hypercalls[i].name;
        if (hypercalls[i].function) {
            c.result = hypercalls[i].function(&c, arg);
            return call_end(&c);
        }
    } else {
        snprintf(c.number, sizeof(c.number), "%llu",
                 (unsigned long long)hypercall->op);
        c.kind = "hypercall";
        c.sub = c.number;
    }
    c.unimplemented = true;
    if (!call_fault(&c))
        c.result = -ENOSYS;
    return call_end(&c);
}
