/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * The accessors of libxl_pvh.h (A3, A6): every layout that libxl has had, by
 * every language a caller may be written in.  The layouts are toys; with
 * CALLERS_OLD and CALLERS_NEW the real headers and libraries of these prefixes
 * are taken besides.
 */
#include "shell.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(a) (int)(sizeof(a) / sizeof((a)[0]))

/* Which libxl, and what accessor_caller.c is told about it. */
static const struct layout {
    const char *name, *toy, *want;
} layouts[] = {
    {"4.9", "", "-DWANT_OLD"},
    {"4.9 midway", "-DTOY_COPIES", "-DWANT_COPIES"},
    {"4.9 with pvshim, no guard", "-DTOY_COPIES -DTOY_SHIM",
     "-DWANT_COPIES -DWANT_SHIM"},
    {"4.9 patched",
     "-DTOY_COPIES -DTOY_SHIM -DTOY_GUARD_PVH -DTOY_GUARD_PVSHIM "
     "-DTOY_INSTALLED",
     "-DWANT_COPIES -DWANT_SHIM"},
    {"4.8 as published", "-DTOY_PUBLISHED -DTOY_SHIM",
     "-DWANT_COPIES -DWANT_SHIM"},
    {"4.10.0", "-DTOY_TOP", "-DWANT_TOP"},
    {"4.10.1 and later", "-DTOY_TOP -DTOY_SHIM", "-DWANT_TOP -DWANT_SHIM"},
    {"4.10 patched", "-DTOY_TOP -DTOY_SHIM -DTOY_GUARD_PVSHIM -DTOY_INSTALLED",
     "-DWANT_TOP -DWANT_SHIM"},
};

static const char *const languages[] = {
    "gcc -std=c90",
    "clang -std=c90",
    "g++ -x c++ -std=c++98",
    "gcc -std=c99 -pedantic",
    "gcc -std=c11 -pedantic",
    "gcc -std=c17 -pedantic",
    "gcc -std=gnu99",
    "gcc -std=gnu11",
    "gcc -std=gnu17",
    "clang -std=c99 -pedantic",
    "clang -std=c11 -pedantic",
    "clang -std=c17 -pedantic",
    "clang -std=gnu99",
    "clang -std=gnu11",
    "clang -std=gnu17",
    "g++ -x c++ -std=c++11 -pedantic",
    "g++ -x c++ -std=c++14 -pedantic",
    "g++ -x c++ -std=c++17 -pedantic",
    "g++ -x c++ -std=c++20 -pedantic",
    "clang++ -x c++ -std=c++11 -pedantic",
    "clang++ -x c++ -std=c++14 -pedantic",
    "clang++ -x c++ -std=c++17 -pedantic",
    "clang++ -x c++ -std=c++20 -pedantic",
};

#define WARN "-Wall -Wextra -Werror"
/* Warnings that some callers turn on and C and C++ share. */
#define WARN_MORE WARN " -Wshadow -Wcast-qual -Wundef -Wwrite-strings"

static const char *includes(void)
{
    static char flags[4096];

    snprintf(flags, sizeof(flags), "-I%s/tests/callers/toy -I%s/compat", top(),
             top());
    return flags;
}

static void compile(struct sh *s, int status, const char *how,
                    const char *source)
{
    sh_expect(s, status, "%s -fsyntax-only %s %s/tests/callers/%s", how,
              includes(), top(), source);
}

START_TEST(compiles)
{
    const struct layout *l = &layouts[_i];
    char how[512];
    struct sh s;

    for (int i = 0; i < COUNT(languages); i++) {
        snprintf(how, sizeof(how), "%s " WARN_MORE " %s %s", languages[i],
                 l->toy, l->want);
        compile(&s, 0, how, "accessor_caller.c");
    }
}
END_TEST

