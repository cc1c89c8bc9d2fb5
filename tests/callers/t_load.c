/* SPDX-License-Identifier: LGPL-2.1-only */
/* New callers with the old library. */
#include "callers.h"
#include "child.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LOADER_REFUSES 127

static void refused(const char *program, const char *names)
{
    struct child c;

    run_caller(&c, NEW, program, OLD, 0);
    child_expect(&c, LOADER_REFUSES);
    ck_assert_msg(strstr(c.err, names) != NULL, "%s: \"%s\" not named in %s",
                  program, names, c.err);
    ck_assert_str_eq(c.out, "");
    child_free(&c);
}

static void starts(const char *program, enum side lib)
{
    struct child c;

    run_caller(&c, NEW, program, lib, 0);
    child_expect(&c, 0);
    ck_assert_str_eq(c.out, "constructor\nmain\n");
    ck_assert_str_eq(c.err, "");
    child_free(&c);
}

/* Refused where PVH has a guard; 4.10 has PVH in every library. */
static void refused_for_pvh(const char *program)
{
    if (has_native_pvh())
        starts(program, OLD);
    else
        refused(program, "libxl_guard_pvh");
}

START_TEST(no1_pvh_is_refused)
{
    refused_for_pvh("start-pvh");
    refused_for_pvh("start-pvh-0x040500");
    refused("pvh", "libxl_guard_pv");
    starts("start-pvh", NEW);
    starts("start-pvh-0x040500", NEW);
}
END_TEST

START_TEST(no2_pvshim_is_refused)
{
    refused("start-shim", "libxl_guard_pvshim");
    starts("start-shim", NEW);
}
END_TEST

static void plugin(const char *name, const char *mode, enum side lib,
                   const char *expected)
{
    char path[1024];
    const char *argv[] = {caller_path(NEW, "../dlhost"), mode, path, NULL};
    struct child c;

    snprintf(path, sizeof(path), "%s", caller_path(NEW, name));
    child_run(&c, lib, 0, argv);
    child_expect(&c, 0);
    ck_assert_msg(strstr(c.out, expected) != NULL, "no \"%s\" in %s", expected,
                  c.out);
    ck_assert_ptr_nonnull(strstr(c.out, "alive\n"));
    child_free(&c);
}

START_TEST(no4_plugin_is_refused)
{
    static const char *const modes[] = {"lazy", "now"};

    for (int i = 0; i < 2; i++) {
        if (has_native_pvh()) {
            plugin("plugin-pvh.so", modes[i], OLD, "opened: 3\n");
        } else {
            plugin("plugin-pvh.so", modes[i], OLD, "not opened: ");
            plugin("plugin-pvh.so", modes[i], OLD, "libxl_guard_pvh");
        }
        plugin("plugin-shim.so", modes[i], OLD, "not opened: ");
        plugin("plugin-shim.so", modes[i], OLD, "libxl_guard_pv");
        plugin("plugin-pvh.so", modes[i], NEW, "opened: 3\n");
        plugin("plugin-shim.so", modes[i], NEW, "opened: 3\n");
    }
}
END_TEST

static void link_static(struct child *c, enum side side)
{
    char cmd[4000];
    const char *argv[] = {"/bin/sh", "-c", cmd, NULL};
    const char *p = prefix_path(side, "lib");

    snprintf(cmd, sizeof(cmd),
             "%s '%s' -o '%s' '%s/libxenlight.a' -L'%s' "
             "-Wl,-rpath-link,'%s' -lxenguest -lxenctrl -lxenstore "
             "$(! [ -e '%s/libxendevicemodel.so' ] || echo -lxendevicemodel) "
             "-lxenevtchn -lxentoollog -lyajl -lutil -luuid -lz -lpthread -ldl",
             getenv("CALLERS_CC"), caller_path(NEW, "start-shim.o"),
             scratch_path("static"), p, p, p, p);
    child_run(c, side, 0, argv);
}

START_TEST(no5_static_library)
{
    struct child c;

    link_static(&c, OLD);
    ck_assert_int_ne(c.status, 0);
    ck_assert_ptr_nonnull(strstr(c.err, "libxl_guard_pvshim"));
    child_free(&c);
    link_static(&c, NEW);
    child_expect(&c, 0);
    child_free(&c);
}
END_TEST

