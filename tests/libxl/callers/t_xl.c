/* SPDX-License-Identifier: LGPL-2.1-only */
/* What xl makes of a configuration file (A9), shown by dry runs. */
#include "t_xl.h"
#include "child.h"
#include "process.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COMMON                                                                 \
    "name = \"guest\"\n"                                                       \
    "uuid = \"12345678-1234-1234-1234-123456789abc\"\n"                        \
    "memory = 128\n"                                                           \
    "vcpus = 2\n"
#define KERNEL "kernel = \"/boot/vmlinuz\"\n"
#define DIRECT                                                                 \
    KERNEL "ramdisk = \"/boot/initrd\"\n"                                      \
           "cmdline = \"quiet\"\n"
#define BOOTLOADER                                                             \
    "bootloader = \"pygrub\"\n"                                                \
    "bootloader_args = [ \"-q\", \"--kernel=/v\" ]\n"
#define BOOTLOADER_STRING                                                      \
    "bootloader = \"pygrub\"\n"                                                \
    "bootloader_args = \"-q --kernel=/v\"\n"
#define TIMER "timer_mode = \"one_missed_tick_pending\"\n"
#define NESTED "nestedhvm = 1\n"
#define APIC "apic = 0\n"
#define NONE "device_model_version = \"none\"\n"
#define ALL DIRECT BOOTLOADER TIMER NESTED APIC
#define HVM "builder = \"hvm\"\n"
#define PVH "type = \"pvh\"\n"

/* Configurations in the old spelling, for the old xl, and the new one. */
static const struct {
    const char *what;
    const char *old;
    const char *new;
} pairs[] = {
    {"pv by default", KERNEL, KERNEL},
    {"pv", "builder = \"generic\"\n" ALL, "type = \"pv\"\n" ALL},
    {"any other builder is pv", "builder = \"linux\"\n" ALL,
     "builder = \"linux\"\n" ALL},
    {"builder and type agree", "builder = \"linux\"\n" KERNEL,
     "builder = \"linux\"\ntype = \"pv\"\n" KERNEL},
    {"pv bootloader", BOOTLOADER, BOOTLOADER},
    {"pv bootloader, arguments as text", BOOTLOADER_STRING, BOOTLOADER_STRING},
    {"pv timer_mode", KERNEL TIMER, KERNEL TIMER},
    {"pv timer_mode of a number", KERNEL "timer_mode = 7\n",
     KERNEL "timer_mode = 7\n"},
    {"pv nestedhvm", KERNEL NESTED, KERNEL NESTED},
    {"pv apic", KERNEL APIC, KERNEL APIC},
    {"pv device model none", KERNEL NONE, KERNEL NONE},
    {"pv pvshim off", KERNEL, KERNEL "pvshim = 0\npvshim_path = \"/p\"\n"},
    {"pv in an HVM container (4.8)", KERNEL "pvh = 1\n", KERNEL "pvh = 1\n"},
    {"pv vnc", KERNEL "vnc = 1\n", KERNEL "vnc = 1\n"},
    {"hvm", HVM, "type = \"hvm\"\n"},
    {"hvm by both", HVM, HVM "type = \"hvm\"\n"},
    {"hvm by a beginning", "builder = \"hv\"\n", "builder = \"hv\"\n"},
    {"hvm all", HVM ALL, HVM ALL},
    {"hvm bootloader", HVM BOOTLOADER, HVM BOOTLOADER},
    {"hvm bootloader, arguments as text", HVM BOOTLOADER_STRING,
     HVM BOOTLOADER_STRING},
    {"hvm timer_mode", HVM TIMER, HVM TIMER},
    {"hvm timer_mode of a number", HVM "timer_mode = 2\n",
     HVM "timer_mode = 2\n"},
    {"hvm nestedhvm", HVM NESTED, HVM NESTED},
    {"hvm apic", HVM APIC, HVM APIC},
    {"hvm device model none", HVM NONE, HVM NONE},
    {"hvm device model none, all", HVM NONE ALL, HVM NONE ALL},
    {"hvm device model", HVM "device_model_version = \"qemu-xen\"\n",
     HVM "device_model_version = \"qemu-xen\"\n"},
    {"hvm bios", HVM "bios = \"ovmf\"\n", HVM "firmware = \"ovmf\"\n"},
};