/* Old-style casts are the header's to avoid: a macro brings them to callers. */
START_TEST(no_old_style_casts)
{
    static const char *const drivers[] = {"g++", "clang++"};
    char how[512];
    struct sh s;

    for (int i = 0; i < COUNT(drivers); i++) {
        snprintf(how, sizeof(how), "%s -x c++ " WARN " -Wold-style-cast %s",
                 drivers[i], layouts[_i].toy);
        compile(&s, 0, how, "accessor_fails.c");
        strcat(how, " -DCALLER_VAR");
        compile(&s, 0, how, "guard_caller.c");
    }
}
END_TEST

START_TEST(leads_to_the_right_field)
{
    static const char *const builds[] = {
        "gcc -std=c99 -O0",
        "gcc -std=gnu11 -O2 -flto",
        "gcc -std=c11 -O1 -fsanitize=address,undefined "
        "-fno-sanitize-recover=all",
        "clang -std=c17 -O2",
        "g++ -O2",
        "clang++ -O0"};
    const struct layout *l = &layouts[_i];
    struct sh s;

    for (int i = 0; i < COUNT(builds); i++) {
        const char *x = strstr(builds[i], "++") ? "-x c++" : "";

        sh_expect(&s, 0,
                  "%s " WARN " %s %s %s -DLIBXL_PVH_NO_GUARD %s -o %s/accessor "
                  "%s/tests/callers/accessor_caller.c -x c "
                  "%s/tests/callers/toy/libxl.c && %s/accessor",
                  builds[i], includes(), l->toy, l->want, x, work, top(), top(),
                  work);
        sh_lacks(&s, "wrong:");
        sh_has(&s, " 0 failed");
    }
}
END_TEST

/* Every refusal names its reason; every #if of the header has a layout. */
START_TEST(refused)
{
    static const struct {
        const char *flags, *says;
    } cases[] = {
        {"-DTOY_TOP -DTOY_HALF", "only some of the fields"},
        {"-DTOY_TOP -DTOY_COPIES", "in u.pvh and at the top"},
        {"-DTOY_SHIM", "pvshim but no PVH guest type"},
        {"-DTOY_GUARD_PVH", "guard for PVH but no PVH guest type"},
        {"-DTOY_COPIES -DTOY_GUARD_PVSHIM", "guard for pvshim but no pvshim"},
        {"-DLIBXL_REQUIRE_PVH", "LIBXL_REQUIRE_PVH: this libxl.h has no PVH"},
        {"-DLIBXL_REQUIRE_PVSHIM", "LIBXL_REQUIRE_PVSHIM: this libxl.h has no"},
        {"-DTOY_COPIES -DLIBXL_REQUIRE_PVSHIM",
         "LIBXL_REQUIRE_PVSHIM: this libxl.h has no pvshim"},
        {"-DTOY_TOP -DLIBXL_REQUIRE_PVSHIM",
         "LIBXL_REQUIRE_PVSHIM: this libxl.h has no pvshim"},
        {"-DFAIL_CONST", NULL},
        {"-DFAIL_CONST_MOVED", NULL},
        {"-DFAIL_CONST_MOVED -DTOY_COPIES", NULL},
        {"-DFAIL_CONST_MOVED -DTOY_TOP", NULL},
        {"-DFAIL_CONST_POINTER -Werror", NULL},
        {"-DFAIL_CONST_POINTER -DTOY_TOP -Werror", NULL},
        {"-DFAIL_UNKNOWN", "(b, firmware)"},
        {"-DFAIL_SHIM", "pvh"},
        {"-DFAIL_SHIM -DTOY_COPIES", "pvshim"},
        {"-DFAIL_TYPE -Werror", NULL},
    };
    static const char *const drivers[] = {"gcc", "clang", "g++ -x c++",
                                          "clang++ -x c++"};
    char how[512];
    struct sh s;

    for (int i = 0; i < COUNT(drivers); i++) {
        snprintf(how, sizeof(how), "%s %s", drivers[i], cases[_i].flags);
        compile(&s, 1, how, "accessor_fails.c");
        sh_has(&s, cases[_i].says ? cases[_i].says : "accessor_fails.c");
        compile(&s, 0, drivers[i], "accessor_fails.c");
    }
}
END_TEST

