// SPDX-License-Identifier: LGPL-2.1-only
/* The one operation of sched_op that toolstacks use. */
#include "sched.h"

#include <errno.h>

#include <xen/sched.h>

#include "domain.h"
#include "host.h"
#include "lifetime.h"
#include "operation.h"

static long remote_shutdown(struct host_state *h, unsigned int nr, void *arg)
{
    const struct sched_remote_shutdown *s = arg;
    struct host_domain *d = domain_find(h, s->domain_id);

    (void)nr;
    if (!d)
        return -ESRCH;
    if (d->privileged)
        return -EPERM; /* a real host would shut down */
    domain_shutdown(h, d, s->reason);
    return 0;
}

static const struct operation ops[] = {
    {SCHEDOP_remote_shutdown, "remote_shutdown", remote_shutdown,
     sizeof(struct sched_remote_shutdown),
     offsetof(struct sched_remote_shutdown, domain_id), false},
};

long do_sched_op(struct call *c, const uint64_t *arg)
{
    return call_operation(c, ops, sizeof(ops) / sizeof(ops[0]), arg[0], arg[1]);
}
