#include "made_up.h"

static int defaults(struct thing *t, libxl_domain_build_info *info)
{
    if (is_default(&LIBXL_BUILDINFO_FIELD(info, timer_mode)))
        LIBXL_BUILDINFO_FIELD(info, timer_mode) = SOON;
    set_default(&LIBXL_BUILDINFO_FIELD(info, apic),       true);
    set_default(&LIBXL_BUILDINFO_FIELD(&t->b_info, nested_hvm), !LIBXL_BUILDINFO_FIELD(&t->b_info, apic));
    get_string(t->config, "bootloader", &LIBXL_BUILDINFO_FIELD(info, bootloader), 0);
    if (get_list(t->config, "bootloader_args",
                 &LIBXL_BUILDINFO_FIELD(info, bootloader_args), 1)) {
        info->bootloader_argc = 0;
        return val(LIBXL_BUILDINFO_FIELD(&t->config->b_info, apic)) ? -1 : 0;
    }
    t->u.hvm.timer_mode = info->u.pvh.apic;
    LIBXL_BUILDINFO_FIELD(&t[1].b_info, timer_mode) = info[2].apic;
    t->apic_mode = val(LIBXL_BUILDINFO_FIELD(info, apic));
    return t->info.nested_hvm + LIBXL_BUILDINFO_FIELD(&mine.b_info, timer_mode);
}
