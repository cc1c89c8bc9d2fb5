// SPDX-License-Identifier: LGPL-2.1-only
/* The way of a hypercall: which, about whom, done, logged. */
#include <stdio.h>
#include <sys/uio.h>
#include <unistd.h>

#include "internal.h"

/*
 * The kernel looks at the pointers for us. Both ways are reads into the local
 * side: memory checkers then know what was written into the program.
 */
static int copy(void *to, const void *from, size_t size)
{
    struct iovec local = {to, size}, remote = {(void *)from, size};
    ssize_t n;

    if (!size)
        return 0;
    if (!to || !from)
        return -EFAULT;
    n = process_vm_readv(getpid(), &local, 1, &remote, 1, 0);
    if (n == (ssize_t)size)
        return 0;
    if (n >= 0 || (errno != ENOSYS && errno != EPERM))
        return -EFAULT;
    /* Where that call is forbidden a bad pointer ends the program. */
    memcpy(to, from, size);
    return 0;
}

int copy_from(void *to, uint64_t from, size_t size)
{
    return copy(to, (const void *)(uintptr_t)from, size);
}

int copy_to(uint64_t to, const void *from, size_t size)
{
    return copy((void *)(uintptr_t)to, from, size);
}

long call_operation(struct call *c, const struct operation *ops, size_t n,
                    unsigned int nr, uint64_t arg)
{
    const struct operation *op = ops;
    uint64_t buf[16];
    struct host_state *h;
    domid_t domid;
    long rc;

    while (op < ops + n && op->nr != nr)
        op++;
    if (op == ops + n)
        op = NULL;
    call_sub(c, op ? op->name : NULL, nr, op && op->function);
    if (op && copy_from(buf, arg, op->size))
        return -EFAULT;
    if (op && op->size && op->domid != NO_DOMID) {
        memcpy(&domid, (char *)buf + op->domid, sizeof(domid));
        c->domid = domid == DOMID_SELF ? 0 : domid;
    }
    if (call_fault(c))
        return c->result;
    if (c->unimplemented)
        return -ENOSYS;
    h = host_lock();
    if (!h)
        return -EIO;
    rc = op->function(h, nr, buf);
    host_unlock(h);
    if (!rc && op->copyback && copy_to(arg, buf, op->size))
        rc = -EFAULT;
    return rc;
}

/* What Xen built without XSM, kexec or tmem answers. */
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
    {__HYPERVISOR_tmem_op, "tmem_op", do_absent},
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
