// SPDX-License-Identifier: LGPL-2.1-only
#include "operation.h"

#include <errno.h>
#include <string.h>

#include <xen/xen.h>

#include "copy.h"
#include "fault.h"
#include "state.h"

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
