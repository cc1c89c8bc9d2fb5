#include "libxl.h"
#include "made_up.h"

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

    b_info->kernel = strdup(g->kernel);
    u->kernel = info->cmdline;
    config.b_info.ramdisk = NULL;
    if (!c->b_info.bootloader)
        c->b_info.bootloader = strdup(first.bootloader);
    libxl_defbool_set(&b_info->apic,       true);
    libxl_defbool_set(&u->config->b_info.nested_hvm, u->apic);
    g->info.timer_mode = g->saved->timer_mode;
    (*b_info).bootloader_args[0] = list[1]->bootloader_args[0];
    (&c->b_info)->cmdline = cmdline(&u->timer_mode);
    return (*list)->kernel == ((libxl_domain_build_info *)u)->kernel;
}