/* The tests have an xl.conf of their own. */
static void write_xl_conf(const char *text)
{
    const char *path = scratch_path("xl.conf");

    write_file(path, text);
    setenv("CALLERS_XL_CONF", path, 1);
}

static void dry_run(struct child *c, enum side lib, const char *program,
                    const char *config)
{
    char path[1200];
    const char *argv[] = {program, "-N", "create", path, NULL};

    snprintf(path, sizeof(path), "%s", scratch_path("guest.cfg"));
    write_file(path, config);
    child_run(c, lib, CHILD_NOHOST, argv);
}

static void xl(struct child *c, enum side side, const char *config)
{
    dry_run(c, side, prefix_path(side, "bin/xl"), config);
}

/* The options on one line, because only a message's first line is matched. */
static const char *on_one_line(const char *options)
{
    static char line[300];

    snprintf(line, sizeof(line), "%s", options);
    for (char *p = line; (p = strchr(p, '\n'));)
        *p = ' ';
    return line;
}

static void expect_xl(const struct child *c, int status, const char *what)
{
    ck_assert_msg(c->status == status, "%s: status %d, expected %d\n%s\n%s\n%s",
                  on_one_line(what), c->status, status, c->cmd, c->err, c->out);
}

static void config(char *text, size_t size, const char *rest)
{
    snprintf(text, size, "%s%s", COMMON, rest);
}

/*
 * 4.10 knows both spellings: each gives the same result, or the same refusal,
 * as before.
 */
static void expect_same_of(const char *rest, const char *what)
{
    char text[2000];
    struct child a, b;

    config(text, sizeof(text), rest);
    xl(&a, OLD, text);
    xl(&b, NEW, text);
    ck_assert_msg(a.status == b.status && !strcmp(a.out, b.out),
                  "%s\nold: %d\n%s\nnew: %d\n%s\n%s", what, a.status, a.out,
                  b.status, b.out, b.err);
    child_free(&a);
    child_free(&b);
}

static void expect_same(size_t i, const char *conf)
{
    char text[2000];
    struct child a, b;

    write_xl_conf(conf);
    if (has_native_pvh() && strstr(pairs[i].what, "pv apic"))
        return; /* only HVM guests have apic again (82bc81c17d) */
    if (has_native_pvh()) {
        expect_same_of(pairs[i].old, pairs[i].what);
        expect_same_of(pairs[i].new, pairs[i].what);
        return;
    }
    config(text, sizeof(text), pairs[i].old);
    xl(&a, OLD, text);
    expect_xl(&a, 0, pairs[i].what);
    ck_assert_uint_gt(a.out_len, 200);
    config(text, sizeof(text), pairs[i].new);
    xl(&b, NEW, text);
    expect_xl(&b, 0, pairs[i].what);
    ck_assert_msg(!strcmp(a.out, b.out), "%s: other output\nold:\n%s\nnew:\n%s",
                  pairs[i].what, a.out, b.out);
    child_free(&a);
    child_free(&b);
}

/* The base's xl, converted by compat/callers.cocci and built for this library,
 * does the same as the unconverted xl. */
static void expect_converted_same(enum side lib, const char *rest)
{
    char text[2000];
    struct child a, b;

    config(text, sizeof(text), rest);
    dry_run(&a, lib, prefix_path(OLD, "bin/xl"), text);
    dry_run(&b, lib, caller_path(lib, "xl-converted"), text);
    ck_assert_int_eq(a.status, b.status);
    ck_assert_str_eq(a.err, b.err);
    child_same_output(&a, &b);
    child_free(&a);
    child_free(&b);
}

START_TEST(a3_converted_xl_does_the_same)
{
    static const char *const confs[] = {"", "output_format = \"sxp\"\n"};

    for (int conf = 0; conf < 2; conf++) {
        write_xl_conf(confs[conf]);
        expect_converted_same(OLD, pairs[_i].old);
        expect_converted_same(NEW, pairs[_i].old);
    }
}
END_TEST

