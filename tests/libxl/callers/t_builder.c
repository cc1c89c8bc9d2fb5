/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * How guests are built: the library must make the calls in samples/builder.txt
 * for each guest of programs/builder.c.  Those of HVM guests were recorded with
 * the unpatched library.
 */
#include "t_builder.h"
#include "child.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The line of text that begins with guest; the caller frees it. */
static char *line_of(const char *text, const char *guest)
{
    size_t len = strlen(guest);

    while (text && strncmp(text, guest, len)) {
        text = strchr(text, '\n');
        text = text ? text + 1 : NULL;
    }
    return text ? strndup(text, strcspn(text, "\n")) : NULL;
}

/* Before 4.9 only HVM guests have altp2m, so HVM_PARAM_ALTP2M, number 35, is
 * not set for others. */
static void without_altp2m(char *line)
{
    static const char param[] = " param 35=0";
    char *types = read_file(prefix_path(NEW, "include/_libxl_types.h"), NULL);
    char *at = strncmp(line, "pvh", 3) ? NULL : strstr(line, param);

    if (at && !strstr(types, "libxl_altp2m_mode"))
        memmove(at, at + strlen(param), strlen(at + strlen(param)) + 1);
    free(types);
}

static void check_guests(const char *const *guests, size_t n)
{
    char *expected = read_file(sample_path("builder.txt"), NULL);
    struct child c;

    run_caller(&c, NEW, "builder", NEW, 0);
    for (size_t i = 0; i < n; i++) {
        char *want = line_of(expected, guests[i]);
        char *got = line_of(c.out, guests[i]);

        ck_assert_msg(want && got, "no guest '%s'", guests[i]);
        without_altp2m(want);
        ck_assert_str_eq(got, want);
        free(want);
        free(got);
    }
    child_free(&c);
    free(expected);
}

#define CHECK_GUESTS(...)                                                      \
    do {                                                                       \
        static const char *const guests[] = {__VA_ARGS__};                     \
        check_guests(guests, sizeof(guests) / sizeof(guests[0]));              \
    } while (0)

/* Plain, big, without APIC, nested, without kernel, with firmware, with ACPI.
 */
START_TEST(a4_hvm_without_device_model)
{
    CHECK_GUESTS("hvm-none 00:", "hvm-none 02:", "hvm-none 04:", "hvm-none 06:",
                 "hvm-none 80:", "hvm-none 01:", "hvm-none 11:", "hvm-none 10:",
                 "hvm-none 08:");
}
END_TEST

START_TEST(a4_hvm)
{
    CHECK_GUESTS("hvm 00:", "hvm 06:");
}
END_TEST

START_TEST(onew_pvh_acpi_names_no_device)
{
    CHECK_GUESTS("fadt pvh 00:", "fadt pvh 20:");
}
END_TEST

/* Only in 4.8 do guests without device model have another FADT than PVH guests.
 */
START_TEST(on7_hvm_without_device_model_has_4_8_fadt)
{
    char *header = read_file(prefix_path(NEW, "include/libxl.h"), NULL);

    if (strstr(header, "#define LIBXL_HAVE_CREATEINFO_PVH"))
        CHECK_GUESTS("fadt hvm-none 00:", "fadt hvm-none after 00:");
    free(header);
}
END_TEST

START_TEST(onew_pvh)
{
    CHECK_GUESTS("pvh 00:", "pvh 02:", "pvh 80:");
    if (announces(OLD, "LIBXL_HAVE_DEVICE_MODEL_VERSION_NONE"))
        CHECK_GUESTS("pvh-none 00:");
}
END_TEST

START_TEST(onew_pvh_without_kernel_is_an_error)
{
    CHECK_GUESTS("pvh 01:");
}
END_TEST

/* The line of builder for one guest; the caller frees it. */
static char *build_one(const char *guest)
{
    const char *argv[] = {caller_path(NEW, "builder"), guest, NULL};
    struct child c;
    char *line;

    child_run(&c, NEW, 0, argv);
    child_expect(&c, 0);
    line = line_of(c.out, guest);
    ck_assert_msg(line != NULL, "no guest '%s'", guest);
    child_free(&c);
    return line;
}

START_TEST(a7_path_alone_is_no_shim)
{
    char *line = build_one("pvh 40");

    ck_assert_msg(strstr(line, " cmdline 'root' kernel k ramdisk r ") != NULL,
                  "%s", line);
    free(line);
}
END_TEST

/* The shim is loaded only if pvshim is set; a path is not enough. */
START_TEST(a7_shim)
{
    CHECK_GUESTS("pvh 40:", "pvh 20:", "pvh 60:");
}
END_TEST

TCase *tcase_builder(void)
{
    TCase *t = tcase_create("building guests");

    if (announces(OLD, "LIBXL_HAVE_DEVICE_MODEL_VERSION_NONE"))
        tcase_add_test(t, a4_hvm_without_device_model);
    tcase_add_test(t, a4_hvm);
    tcase_add_test(t, onew_pvh_acpi_names_no_device);
    tcase_add_test(t, on7_hvm_without_device_model_has_4_8_fadt);
    tcase_add_test(t, onew_pvh);
    tcase_add_test(t, onew_pvh_without_kernel_is_an_error);
    tcase_add_test(t, a7_path_alone_is_no_shim);
    tcase_add_test(t, a7_shim);
    return t;
}
