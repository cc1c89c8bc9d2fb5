// SPDX-License-Identifier: LGPL-2.1-only
/* Parameters: of HVM and PVH guests, and of all guests on Arm. */
#include "hvm.h"

#include <errno.h>
#include <stddef.h>

#include <xen/hvm/params.h>
#include <xen/hvm/hvm_op.h>

#include "arch.h"
#include "domain.h"
#include "operation.h"

_Static_assert(HVM_NR_PARAMS <= HOST_PARAMS,
               "HOST_PARAMS in host.h is too small");

static long op_param(struct host_state *h, unsigned int nr, void *arg)
{
    struct xen_hvm_param *p = arg;
    struct host_domain *d = domain_find_any(h, p->domid);
    long rc;

    if (p->index >= HVM_NR_PARAMS)
        return -EINVAL;
    if (!d)
        return -ESRCH;
    if (!arch_has_params(d))
        return -EINVAL;
    if (nr == HVMOP_get_param) {
        p->value = d->param[p->index];
        return 0;
    }
    rc = arch_check_param(d, p->index, p->value);
    if (!rc)
        d->param[p->index] = p->value;
    return rc;
}

static const struct operation ops[] = {
    {HVMOP_set_param, "set_param", op_param, sizeof(struct xen_hvm_param),
     offsetof(struct xen_hvm_param, domid), true},
    {HVMOP_get_param, "get_param", op_param, sizeof(struct xen_hvm_param),
     offsetof(struct xen_hvm_param, domid), true},
    {HVMOP_altp2m, "altp2m", NULL, 0, NO_DOMID, false},
    {HVMOP_pagetable_dying, "pagetable_dying", NULL, 0, NO_DOMID, false},
    {HVMOP_get_mem_type, "get_mem_type", NULL, 0, NO_DOMID, false},
};

long do_hvm_op(struct call *c, const uint64_t *arg)
{
    return call_operation(c, ops, sizeof(ops) / sizeof(ops[0]), arg[0], arg[1]);
}
