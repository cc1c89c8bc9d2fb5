// SPDX-License-Identifier: LGPL-2.1-only
/* sched_op: of its operations a toolstack uses one. */
#include "internal.h"

long do_sched_op(struct call *c, const uint64_t *arg)
{
    struct sched_remote_shutdown shutdown;
    struct host_state *h;
    struct host_domain *d;
    bool known = arg[0] == SCHEDOP_remote_shutdown;
    long rc = 0;

    call_sub(c, known ? "remote_shutdown" : NULL, arg[0], known);
    if (known && copy_from(&shutdown, arg[1], sizeof(shutdown)))
        return -EFAULT;
    if (known)
        c->domid = shutdown.domain_id;
    if (call_fault(c))
        return c->result;
    if (!known)
        return -ENOSYS;
    h = host_lock();
    if (!h)
        return -EIO;
    d = domain_find(h, shutdown.domain_id);
    if (!d)
        rc = -ESRCH;
    else if (d->privileged)
        rc = -EPERM; /* the real one would go down */
    else
        domain_shutdown(h, d, shutdown.reason);
    host_unlock(h);
    return rc;
}
