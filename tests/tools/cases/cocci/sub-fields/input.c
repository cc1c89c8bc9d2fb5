#include "made_up.h"

/* u.hvm.apic in a comment stays. */
static int defaults(struct thing *t, libxl_domain_build_info *info)
{
    const libxl_timer_mode before = info->u.hvm.timer_mode;

    if (!info->u.pv.bootloader && t->config.info.u.pv.bootloader_args)
        return -1;
    set_default(&info->u.hvm.apic,          true);
    set_default( &t->config.info.u.hvm.nested_hvm, false );
    info->u.hvm.timer_mode =
        LATER;
    for (int i = 0; info->u.pv.bootloader_args[i]; i++)
        show("%s\n", info->u.pv.bootloader_args[i]);
    t[1].info.u.hvm.timer_mode = info[2].u.hvm.timer_mode;
    info->u.hvm.apic_other = info->u.hvm.pae;
    info->u.pv.kernel = t->u.hvm.timer;
    return before;
}

#if defined(__x86_64__)
static char *loader(const libxl_domain_build_info *info)
{
    return get(t)->u.pv.bootloader;
}
#else
static int loader(struct thing t)
{
    return (*t.info).u.hvm.apic ? sizeof(t.u.hvm.apic) : 0;
}
#endif
