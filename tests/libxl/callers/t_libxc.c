/* SPDX-License-Identifier: LGPL-2.1-only */
/* The domain builder of libxenguest (A10); see programs/xc_dom.h. */
#include "t_libxc.h"
#include "child.h"
#include "process.h"

#include <string.h>

/* Upstream's 4.10.1 replaces the ramdisk interface by modules. */
static bool has_ramdisk_interface(void)
{
    return file_says(prefix_path(OLD, "private/xc_dom.h"),
                     "void *ramdisk_blob;");
}

START_TEST(a10_members_keep_their_places)
{
    struct child a, b;

    run_caller(&a, OLD, "xc_dom_offsets", OLD, 0);
    run_caller(&b, NEW, "xc_dom_offsets", NEW, 0);
    child_expect(&a, 0);
    child_expect(&b, 0);
    child_same_output(&a, &b);
    child_free(&a);
    child_free(&b);
}
END_TEST

#define UNDER (CHILD_NOHOST | CHILD_VALGRIND)

START_TEST(a10_ramdisk_functions)
{
    struct child old, c;

    run_caller(&old, OLD, "xc_dom_ramdisk", OLD, UNDER);
    child_expect(&old, 0);
    ck_assert_ptr_nonnull(strstr(old.out, on_arm() ? "ok 12 " : "ok 20 "));
    for (int caller = OLD; caller <= NEW; caller++) {
        run_caller(&c, caller, "xc_dom_ramdisk", NEW, UNDER);
        child_expect(&c, 0);
        child_same_output(&old, &c);
        child_free(&c);
    }
    child_free(&old);
}
END_TEST

START_TEST(a10_modules)
{
    struct child c;

    run_caller(&c, NEW, "xc_dom_modules", NEW, UNDER);
    child_expect(&c, 0);
    ck_assert_ptr_null(strstr(c.out, "not ok"));
    child_free(&c);
}
END_TEST

TCase *tcase_libxc(void)
{
    TCase *t = tcase_create("domain builder");

    if (!has_ramdisk_interface())
        return t;
    tcase_add_test(t, a10_members_keep_their_places);
    tcase_add_test(t, a10_ramdisk_functions);
    tcase_add_test(t, a10_modules);
    return t;
}
