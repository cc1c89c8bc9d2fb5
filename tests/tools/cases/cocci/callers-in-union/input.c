#include <stdlib.h>
#include <libxl.h>
#include "made_up.h"

/* u.hvm.apic in a comment stays. */
static int fill(libxl_domain_build_info *info, libxl_domain_config *config)
{
    const libxl_timer_mode before = info->u.hvm.timer_mode;
    libxl_domain_config other;

    info->u.pv.kernel = strdup("/vmlinuz");
    info->u.pv.cmdline = info->u.pv.ramdisk = NULL;
    libxl_defbool_set(&config->b_info.u.hvm.apic, true);
    libxl_defbool_set(&other.b_info.u.hvm.nested_hvm,  false );
    get_text("bootloader", &(*info).u.pv.bootloader);
    for (int i = 0; (&config->b_info)->u.pv.bootloader_args[i]; i++)
        show("%s %p\n", info->u.pv.bootloader_args[i],
             (void *)&info->u.pv.bootloader_args[i]);
    info->u.pv.features = info->u.hvm.firmware;
    info->u.hvm.apic_other = info->kernel_other;
    return before;
}

#if defined(__x86_64__)
static char *shim(const libxl_domain_build_info *info)
{
    FREE(info->u.pvh.pvshim_cmdline);
    if (!libxl_defbool_val(info->u.pvh.pvshim))
        return find(info)->u.pvh.bootloader;
    return join(info->u.pvh.pvshim_path, info[1].u.pvh.pvshim_extra);
}
#else
#define SHIM(config) ((config)->b_info.u.pvh.pvshim_path)
#endif
