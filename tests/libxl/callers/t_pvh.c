/* SPDX-License-Identifier: LGPL-2.1-only */
/* New callers with the new library. */
#include "t_pvh.h"
#include "child.h"
#include "process.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The sample is read and written unchanged, also after JSON and copy. */
static char *expect_verbatim(const char *sample)
{
    const char *head = "type 3 3\n", *tail = "read: same\ncopy: same\n";
    char *text = read_file(sample_path(sample), NULL);
    char *all = malloc(strlen(head) + strlen(text) + strlen(tail) + 1);

    ck_assert_ptr_nonnull(all);
    sprintf(all, "%s%s%s", head, text, tail);
    free(text);
    return all;
}

static void check_rejson(enum side caller, const char *sample,
                         const char *expected)
{
    const char *argv[] = {caller_path(caller, "rejson"), sample_path(sample),
                          NULL};
    char *all = expect_verbatim(expected);
    struct child c;

    child_run(&c, NEW, CHILD_NOHOST, argv);
    child_expect(&c, 0);
    ck_assert_str_eq(c.out, all);
    child_free(&c);
    free(all);
}

/* The samples were written by 4.10's library. */
START_TEST(a11_reads_and_writes_as_4_10)
{
    static const char *const samples[] = {"pvh-minimal.json", "pvh-4.10.json",
                                          "pvh-shim.json"};

    for (size_t i = 0; i < sizeof(samples) / sizeof(samples[0]); i++)
        for (int caller = OLD; caller <= NEW; caller++)
            check_rejson(caller, samples[i], samples[i]);
}
END_TEST

START_TEST(a11_reads_the_set_published_for_4_8)
{
    check_rejson(NEW, "pvh-4.8-set.json", "pvh-shim.json");
}
END_TEST

/* If both forms are given, the one that the library writes counts. */
START_TEST(a11_both_forms)
{
    check_rejson(NEW, "pvh-both.json", "pvh-4.10.json");
}
END_TEST

/* Every release ignores what it does not understand. */
START_TEST(a11_ignores_a_field_of_the_wrong_kind)
{
    check_rejson(NEW, "pvh-wrong.json", "pvh-minimal.json");
}
END_TEST

static void expect_line(const struct child *c, const char *line)
{
    ck_assert_msg(strstr(c->out, line) != NULL, "no line \"%s\" in\n%s", line,
                  c->out);
}

START_TEST(a7_defaults)
{
    struct child c;

    run_caller(&c, NEW, "defaults", NEW, CHILD_NOHOST | CHILD_VALGRIND);
    child_expect(&c, 0);
    expect_line(&c, "untouched: pvshim False path none cmdline none extra none "
                    "timer_mode no_delay_for_missed_ticks apic True nested "
                    "False\n");
    expect_line(&c, "off: pvshim False path none cmdline none extra none ");
    expect_line(&c,
                "off with path: pvshim False path /p cmdline c extra none ");
    expect_line(&c, "on: pvshim True path ");
    ck_assert_ptr_null(strstr(c.out, "on: pvshim True path none"));
    expect_line(&c, "xen-shim cmdline pv-shim console=xen,pv extra none ");
    expect_line(&c, "on with path: pvshim True path /p cmdline c extra none ");
    child_free(&c);
}
END_TEST

START_TEST(on10_c_info_pvh)
{
    struct child c;

    run_caller(&c, NEW, "defaults", NEW, CHILD_NOHOST);
    child_expect(&c, 0);
    if (strstr(c.out, "c_info.pvh")) { /* 4.8 */
        expect_line(&c, "c_info.pvh, type pv: rc 0 hap True\n");
        expect_line(&c, "c_info.pvh, type pvh: rc -6 ");
        ck_assert_ptr_nonnull(strstr(c.err, "a guest of type PVH must not"));
    }
    child_free(&c);
}
END_TEST

START_TEST(on7_device_model_none_is_defaulted_as_before)
{
    struct child c;

    run_caller(&c, NEW, "defaults", NEW, CHILD_NOHOST);
    child_expect(&c, 0);
    expect_line(&c, "hvm none: rc 0 dm none vga 3 bios 0 video 0\n");
    child_free(&c);
}
END_TEST

