/* SPDX-License-Identifier: LGPL-2.1-only */
/* Old callers with the new library do what they do with the old one. */
#include "callers.h"
#include "child.h"

#include <stdio.h>
#include <string.h>

/* The same program with both libraries: same status, same bytes. */
static void same_with_both(enum side headers, const char *name, unsigned flags)
{
    struct child a, b;

    run_caller(&a, headers, name, OLD, flags);
    run_caller(&b, headers, name, NEW, flags);
    child_expect(&a, 0);
    child_expect(&b, 0);
    child_same_output(&a, &b);
    ck_assert_str_eq(a.err, b.err);
    child_free(&a);
    child_free(&b);
}

START_TEST(on1_a8_configurations)
{
    same_with_both(OLD, "configs", CHILD_NOHOST);
}
END_TEST

START_TEST(on1_a8_rebuilt_caller)
{
    struct child a, b;

    run_caller(&a, OLD, "configs", OLD, CHILD_NOHOST);
    run_caller(&b, NEW, "configs", NEW, CHILD_NOHOST);
    child_expect(&a, 0);
    child_expect(&b, 0);
    ck_assert_uint_gt(a.out_len, 100000);
    child_same_output(&a, &b);
    child_free(&a);
    child_free(&b);
}
END_TEST

START_TEST(on3_dispose_configurations)
{
    const char *argv[] = {caller_path(OLD, "configs"), "20", NULL};
    struct child c;

    for (int lib = OLD; lib <= NEW; lib++) {
        child_run(&c, lib, CHILD_NOHOST | CHILD_VALGRIND, argv);
        child_expect(&c, 0);
        child_free(&c);
    }
}
END_TEST

/* Old code frees what new code described: it only passes the text on. */
START_TEST(on3_dispose_pvh_read_from_json)
{
    const char *argv[] = {
        caller_path(OLD, "rejson"), sample_path("pvh-4.10.json"),
        sample_path("pvh-shim.json"), sample_path("pvh-4.8-set.json"), NULL};
    struct child c;

    child_run(&c, NEW, CHILD_NOHOST | CHILD_VALGRIND, argv);
    child_expect(&c, 0);
    ck_assert_ptr_nonnull(strstr(c.out, "type 3 3\n"));
    ck_assert_ptr_nonnull(strstr(c.out, "/boot/xen-shim"));
    child_free(&c);
}
END_TEST

/* 4.9 has no old PVH callers; text is the way PVH reaches old code. */
START_TEST(on2_new_fields_at_defaults)
{
    const char *argv[] = {caller_path(OLD, "rejson"),
                          sample_path("pvh-minimal.json"), NULL};
    struct child c;

    child_run(&c, NEW, CHILD_NOHOST | CHILD_VALGRIND, argv);
    child_expect(&c, 0);
    ck_assert_ptr_nonnull(strstr(c.out, "type 3 3\n"));
    ck_assert_ptr_null(strstr(c.out, "pvshim"));
    ck_assert_ptr_null(strstr(c.out, "bootloader"));
    child_free(&c);
}
END_TEST

START_TEST(on4_zeroed_memory)
{
    same_with_both(OLD, "zero", CHILD_VALGRIND);
}
END_TEST

START_TEST(on5_no_init_is_unsupported)
{
    struct child c;

    for (int lib = OLD; lib <= NEW; lib++) {
        run_caller(&c, OLD, "noinit", lib, CHILD_VALGRIND);
        ck_assert_int_ne(c.status, 0);
        ck_assert_ptr_nonnull(strstr(c.err, "uninitialised"));
        child_free(&c);
    }
}
END_TEST

START_TEST(on8_copied_string_tables)
{
    same_with_both(OLD, "tables", 0);
}
END_TEST

/* Without these the test above would show nothing. */
START_TEST(on8_tables_are_copied)
{
    const char *argv[] = {"/bin/sh", "-c", NULL, NULL};
    struct child c;
    char cmd[1200];

    snprintf(cmd, sizeof(cmd), "readelf -rW '%s' | grep _COPY",
             caller_path(OLD, "tables"));
    argv[2] = cmd;
    child_run(&c, OLD, 0, argv);
    child_expect(&c, 0);
    ck_assert_ptr_nonnull(strstr(c.out, "libxl_domain_type_string_table"));
    ck_assert_ptr_nonnull(
        strstr(c.out, "libxl_device_model_version_string_table"));
    child_free(&c);
}
END_TEST

START_TEST(on9_ways_of_linking)
{
    static const char *const programs[] = {"start", "start-nopie", "start-now",
                                           "start-static"};
    static const char *const modes[] = {"lazy", "now"};
    char plugin[1100];
    const char *argv[] = {caller_path(NEW, "../dlhost"), NULL, plugin, NULL};
    struct child c;

    for (size_t i = 0; i < sizeof(programs) / sizeof(programs[0]); i++) {
        run_caller(&c, OLD, programs[i], NEW, 0);
        child_expect(&c, 0);
        ck_assert_str_eq(c.out, "constructor\nmain\n");
        ck_assert_str_eq(c.err, "");
        child_free(&c);
    }
    snprintf(plugin, sizeof(plugin), "%s", caller_path(OLD, "plugin-pv.so"));
    for (int i = 0; i < 2; i++) {
        argv[1] = modes[i];
        child_run(&c, NEW, 0, argv);
        child_expect(&c, 0);
        ck_assert_str_eq(c.out, "opened: 2\nalive\n");
        child_free(&c);
    }
}
END_TEST

TCase *tcase_old(void)
{
    TCase *t = tcase_create("old callers");

    tcase_add_test(t, on1_a8_configurations);
    tcase_add_test(t, on1_a8_rebuilt_caller);
    tcase_add_test(t, on2_new_fields_at_defaults);
    tcase_add_test(t, on3_dispose_configurations);
    tcase_add_test(t, on3_dispose_pvh_read_from_json);
    tcase_add_test(t, on4_zeroed_memory);
    tcase_add_test(t, on5_no_init_is_unsupported);
    tcase_add_test(t, on8_copied_string_tables);
    tcase_add_test(t, on8_tables_are_copied);
    tcase_add_test(t, on9_ways_of_linking);
    return t;
}
