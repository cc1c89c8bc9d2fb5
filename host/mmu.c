// SPDX-License-Identifier: LGPL-2.1-only
/*
 * Operations on a PV guest's page tables that a domain builder uses: pinning,
 * and updates of the machine-to-physical table, which nothing reads here.
 */
#include "mmu.h"

#include <errno.h>

#include <xen/xen.h>

#include "copy.h"
#include "domain.h"
#include "fault.h"
#include "frames.h"
#include "host.h"
#include "state.h"

#define MAX_REQUESTS 65536

/* Find the foreign domain that is concerned, and check for faults; a negative
 * result is the call's. */
static long begin(struct call *c, uint64_t count, uint64_t foreign)
{
    foreign = (domid_t)(foreign & 0xffff);
    c->domid = foreign == DOMID_SELF ? 0 : (int)foreign;
    if (call_fault(c))
        return c->result;
    return count > MAX_REQUESTS ? -EINVAL : 0;
}

static long done(uint64_t to, unsigned int n)
{
    return to ? copy_to(to, &n, sizeof(n)) : 0;
}

static long update(const struct host_domain *d, uint64_t request)
{
    struct mmu_update u;
    int64_t frame;

    if (copy_from(&u, request, sizeof(u)))
        return -EFAULT;
    frame = memory_frame(d, u.ptr >> 12);
    switch (u.ptr & 3) {
    case MMU_MACHPHYS_UPDATE:
        return frame < 0 ? -EINVAL : 0;
    default:
        return -ENOSYS; /* a builder writes no page table entries this way */
    }
}

long do_mmu_update(struct call *c, const uint64_t *arg)
{
    uint64_t n = arg[1], i = 0;
    struct host_state *h;
    struct host_domain *d;
    long rc;

    c->sub = "machphys";
    rc = begin(c, n, arg[3]);
    if (rc)
        return rc;
    h = host_lock();
    if (!h)
        return -EIO;
    d = domain_find_any(h, c->domid);
    if (!d)
        rc = -ESRCH;
    for (; !rc && i < n; i += !rc)
        rc = update(d, arg[0] + i * sizeof(struct mmu_update));
    host_unlock(h);
    return done(arg[2], i) ? -EFAULT : rc;
}

static const char *mmuext_name(unsigned int cmd)
{
    switch (cmd) {
    case MMUEXT_PIN_L1_TABLE:
    case MMUEXT_PIN_L2_TABLE:
    case MMUEXT_PIN_L3_TABLE:
    case MMUEXT_PIN_L4_TABLE:
        return "pin_table";
    case MMUEXT_UNPIN_TABLE:
        return "unpin_table";
    default:
        return NULL;
    }
}

long do_mmuext_op(struct call *c, const uint64_t *arg)
{
    uint64_t n = arg[1], i = 0;
    struct host_state *h;
    struct host_domain *d;
    struct mmuext_op op = {0};
    long rc;

    /* The log has the first operation; callers do not mix them in one call. */
    if (n && copy_from(&op, arg[0], sizeof(op)))
        return -EFAULT;
    call_sub(c, mmuext_name(op.cmd), op.cmd, mmuext_name(op.cmd));
    rc = begin(c, n, arg[3]);
    if (rc || c->unimplemented)
        return rc ? rc : -ENOSYS;
    h = host_lock();
    if (!h)
        return -EIO;
    d = domain_find_any(h, c->domid);
    if (!d)
        rc = -ESRCH;
    for (; !rc && i < n; i += !rc) {
        rc = copy_from(&op, arg[0] + i * sizeof(op), sizeof(op));
        if (!rc && !mmuext_name(op.cmd))
            rc = -ENOSYS;
        else if (!rc && (d->translated || memory_frame(d, op.arg1.mfn) < 0))
            rc = -EINVAL;
    }
    host_unlock(h);
    return done(arg[2], i) ? -EFAULT : rc;
}
