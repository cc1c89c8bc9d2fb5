#include "libxl.h"
#include "made_up.h"
#include <libxl_pvh.h>

struct guest {
    char *kernel;
    libxl_domain_build_info info, *saved;
};
static libxl_domain_build_info first;

static int fill(struct guest *g, const libxl_domain_build_info *info,
                struct unknown *u, libxl_domain_build_info **list)
{
    libxl_domain_config config, *c = &config;
    libxl_domain_build_info *b_info = &config.b_info;

    LIBXL_BUILDINFO_FIELD(b_info, kernel) = strdup(g->kernel);
    u->kernel = LIBXL_BUILDINFO_FIELD(info, cmdline);
    LIBXL_BUILDINFO_FIELD(&config.b_info, ramdisk) = NULL;
    if (!LIBXL_BUILDINFO_FIELD(&c->b_info, bootloader))
        LIBXL_BUILDINFO_FIELD(&c->b_info, bootloader) = strdup(LIBXL_BUILDINFO_FIELD(&first, bootloader));
    libxl_defbool_set(&LIBXL_BUILDINFO_FIELD(b_info, apic),       true);
    libxl_defbool_set(&LIBXL_BUILDINFO_FIELD(&u->config->b_info, nested_hvm), u->apic);
    LIBXL_BUILDINFO_FIELD(&g->info, timer_mode) = LIBXL_BUILDINFO_FIELD(g->saved, timer_mode);
    LIBXL_BUILDINFO_FIELD(b_info, bootloader_args)[0] = LIBXL_BUILDINFO_FIELD(list[1], bootloader_args)[0];
    LIBXL_BUILDINFO_FIELD(&c->b_info, cmdline) = cmdline(&u->timer_mode);
    return LIBXL_BUILDINFO_FIELD((*list), kernel) == LIBXL_BUILDINFO_FIELD(((libxl_domain_build_info *)u), kernel);
}
