/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * A new caller: makes PVH configurations, plain or with the shim, takes them
 * through JSON and copy and looks at every field on the other side.
 *
 * usage: pvh [plain|shim]...
 */
#include "caller.h"

#include <libxl_pvh.h>

static libxl_string_list two_args(void)
{
    libxl_string_list l = calloc(3, sizeof(*l));

    MUST(l != NULL);
    l[0] = copy_of("--kernel=/boot/vmlinuz");
    l[1] = copy_of("-q");
    return l;
}

static void check_defaults(const libxl_domain_build_info *b)
{
    MUST(b->type == LIBXL_DOMAIN_TYPE_PVH);
    MUST(!LIBXL_BUILDINFO_FIELD(b, bootloader));
    MUST(!LIBXL_BUILDINFO_FIELD(b, bootloader_args));
    MUST((int)LIBXL_BUILDINFO_FIELD(b, timer_mode) == LIBXL_TIMER_MODE_DEFAULT);
    MUST(libxl_defbool_is_default(LIBXL_BUILDINFO_FIELD(b, nested_hvm)));
    MUST(libxl_defbool_is_default(LIBXL_BUILDINFO_FIELD(b, apic)));
    MUST(libxl_defbool_is_default(b->u.pvh.pvshim));
    MUST(!b->u.pvh.pvshim_path);
    MUST(!b->u.pvh.pvshim_cmdline);
    MUST(!b->u.pvh.pvshim_extra);
}

static void fill(libxl_domain_build_info *b, int shim)
{
    LIBXL_BUILDINFO_FIELD(b, bootloader) = copy_of("pygrub");
    LIBXL_BUILDINFO_FIELD(b, bootloader_args) = two_args();
    LIBXL_BUILDINFO_FIELD(b, timer_mode) =
        LIBXL_TIMER_MODE_ONE_MISSED_TICK_PENDING;
    libxl_defbool_set(&LIBXL_BUILDINFO_FIELD(b, nested_hvm), true);
    libxl_defbool_set(&LIBXL_BUILDINFO_FIELD(b, apic), false);
    LIBXL_BUILDINFO_FIELD(b, kernel) = copy_of("/boot/vmlinuz");
    LIBXL_BUILDINFO_FIELD(b, cmdline) = copy_of("console=hvc0");
    LIBXL_BUILDINFO_FIELD(b, ramdisk) = copy_of("/boot/initrd");
    if (!shim)
        return;
    libxl_defbool_set(&LIBXL_BUILDINFO_FIELD(b, pvshim), true);
    LIBXL_BUILDINFO_FIELD(b, pvshim_path) = copy_of("/boot/xen-shim");
    LIBXL_BUILDINFO_FIELD(b, pvshim_cmdline) = copy_of("pv-shim");
    LIBXL_BUILDINFO_FIELD(b, pvshim_extra) = copy_of("loglvl=all");
}

static int is(const char *a, const char *b)
{
    return a && !strcmp(a, b);
}

static void check_filled(const libxl_domain_build_info *b, int shim)
{
    MUST(b->type == LIBXL_DOMAIN_TYPE_PVH);
    MUST(is(LIBXL_BUILDINFO_FIELD(b, bootloader), "pygrub"));
    MUST(libxl_string_list_length(&LIBXL_BUILDINFO_FIELD(b, bootloader_args)) ==
         2);
    MUST(is(LIBXL_BUILDINFO_FIELD(b, bootloader_args)[1], "-q"));
    MUST(LIBXL_BUILDINFO_FIELD(b, timer_mode) ==
         LIBXL_TIMER_MODE_ONE_MISSED_TICK_PENDING);
    MUST(libxl_defbool_val(LIBXL_BUILDINFO_FIELD(b, nested_hvm)));
    MUST(!libxl_defbool_val(LIBXL_BUILDINFO_FIELD(b, apic)));
    MUST(is(LIBXL_BUILDINFO_FIELD(b, kernel), "/boot/vmlinuz"));
    MUST(is(LIBXL_BUILDINFO_FIELD(b, cmdline), "console=hvc0"));
    MUST(is(LIBXL_BUILDINFO_FIELD(b, ramdisk), "/boot/initrd"));
    if (shim) {
        MUST(libxl_defbool_val(LIBXL_BUILDINFO_FIELD(b, pvshim)));
        MUST(is(LIBXL_BUILDINFO_FIELD(b, pvshim_path), "/boot/xen-shim"));
        MUST(is(LIBXL_BUILDINFO_FIELD(b, pvshim_cmdline), "pv-shim"));
        MUST(is(LIBXL_BUILDINFO_FIELD(b, pvshim_extra), "loglvl=all"));
    } else {
        MUST(libxl_defbool_is_default(b->u.pvh.pvshim));
        MUST(!b->u.pvh.pvshim_path);
    }
}

static void one(struct caller *c, int shim)
{
    libxl_domain_config d, again, copy;
    char *json;

    libxl_domain_config_init(&d);
    d.c_info.type = LIBXL_DOMAIN_TYPE_PVH;
    d.c_info.name = copy_of("pvh");
    libxl_domain_build_info_init_type(&d.b_info, LIBXL_DOMAIN_TYPE_PVH);
    check_defaults(&d.b_info);
    json = libxl_domain_config_to_json(c->ctx, &d);
    MUST(json && show_again(c, &d, json) == 2);
    free(json);

    fill(&d.b_info, shim);
    check_filled(&d.b_info, shim);
    json = libxl_domain_config_to_json(c->ctx, &d);
    MUST(json != NULL);
    puts(json);
    MUST(show_again(c, &d, json) == 2);

    libxl_domain_config_init(&again);
    MUST(libxl_domain_config_from_json(c->ctx, &again, json) == 0);
    check_filled(&again.b_info, shim);
    libxl_domain_config_init(&copy);
    libxl_domain_config_copy(c->ctx, &copy, &d);
    check_filled(&copy.b_info, shim);

    free(json);
    libxl_domain_config_dispose(&d);
    libxl_domain_config_dispose(&again);
    libxl_domain_config_dispose(&copy);
}

static void check_names(void)
{
    libxl_domain_type type = LIBXL_DOMAIN_TYPE_INVALID;

    MUST((int)LIBXL_DOMAIN_TYPE_PVH == 3);
    MUST(is(libxl_domain_type_to_string(LIBXL_DOMAIN_TYPE_PVH), "pvh"));
    MUST(libxl_domain_type_from_string("pvh", &type) == 0);
    MUST(type == LIBXL_DOMAIN_TYPE_PVH);
    MUST(libxl_domain_type_from_string("pv", &type) == 0);
    MUST(type == LIBXL_DOMAIN_TYPE_PV);
    MUST(libxl_domain_type_from_string("hvm", &type) == 0);
    MUST(type == LIBXL_DOMAIN_TYPE_HVM);
}

int main(int argc, char **argv)
{
    struct caller c;

    check_names();
    caller_open(&c);
    for (int i = 1; i < argc; i++)
        one(&c, !strcmp(argv[i], "shim"));
    caller_close(&c);
    return 0;
}
