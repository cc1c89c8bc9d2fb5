#include <stdlib.h>
#include <libxl.h>
#include <libxl_pvh.h>
#include "made_up.h"

/* u.hvm.apic in a comment stays. */
static int fill(libxl_domain_build_info *info, libxl_domain_config *config)
{
    const libxl_timer_mode before = LIBXL_BUILDINFO_FIELD(info, timer_mode);
    libxl_domain_config other;

    LIBXL_BUILDINFO_FIELD(info, kernel) = strdup("/vmlinuz");
    LIBXL_BUILDINFO_FIELD(info, cmdline) = LIBXL_BUILDINFO_FIELD(info, ramdisk) = NULL;
    libxl_defbool_set(&LIBXL_BUILDINFO_FIELD(&config->b_info, apic), true);
    libxl_defbool_set(&LIBXL_BUILDINFO_FIELD(&other.b_info, nested_hvm),  false );
    get_text("bootloader", &LIBXL_BUILDINFO_FIELD(info, bootloader));
    for (int i = 0; LIBXL_BUILDINFO_FIELD(&config->b_info, bootloader_args)[i]; i++)
        show("%s %p\n", LIBXL_BUILDINFO_FIELD(info, bootloader_args)[i],
             (void *)&LIBXL_BUILDINFO_FIELD(info, bootloader_args)[i]);
    info->u.pv.features = info->u.hvm.firmware;
    info->u.hvm.apic_other = info->kernel_other;
    return before;
}

#if defined(__x86_64__)
static char *shim(const libxl_domain_build_info *info)
{
    FREE(LIBXL_BUILDINFO_FIELD(info, pvshim_cmdline));
    if (!libxl_defbool_val(LIBXL_BUILDINFO_FIELD(info, pvshim)))
        return LIBXL_BUILDINFO_FIELD(find(info), bootloader);
    return join(LIBXL_BUILDINFO_FIELD(info, pvshim_path), LIBXL_BUILDINFO_FIELD(&info[1], pvshim_extra));
}
#else
#define SHIM(config) (LIBXL_BUILDINFO_FIELD(&(config)->b_info, pvshim_path))
#endif