/* Its guest type is a variable, so it could ask for PVH. */
START_TEST(no1_converted_xl_is_refused)
{
    struct child c;

    write_xl_conf("");
    dry_run(&c, OLD, caller_path(NEW, "xl-converted"), COMMON KERNEL);
    child_expect(&c, 127);
    ck_assert_ptr_nonnull(strstr(c.err, "libxl_guard_pvh"));
    ck_assert_str_eq(c.out, "");
    child_free(&c);
}
END_TEST

START_TEST(a9_pv_and_hvm_as_before)
{
    expect_same((size_t)_i, "");
}
END_TEST

START_TEST(a9_pv_and_hvm_as_before_in_sxp)
{
    expect_same((size_t)_i, "output_format = \"sxp\"\n");
}
END_TEST

/* d25cc3ec93 of the group toolchain makes xl crash when all functions of a
 * device are given; compat/changes/pci-all-functions fixes that. */
START_TEST(a9_all_functions_of_a_pci_device)
{
    struct child c;

    write_xl_conf("");
    xl(&c, _i, COMMON HVM "pci = [ \"01:00.*\" ]\n");
    child_expect(&c, 0);
    ck_assert_ptr_nonnull(strstr(c.out, "\"pcidevs\": ["));
    ck_assert_ptr_nonnull(strstr(c.out, "\"bus\": 1"));
    ck_assert_ptr_nonnull(strstr(c.out, "\"vfunc_mask\": 4294967295"));
    child_free(&c);
}
END_TEST

/* Remove the line with which unpatched 4.10 warns about builder=. */
static char *without_warning(char *text)
{
    char *line = strstr(text, "The \"builder\" option is being deprecated");
    char *end = line ? strchr(line, '\n') : NULL;

    if (end)
        memmove(line, end + 1, strlen(end + 1) + 1);
    return text;
}

/* Both refuse or warn with the same message. */
START_TEST(a9_old_messages)
{
    static const char *const bad[] = {
        "",
        TIMER,
        HVM "timer_mode = 7\n",
        HVM "timer_mode = \"nonsense\"\n",
        HVM "timer_mode = 2\n",
        BOOTLOADER_STRING,
        KERNEL "device_model_version = \"nonsense\"\n",
    };
    char text[2000];
    struct child a, b;

    write_xl_conf("");
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        config(text, sizeof(text), bad[i]);
        xl(&a, OLD, text);
        xl(&b, NEW, text);
        ck_assert_str_eq(without_warning(a.err), b.err);
        ck_assert_int_eq(a.status, b.status);
        child_free(&a);
        child_free(&b);
    }
}
END_TEST

static char pvh_json[4000];

/* The whole output for a PVH guest with these lines in and after b_info. */
static const char *pvh(const char *fields, const char *shim,
                       const char *devices)
{
    snprintf(pvh_json, sizeof(pvh_json),
             "{\n    \"c_info\": {\n        \"type\": \"pvh\",\n"
             "        \"name\": \"guest\",\n"
             "        \"uuid\": \"12345678-1234-1234-1234-123456789abc\",\n"
             "        \"run_hotplug_scripts\": \"True\"\n    },\n"
             "    \"b_info\": {\n        \"max_vcpus\": 2,\n"
             "        \"avail_vcpus\": [\n            0,\n            1\n"
             "        ],\n"
             "        \"max_memkb\": 131072,\n"
             "        \"target_memkb\": 131072,\n"
             "        \"shadow_memkb\": 3072,\n"
             "        \"sched_params\": {\n\n        },\n"
             "        \"claim_mode\": \"True\",\n%s"
             "        \"type.pvh\": {\n%s\n        },\n"
             "        \"arch_arm\": {\n\n        }\n    },\n%s"
             "    \"on_reboot\": \"restart\",\n"
             "    \"on_soft_reset\": \"soft_reset\"\n}\n",
             fields, shim, devices);
    return pvh_json;
}

