#include "made_up.h"

static int defaults(struct thing *t, libxl_domain_build_info *info)
{
    if (is_default(&info->timer_mode))
        info->timer_mode = SOON;
    set_default(&info->apic,       true);
    set_default(&t->b_info.nested_hvm, !t->b_info.apic);
    get_string(t->config, "bootloader", &info->bootloader, 0);
    if (get_list(t->config, "bootloader_args",
                 &info->bootloader_args, 1)) {
        info->bootloader_argc = 0;
        return val(t->config->b_info.apic) ? -1 : 0;
    }
    t->u.hvm.timer_mode = info->u.pvh.apic;
    t[1].b_info.timer_mode = info[2].apic;
    t->apic_mode = val(info->apic);
    return t->info.nested_hvm + mine.b_info.timer_mode;
}
