// SPDX-License-Identifier: LGPL-2.1-only
/* Which values parameters of HVM and PVH guests may have. */
#include "../arch.h"

#include <errno.h>

#include <xen/sched.h>
#include <xen/hvm/hvm_op.h>
#include <xen/hvm/params.h>

#ifdef XEN_ALTP2M_limited
#define ALTP2M_MAX XEN_ALTP2M_limited
#else
#define ALTP2M_MAX 1 /* off or on */
#endif

/* Parameters that can be set only once. */
static bool set_once(uint32_t index)
{
    return index == HVM_PARAM_VIRIDIAN ||
#ifdef HVM_PARAM_IOREQ_SERVER_PFN
           index == HVM_PARAM_IOREQ_SERVER_PFN ||
           index == HVM_PARAM_NR_IOREQ_SERVER_PAGES ||
#endif
           index == HVM_PARAM_ALTP2M;
}

long arch_check_param(const struct host_domain *d, uint32_t index,
                      uint64_t value)
{
    if (set_once(index) && d->param[index] && d->param[index] != value)
        return -EEXIST;
    switch (index) {
    case HVM_PARAM_TIMER_MODE:
        return value > HVMPTM_one_missed_tick_pending ? -EINVAL : 0;
    case HVM_PARAM_VIRIDIAN:
        return value & ~HVMPV_feature_mask || !(value & HVMPV_base_freq)
                   ? -EINVAL
                   : 0;
    case HVM_PARAM_ACPI_S_STATE:
        return value != 0 && value != 3 ? -EINVAL : 0;
    case HVM_PARAM_NESTEDHVM:
        if (value > 1 || (value && !d->hap) ||
            (value && d->param[HVM_PARAM_ALTP2M]))
            return -EINVAL;
        return 0;
    case HVM_PARAM_ALTP2M:
        return value > ALTP2M_MAX || (value && d->param[HVM_PARAM_NESTEDHVM])
                   ? -EINVAL
                   : 0;
    case HVM_PARAM_BUFIOREQ_EVTCHN:
        return -EINVAL;
    case HVM_PARAM_TRIPLE_FAULT_REASON:
        return value > SHUTDOWN_MAX ? -EINVAL : 0;
#ifdef HVM_PARAM_NR_IOREQ_SERVER_PAGES
    case HVM_PARAM_NR_IOREQ_SERVER_PAGES:
        return value == 0 || value > 64 ? -EINVAL : 0;
#endif
    case HVM_PARAM_X87_FIP_WIDTH:
        return value != 0 && value != 4 && value != 8 ? -EINVAL : 0;
    case HVM_PARAM_VM86_TSS:
        return value != (uint32_t)value ? -EINVAL : 0;
    default:
        return 0;
    }
}