#define J_KERNEL "        \"kernel\": \"/boot/vmlinuz\",\n"
#define J_DIRECT                                                               \
    J_KERNEL "        \"cmdline\": \"quiet\",\n"                               \
             "        \"ramdisk\": \"/boot/initrd\",\n"
#define J_BOOTLOADER                                                           \
    "        \"bootloader\": \"pygrub\",\n"                                    \
    "        \"bootloader_args\": [\n            \"-q\",\n"                    \
    "            \"--kernel=/v\"\n        ],\n"
#define J_TIMER "        \"timer_mode\": \"one_missed_tick_pending\",\n"
#define J_NESTED "        \"nested_hvm\": \"True\",\n"
#define SHIM                                                                   \
    "pvshim = 1\npvshim_path = \"/s\"\npvshim_cmdline = \"c\"\n"               \
    "pvshim_extra = \"e\"\n"
#define J_SHIM                                                                 \
    "            \"pvshim\": \"True\",\n            \"pvshim_path\": "         \
    "\"/s\",\n"                                                                \
    "            \"pvshim_cmdline\": \"c\",\n"                                 \
    "            \"pvshim_extra\": \"e\""
#define J_VFB                                                                  \
    "    \"vfbs\": [\n        {\n            \"devid\": 0,\n"                  \
    "            \"vnc\": {\n                \"enable\": \"True\",\n"          \
    "                \"listen\": \"::\"\n            },\n"                     \
    "            \"sdl\": {\n                \"enable\": \"True\",\n"          \
    "                \"opengl\": \"True\"\n            }\n        }\n    ],\n" \
    "    \"vkbs\": [\n        {\n            \"devid\": 0\n        }\n    "    \
    "],\n"

static const struct {
    const char *config;
    const char *fields;
    const char *shim;
} pvh_cases[] = {
    {KERNEL, J_KERNEL, ""},
    {DIRECT, J_DIRECT, ""},
    {BOOTLOADER, J_BOOTLOADER, ""},
    {BOOTLOADER_STRING, J_BOOTLOADER, ""},
    {KERNEL TIMER, J_KERNEL J_TIMER, ""},
    {KERNEL "timer_mode = 3\n", J_KERNEL J_TIMER, ""},
    {KERNEL NESTED, J_KERNEL J_NESTED, ""},
    {KERNEL APIC, J_KERNEL, ""}, /* PVH guests have no such option */
    {ALL, J_DIRECT J_BOOTLOADER J_TIMER J_NESTED, ""},
    /* Options of other types, whose fields share the union's memory. */
    {KERNEL "vnclisten = \"::\"\nsdl = 1\nopengl = 1\n", J_KERNEL, ""},
    {KERNEL "rdm = \"strategy=host,policy=relaxed\"\n", J_KERNEL, ""},
    {KERNEL "pae = 1\nboot = \"c\"\ne820_host = 1\n", J_KERNEL, ""},
    {KERNEL "pvshim = 0\n", J_KERNEL, "            \"pvshim\": \"False\""},
    {KERNEL "pvshim = 1\n", J_KERNEL, "            \"pvshim\": \"True\""},
    {ALL SHIM, J_DIRECT J_BOOTLOADER J_TIMER J_NESTED, J_SHIM},
    {BOOTLOADER SHIM, J_BOOTLOADER, J_SHIM},
};

static void check_pvh(const char *of, const char *expected)
{
    char text[2000], rest[1800];
    struct child c;

    write_xl_conf("");
    snprintf(rest, sizeof(rest), PVH "%s", of);
    config(text, sizeof(text), rest);
    xl(&c, NEW, text);
    expect_xl(&c, 0, of);
    ck_assert_msg(!strcmp(c.out, expected),
                  "%s: other output\n%s\nexpected:\n%s", on_one_line(of), c.out,
                  expected);
    child_free(&c);
}

START_TEST(a9_pvh)
{
    check_pvh(pvh_cases[_i].config,
              pvh(pvh_cases[_i].fields, pvh_cases[_i].shim, ""));
}
END_TEST