/* A program that passes configurations on and names no type. */
static void only_lists(void)
{
    const char *argv[] = {NULL, sample_path("hvm-top.json"), NULL};
    struct child old, c;

    argv[0] = caller_path(OLD, "rejson");
    child_run(&old, OLD, CHILD_NOHOST, argv);
    child_expect(&old, 0);
    argv[0] = caller_path(NEW, "rejson");
    child_run(&c, OLD, CHILD_NOHOST, argv);
    child_expect(&c, 0);
    child_same_output(&old, &c);
    child_free(&old);
    child_free(&c);
}

START_TEST(no6_others_run_with_both)
{
    static const char *const programs[] = {"configs", "configs-0x040200",
                                           "configs-0x040500"};
    struct child old, c;

    run_caller(&old, OLD, "configs", OLD, CHILD_NOHOST);
    child_expect(&old, 0);
    for (size_t i = 0; i < sizeof(programs) / sizeof(programs[0]); i++) {
        for (int lib = OLD; lib <= NEW; lib++) {
            run_caller(&c, NEW, programs[i], lib, CHILD_NOHOST);
            child_expect(&c, 0);
            child_same_output(&old, &c);
            child_free(&c);
        }
    }
    child_free(&old);
    only_lists();
    starts("start", OLD);
    starts("start", NEW);
}
END_TEST

/* The guard prevents something: all this happens without it. */
START_TEST(no7_hazard_on_the_old_library)
{
    struct child c;

    run_caller(&c, NEW, "hazard", OLD, CHILD_NOHOST | CHILD_VALGRIND);
    child_expect(&c, VALGRIND_COMPLAINS);
    ck_assert_ptr_nonnull(strstr(c.err, "definitely lost"));
    ck_assert_ptr_nonnull(strstr(c.out, "copy type 3"));
    ck_assert_ptr_null(strstr(c.out, "/boot/xen-shim"));
    if (has_native_pvh()) {
        ck_assert_ptr_nonnull(
            strstr(c.out, "json type 3 timer_mode -1 pvshim_path none\n"));
    } else {
        ck_assert_ptr_nonnull(
            strstr(c.out, "init type 3 timer_mode 0 pvshim_path none\n"));
        ck_assert_ptr_null(strstr(c.out, "json type 3"));
    }
    child_free(&c);
}
END_TEST

/* 4.10.1 to 4.10.4 are refused although they have pvshim: see NOTES. */
START_TEST(no7_no_hazard_where_pvshim_is)
{
    struct child c;

    run_caller(&c, NEW, "hazard", _i, CHILD_NOHOST | CHILD_VALGRIND);
    child_expect(&c, 0);
    ck_assert_str_eq(c.out,
                     "init type 3 timer_mode -1 pvshim_path none\n"
                     "copy type 3 timer_mode -1 pvshim_path /boot/xen-shim\n"
                     "json type 3 timer_mode -1 pvshim_path /boot/xen-shim\n");
    child_free(&c);
}
END_TEST

/* A6: LIBXL_VERSION stays, or no rebuilt program would get a context. */
START_TEST(a6_ctx_alloc_takes_both)
{
    struct child first, c;

    run_caller(&first, OLD, "ctx", OLD, CHILD_NOHOST);
    child_expect(&first, 0);
    ck_assert_str_eq(first.out, "version 0: accepted\n"
                                "version 1: ERROR_VERSION\n");
    for (int headers = OLD; headers <= NEW; headers++) {
        for (int lib = OLD; lib <= NEW; lib++) {
            run_caller(&c, headers, "ctx", lib, CHILD_NOHOST);
            child_expect(&c, 0);
            child_same_output(&first, &c);
            child_free(&c);
        }
    }
    child_free(&first);
}
END_TEST

TCase *tcase_load(void)
{
    TCase *t = tcase_create("old library");

    tcase_add_test(t, no1_pvh_is_refused);
    tcase_add_test(t, no2_pvshim_is_refused);
    tcase_add_test(t, no4_plugin_is_refused);
    tcase_add_test(t, no5_static_library);
    tcase_add_test(t, no6_others_run_with_both);
    tcase_add_test(t, a6_ctx_alloc_takes_both);
    if (!announces(OLD, "LIBXL_HAVE_PV_SHIM"))
        tcase_add_test(t, no7_hazard_on_the_old_library);
    tcase_add_loop_test(t, no7_no_hazard_where_pvshim_is,
                        announces(OLD, "LIBXL_HAVE_PV_SHIM") ? OLD : NEW,
                        NEW + 1);
    return t;
}
