/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * A new caller that makes PVH configurations, plain or with the shim, passes
 * them through JSON and copy, and checks every field afterwards.
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

/*
 * The value of each field.  If a field of the table is missing here, this file
 * does not compile.
 */
#define VALUE_kernel "/boot/vmlinuz"
#define VALUE_cmdline "console=hvc0"
#define VALUE_ramdisk "/boot/initrd"
#define VALUE_bootloader "pygrub"
#define VALUE_bootloader_args two_args()
#define VALUE_timer_mode LIBXL_TIMER_MODE_ONE_MISSED_TICK_PENDING
#define VALUE_nested_hvm true
#define VALUE_apic false
#define VALUE_pvshim true
#define VALUE_pvshim_path "/boot/xen-shim"
#define VALUE_pvshim_cmdline "pv-shim"
#define VALUE_pvshim_extra "loglvl=all"

#define FILL(row) FILL_OF(row)
#define FILL_OF(name, kind, place)                                             \
    FILL_##kind(LIBXL_BUILDINFO_FIELD(b, name), VALUE_##name);
#define FILL_as_string(field, value) ((field) = copy_of(value))
#define FILL_as_list(field, value) ((field) = (value))
#define FILL_as_timer(field, value) ((field) = (value))
#define FILL_as_bool(field, value) libxl_defbool_set(&(field), value)

#define IS_UNSET(row) IS_UNSET_OF(row)
#define IS_UNSET_OF(name, kind, place)                                         \
    MUST(LIBXL_PVH__UNSET_##kind(LIBXL_BUILDINFO_FIELD(b, name)));

#define IS_FILLED(row) IS_FILLED_OF(row)
#define IS_FILLED_OF(name, kind, place)                                        \
    MUST(IS_##kind(LIBXL_BUILDINFO_FIELD(b, name), VALUE_##name));
#define IS_as_string(field, value) is(field, value)
#define IS_as_list(field, value) is_list(&(field), value)
#define IS_as_timer(field, value) ((field) == (value))
#define IS_as_bool(field, value) (libxl_defbool_val(field) == (value))

static int is(const char *a, const char *b)
{
    return a && !strcmp(a, b);
}

/* Compares two lists and frees b. */
static int is_list(const libxl_string_list *a, libxl_string_list b)
{
    int n = libxl_string_list_length(&b);
    int same = libxl_string_list_length(a) == n;

    for (int i = 0; same && i < n; i++)
        same = is((*a)[i], b[i]);
    libxl_string_list_dispose(&b);
    return same;
}

static void check_defaults(const libxl_domain_build_info *b)
{
    MUST(b->type == LIBXL_DOMAIN_TYPE_PVH);
    LIBXL_PVH_FIELDS(IS_UNSET)
    LIBXL_PVH_SHIM_FIELDS(IS_UNSET)
}

static void fill(libxl_domain_build_info *b, int shim)
{
    LIBXL_PVH_FIELDS(FILL)
    if (!shim)
        return;
    LIBXL_PVH_SHIM_FIELDS(FILL)
}

static void check_filled(const libxl_domain_build_info *b, int shim)
{
    MUST(b->type == LIBXL_DOMAIN_TYPE_PVH);
    LIBXL_PVH_FIELDS(IS_FILLED)
    if (shim) {
        LIBXL_PVH_SHIM_FIELDS(IS_FILLED)
    } else {
        LIBXL_PVH_SHIM_FIELDS(IS_UNSET)
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
