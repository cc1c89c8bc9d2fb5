#include <libxl.h>
#include <libxl_pvh.h>

static size_t places(libxl_domain_build_info *info, struct guest *g)
{
    size_t n = sizeof(info->u.hvm.apic) + sizeof info->kernel;
    libxl_domain_build_info b = {.kernel = NULL, .u.hvm.apic = {0}};

    n += offsetof(libxl_domain_build_info, u.pv.bootloader);
    n += offsetof(struct guest, b_info.u.hvm.timer_mode);
    n += sizeof(*g->config.b_info.u.pv.bootloader_args);
    g->kernel = g->info->ramdisk;
    g->u.hvm.timer = g->hvm.timer_mode;
    LIBXL_BUILDINFO_FIELD(info, kernel) = LIBXL_BUILDINFO_FIELD(&g->b_info, cmdline);
    return n + sizeof(info->cmdline[0]) + b.max_vcpus;
}