/* libxl's own test passes every type through JSON and copy; see idl-tests. */
START_TEST(onew_generated_idl_test)
{
    static const char *const programs[] = {"testidl-1", "testidl-2",
                                           "testidl-3"};
    struct child c;

    for (size_t i = 0; i < sizeof(programs) / sizeof(programs[0]); i++) {
        run_caller(&c, NEW, programs[i], NEW, CHILD_NOHOST);
        child_expect(&c, 0);
        expect_line(&c, "\"type.pvh\": {\n            \"pvshim");
        expect_line(&c, "Testing libxl_domain_build_info_copy, done\n");
        expect_line(&c, "PVH = 3 = \"pvh\"\n");
        child_free(&c);
    }
}
END_TEST

/* altp2m of HVM guests is not read for a PVH guest (43cc31b477), which would
 * end the caller.  On Arm every PVH guest is refused before that. */
START_TEST(onew_nested_pvh_is_created)
{
    struct child c;

    run_caller(&c, NEW, "nested", NEW, CHILD_NOHOST);
    child_expect(&c, 0);
    ck_assert_str_eq(c.out, "rc -3\n");
    ck_assert_ptr_nonnull(
        strstr(c.err, on_arm() ? "pvh guests are not possible on Arm in this "
                                 "release, whose guests are of type pv\n"
                               : "domain creation fail"));
    child_free(&c);
}
END_TEST

/* docs/pvh-guest.c, which is for every libxl, built with pkg-config. */
static void run_pvh_guest(struct child *c, enum side headers, enum side lib)
{
    const char *argv[] = {caller_path(headers, "pvh-guest"), "mine", "/kernel",
                          NULL};

    child_run(c, lib, 0, argv);
}

START_TEST(pvh_guest_asks_for_what_there_is)
{
    struct child c;

    for (int side = OLD; side <= NEW; side++) {
        bool shim = announces(side, "LIBXL_HAVE_PV_SHIM");

        if (side == OLD && !has_native_pvh())
            continue;
        run_pvh_guest(&c, side, side);
        child_expect(&c, 0);
        expect_line(&c, "\"type\": \"pvh\"");
        expect_line(&c, "\"kernel\": \"/kernel\"");
        ck_assert(shim == (strstr(c.out, "\"pvshim\": \"True\"") != NULL));
        ck_assert(shim == !strstr(c.err, "no pvshim in this libxl"));
        child_free(&c);
    }
}
END_TEST

START_TEST(pvh_guest_says_that_there_is_no_pvh)
{
    struct child c;

    run_pvh_guest(&c, OLD, OLD);
    child_expect(&c, 1);
    ck_assert_str_eq(c.out, "");
    ck_assert_ptr_nonnull(strstr(c.err, "no PVH in this libxl"));
    child_free(&c);
}
END_TEST

START_TEST(no2_pvh_guest_is_refused_by_the_old_library)
{
    struct child c;

    run_pvh_guest(&c, NEW, OLD);
    child_expect(&c, 127);
    ck_assert_ptr_nonnull(strstr(c.err, "libxl_guard_pv"));
    child_free(&c);
}
END_TEST

TCase *tcase_pvh(void)
{
    TCase *t = tcase_create("new callers");

    tcase_add_test(t, onew_generated_idl_test);
    tcase_add_test(t, onew_nested_pvh_is_created);
    tcase_add_test(t, a7_defaults);
    tcase_add_test(t, on10_c_info_pvh);
    if (announces(OLD, "LIBXL_HAVE_DEVICE_MODEL_VERSION_NONE"))
        tcase_add_test(t, on7_device_model_none_is_defaulted_as_before);
    tcase_add_test(t, a11_reads_and_writes_as_4_10);
    if (!has_native_pvh())
        tcase_add_test(t, a11_reads_the_set_published_for_4_8);
    tcase_add_test(t, a11_both_forms);
    tcase_add_test(t, a11_ignores_a_field_of_the_wrong_kind);
    tcase_add_test(t, pvh_guest_asks_for_what_there_is);
    if (!has_native_pvh())
        tcase_add_test(t, pvh_guest_says_that_there_is_no_pvh);
    if (announces(NEW, "LIBXL_HAVE_GUARD_PVSHIM"))
        tcase_add_test(t, no2_pvh_guest_is_refused_by_the_old_library);
    return t;
}