START_TEST(a9_pvh_has_a_framebuffer)
{
    check_pvh(KERNEL "vnc = 1\nvnclisten = \"::\"\nsdl = 1\nopengl = 1\n",
              pvh(J_KERNEL, "", J_VFB));
}
END_TEST

START_TEST(a9_pvh_in_sxp)
{
    struct child c;

    write_xl_conf("output_format = \"sxp\"\n");
    xl(&c, NEW, COMMON PVH ALL SHIM);
    child_expect(&c, 0);
    ck_assert_ptr_nonnull(strstr(c.out,
                                 "\t(bootloader pygrub)\n"
                                 "\t(bootloader_args -q --kernel=/v)\n"));
    ck_assert_ptr_nonnull(strstr(c.out, "\t\t(pvh\n"
                                        "\t\t\t(kernel /boot/vmlinuz)\n"));
    ck_assert_ptr_nonnull(strstr(c.out, "(nestedhvm True)"));
    ck_assert_ptr_nonnull(strstr(c.out, "(pvshim True)"));
    child_free(&c);
}
END_TEST

START_TEST(a9_refusals)
{
    static const struct {
        const char *config;
        const char *message;
    } cases[] = {
        {PVH, "Neither kernel nor bootloader specified"},
        {PVH "pvshim = 1\n", "Neither kernel nor bootloader specified"},
        {"type = \"p\"\n" KERNEL, "Invalid domain type p."},
        {"type = \"\"\n" KERNEL, "Invalid domain type ."},
        {"type = \"hv\"\n", "Invalid domain type hv."},
        {"type = \"pvhvm\"\n" KERNEL, "Invalid domain type pvhvm."},
        {"type = \"PVH\"\n" KERNEL, "Invalid domain type PVH."},
        {PVH HVM KERNEL, "Contradicting \"builder\" and \"type\""},
        {PVH "builder = \"generic\"\n" KERNEL,
         "Contradicting \"builder\" and \"type\""},
        {"pvshim = 1\n" KERNEL, "\"pvshim\" is only for PVH guests"},
        {"type = \"pv\"\npvshim = 1\n" KERNEL, "is a pv guest; set type="},
        {HVM "pvshim = 1\n", "is a hvm guest; set type="},
        {PVH KERNEL "pvshim = \"yes\"\n", "\"pvshim\" has to be 0 or 1"},
        {PVH KERNEL "pvshim = [ 1 ]\n", "\"pvshim\" has to be 0 or 1"},
        {"pvshim = \"yes\"\n" KERNEL, "\"pvshim\" is only for PVH guests"},
        {PVH KERNEL "timer_mode = \"nonsense\"\n",
         "invalid value \"nonsense\" for \"timer_mode\""},
    };
    char text[2000];
    struct child c;

    write_xl_conf("");
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        config(text, sizeof(text), cases[i].config);
        xl(&c, NEW, text);
        expect_xl(&c, 1, cases[i].config);
        ck_assert_msg(strstr(c.err, cases[i].message) != NULL,
                      "no \"%s\" in\n%s", cases[i].message, c.err);
        ck_assert_str_eq(c.out, "");
        child_free(&c);
    }
}
END_TEST

/* pvh=1 is an option of PV guests in 4.8 and does not make a guest of type PVH.
 * Releases without the option ignore it. */
START_TEST(on10_type_pvh_takes_no_pvh)
{
    char *header = read_file(prefix_path(NEW, "include/libxl.h"), NULL);
    int known = strstr(header, "#define LIBXL_HAVE_CREATEINFO_PVH") != NULL;
    struct child c;

    write_xl_conf("");
    xl(&c, NEW, COMMON PVH KERNEL "pvh = 0\n");
    child_expect(&c, 0);
    child_free(&c);
    xl(&c, NEW, COMMON PVH KERNEL "pvh = 1\n");
    child_expect(&c, known ? 1 : 0);
    ck_assert_int_eq(
        known, strstr(c.err, "\"pvh=1\" is for PV guests (PVHv1)") != NULL);
    child_free(&c);
    free(header);
}
END_TEST