/* On its own, twice, in either order: the header does not mind. */
START_TEST(inclusion)
{
    static const char *const orders[] = {
        "#include <libxl_pvh.h>\n",
        "#include <libxl_pvh.h>\n#include <libxl.h>\n#include <libxl_pvh.h>\n",
        "#include <libxl.h>\n#define LIBXL_REQUIRE_PVH\n"
        "#include <libxl_pvh.h>\n#include <libxl_pvh.h>\n",
    };
    struct sh s;

    for (int i = 1; i < COUNT(layouts); i++)
        sh_expect(&s, 0,
                  "printf '%s' | gcc -std=c99 -pedantic " WARN " %s %s -x c -c "
                  "-o %s/order.o - && nm %s/order.o",
                  orders[_i], includes(), layouts[i].toy, work, work);
    /* Asked for after libxl.h has brought the header in: still heard. */
    sh_expect(&s, 0,
              "printf '%s' | gcc %s %s -x c -c -o %s/order.o - && "
              "nm %s/order.o",
              orders[_i], includes(), layouts[3].toy, work, work);
    (_i == 2 ? sh_has : sh_lacks)(&s, "U libxl_guard_pvh");
}
END_TEST

/* The list that functions are made from has every row of the table. */
START_TEST(table)
{
    struct sh s;

    sh_expect(&s, 0,
              "cd %s/compat && sed -n 's/^#define \\(LIBXL_PVH_ROW_[a-z_]*\\) "
              ".*/\\1/p' fields.def | sort >%s/rows && sed -n "
              "'s/^ *X(\\(LIBXL_PVH_ROW_[a-z_]*\\)).*/\\1/p' fields.def | sort "
              "| cmp - %s/rows && wc -l <%s/rows",
              top(), work, work, work);
    ck_assert_str_eq(s.out, "12\n");
}
END_TEST

static void real(const char *prefix, const char *want)
{
    static const char *const builds[] = {"gcc -std=c99", "clang -std=gnu17",
                                         "g++ -x c++", "clang++ -x c++"};
    struct sh s;

    for (int i = 0; i < COUNT(builds); i++)
        sh_expect(&s, 0,
                  "%s " WARN " %s -DLIBXL_PVH_NO_GUARD -I%s/compat -isystem "
                  "%s/include -o %s/accessor %s/tests/callers/"
                  "accessor_caller.c -L%s/lib -Wl,-rpath-link,%s/lib "
                  "-lxenlight && LD_LIBRARY_PATH=%s/lib %s/accessor",
                  builds[i], want, top(), prefix, work, top(), prefix, prefix,
                  prefix, work);
}

START_TEST(real_libraries)
{
    real(getenv("CALLERS_OLD"), "-DWANT_OLD");
    real(getenv("CALLERS_NEW"), "-DWANT_COPIES -DWANT_SHIM");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("accessor");
    TCase *tc = tcase_create("accessor");
    SRunner *runner = srunner_create(suite);
    int failed;

    tcase_add_unchecked_fixture(tc, work_setup, work_teardown);
    tcase_set_timeout(tc, 120);
    if (getenv("CALLERS_OLD") && getenv("CALLERS_NEW"))
        tcase_add_test(tc, real_libraries);
    tcase_add_loop_test(tc, compiles, 0, COUNT(layouts));
    tcase_add_loop_test(tc, no_old_style_casts, 0, COUNT(layouts));
    tcase_add_loop_test(tc, leads_to_the_right_field, 0, COUNT(layouts));
    tcase_add_loop_test(tc, refused, 0, 19);
    tcase_add_loop_test(tc, inclusion, 0, 3);
    tcase_add_test(tc, table);
    suite_add_tcase(suite, tc);
    srunner_run_all(runner, CK_ENV);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
