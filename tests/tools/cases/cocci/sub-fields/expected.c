#include "made_up.h"

/* u.hvm.apic in a comment stays. */
static int defaults(struct thing *t, libxl_domain_build_info *info)
{
    const libxl_timer_mode before = LIBXL_BUILDINFO_FIELD(info, timer_mode);

    if (!LIBXL_BUILDINFO_FIELD(info, bootloader) && LIBXL_BUILDINFO_FIELD(&t->config.info, bootloader_args))
        return -1;
    set_default(&LIBXL_BUILDINFO_FIELD(info, apic),          true);
    set_default( &LIBXL_BUILDINFO_FIELD(&t->config.info, nested_hvm), false );
    LIBXL_BUILDINFO_FIELD(info, timer_mode) =
            LATER;
    for (int i = 0; LIBXL_BUILDINFO_FIELD(info, bootloader_args)[i]; i++)
        show("%s\n", LIBXL_BUILDINFO_FIELD(info, bootloader_args)[i]);
    LIBXL_BUILDINFO_FIELD(&t[1].info, timer_mode) = LIBXL_BUILDINFO_FIELD(&info[2], timer_mode);
    info->u.hvm.apic_other = info->u.hvm.pae;
    info->u.pv.kernel = t->u.hvm.timer;
    return before;
}

#if defined(__x86_64__)
static char *loader(const libxl_domain_build_info *info)
{
    return LIBXL_BUILDINFO_FIELD(get(t), bootloader);
}
#else
static int loader(struct thing t)
{
    return LIBXL_BUILDINFO_FIELD(&(*t.info), apic) ? sizeof(LIBXL_BUILDINFO_FIELD(&t, apic)) : 0;
}
#endif