/* The manual page warns of this. */
START_TEST(a9_unpatched_xl_ignores_the_new_options)
{
    struct child c;

    write_xl_conf("");
    xl(&c, OLD, COMMON PVH KERNEL SHIM);
    child_expect(&c, 0);
    if (announces(OLD, "LIBXL_HAVE_PV_SHIM"))
        ck_assert_ptr_nonnull(strstr(c.out, "\"pvshim\": \"True\""));
    else
        ck_assert_ptr_null(strstr(c.out, "pvshim"));
    if (!has_native_pvh())
        ck_assert_ptr_nonnull(strstr(c.out, "\"type\": \"pv\""));
    child_free(&c);
}
END_TEST

/* A patched xl reads the configuration that it stored. */
START_TEST(a9_own_json_is_read_back)
{
    const char *argv[] = {caller_path(OLD, "rejson"), NULL, NULL};
    char path[1200], *expected;
    struct child c, d;

    write_xl_conf("");
    xl(&c, NEW, COMMON PVH ALL SHIM);
    child_expect(&c, 0);
    snprintf(path, sizeof(path), "%s", scratch_path("stored.json"));
    write_file(path, c.out);
    argv[1] = path;
    child_run(&d, NEW, CHILD_NOHOST, argv);
    child_expect(&d, 0);
    ck_assert_int_gt(
        asprintf(&expected, "type 3 3\n%sread: same\ncopy: same\n", c.out), 0);
    ck_assert_str_eq(d.out, expected);
    free(expected);
    child_free(&c);
    child_free(&d);
}
END_TEST

START_TEST(a9_manual_page)
{
    static const char *const texts[] = {
        "=item B<type=\"pv\">",
        "=item B<type=\"pvh\">",
        "=item B<type=\"hvm\">",
        "=item B<builder=\"generic\">",
        "=item B<pvshim=BOOLEAN>",
        "=item B<pvshim_path=\"PATH\">",
        "=item B<pvshim_cmdline=\"STRING\">",
        "=item B<pvshim_extra=\"STRING\">",
        "=head2 PVH Guest Specific Options",
        "with any other type, B<pvshim=1> is an error",
        "ignores it without a",
    };
    char *page =
        read_file(prefix_path(NEW, "tree/docs/man/xl.cfg.pod.5.in"), NULL);

    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        ck_assert_msg(strstr(page, texts[i]) != NULL, "no \"%s\"", texts[i]);
    if (!has_native_pvh())
        ck_assert_ptr_nonnull(strstr(
            page, "ignores it without a message and creates a PV guest"));
    free(page);
}
END_TEST

TCase *tcase_xl(void)
{
    const int n_pairs = sizeof(pairs) / sizeof(pairs[0]);
    const int n_pvh = sizeof(pvh_cases) / sizeof(pvh_cases[0]);
    TCase *t = tcase_create("xl");

    tcase_add_loop_test(t, a9_pv_and_hvm_as_before, 0, n_pairs);
    tcase_add_loop_test(t, a9_pv_and_hvm_as_before_in_sxp, 0, n_pairs);
    tcase_add_loop_test(t, a9_all_functions_of_a_pci_device, OLD, NEW + 1);
    if (!has_native_pvh()) {
        tcase_add_loop_test(t, a3_converted_xl_does_the_same, 0, n_pairs);
        tcase_add_test(t, no1_converted_xl_is_refused);
    }
    tcase_add_test(t, a9_old_messages);
    tcase_add_loop_test(t, a9_pvh, 0, n_pvh);
    tcase_add_test(t, a9_pvh_has_a_framebuffer);
    tcase_add_test(t, a9_pvh_in_sxp);
    tcase_add_test(t, a9_refusals);
    tcase_add_test(t, on10_type_pvh_takes_no_pvh);
    tcase_add_test(t, a9_manual_page);
    tcase_add_test(t, a9_unpatched_xl_ignores_the_new_options);
    tcase_add_test(t, a9_own_json_is_read_back);
    return t;
}
