/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * The accessors of libxl_pvh.h (A3, A6), with every layout that libxl has had
 * and every language that a caller may use.  The layouts are toys and Debian's
 * libxl; with CALLERS_OLD and CALLERS_NEW also those of two prefixes; with
 * CALLERS_XEN, a repository that borrows a clone's objects (verify/clone.sh),
 * also the headers of each release.
 */
#include "accessor_layouts.h"
#include "shared.h"
#include "shell.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(a) (int)(sizeof(a) / sizeof((a)[0]))

static const char *const languages[] = {
    "gcc -std=c99 -pedantic",
    "clang -std=gnu17",
    "g++ -x c++ -std=c++11 -pedantic",
    "clang++ -x c++ -std=c++20 -pedantic",
    /* Those above are the sample. */
    "gcc -std=c90",
    "gcc -std=c11 -pedantic",
    "gcc -std=c17 -pedantic",
    "gcc -std=gnu90",
    "gcc -std=gnu99",
    "gcc -std=gnu11",
    "gcc -std=gnu17",
    "clang -std=c90",
    "clang -std=c99 -pedantic",
    "clang -std=c11 -pedantic",
    "clang -std=c17 -pedantic",
    "clang -std=gnu99",
    "clang -std=gnu11",
    "g++ -x c++ -std=c++98",
    "g++ -x c++ -std=c++14 -pedantic",
    "g++ -x c++ -std=c++17 -pedantic",
    "g++ -x c++ -std=c++20 -pedantic",
    "g++ -x c++ -std=gnu++17",
    "clang++ -x c++ -std=c++98",
    "clang++ -x c++ -std=c++11 -pedantic",
    "clang++ -x c++ -std=c++14 -pedantic",
    "clang++ -x c++ -std=c++17 -pedantic",
};
#define SAMPLE 4

#define WARN "-Wall -Wextra -Werror"
/* Warnings that some callers turn on. */
#define WARN_MORE                                                              \
    WARN " -Wshadow -Wcast-qual -Wcast-align -Wundef -Wwrite-strings "         \
         "-Wconversion -Wsign-conversion -Wpointer-arith -Wredundant-decls "   \
         "-Wformat=2"
#define WARN_C                                                                 \
    " -Wstrict-prototypes -Wmissing-prototypes -Wbad-function-cast "           \
    "-Wc++-compat"
#define WARN_CXX " -Wold-style-cast -Wextra-semi"

static bool is_cxx(const char *language)
{
    return strstr(language, "++ ") != NULL;
}

static const char *toy_includes(void)
{
    static char flags[4096];

    snprintf(flags, sizeof(flags), "-I%s/tests/libxl/compat/toy -I%s/compat",
             top(), top());
    return flags;
}

static void compile(struct sh *s, int status, const char *how,
                    const char *source)
{
    sh_expect(s, status, "%s -fsyntax-only %s %s/tests/libxl/compat/%s", how,
              toy_includes(), top(), source);
}

static void compiles(const struct layout *l, const char *source)
{
    char what[256];
    struct shared shared = {what, l->headers, l->content};
    struct sh s;

    snprintf(what, sizeof(what), "%s %s %d", source, l->want, l->sample);
    if (*l->content && shared_known(&shared))
        return;
    if (*l->make)
        sh_expect(&s, 0, "%s", l->make);
    for (int i = 0; i < (l->sample ? SAMPLE : COUNT(languages)); i++) {
        if (l->inlines && strstr(languages[i], "=c90"))
            continue;
        sh_expect(&s, 0,
                  "%s " WARN_MORE "%s -fsyntax-only %s %s -I%s/compat %s "
                  "%s/tests/libxl/compat/%s",
                  languages[i], is_cxx(languages[i]) ? WARN_CXX : WARN_C,
                  *l->content ? shared_flags(i) : "", l->want, top(), l->flags,
                  top(), source);
    }
    if (*l->content)
        shared_note();
}

START_TEST(a3_compiles)
{
    compiles(&layouts[_i], "accessor_caller.c");
}
END_TEST

START_TEST(own_fatal_compiles)
{
    compiles(&layouts[_i], "accessor_fatal.c");
}
END_TEST

/* The guard's macros compile in the same languages, and are not warned of. */
START_TEST(guard_compiles)
{
    static const char *const callers[] = {"VAR", "PVH", "SHIM"};
    struct sh s;

    sh_expect(&s, 0, "sh %s/tests/libxl/compat/toy/marks >%s/libxl_marks.h",
              top(), work);
    for (int i = 0; i < COUNT(languages); i++)
        sh_expect(&s, 0,
                  "%s " WARN_MORE "%s -fsyntax-only -DTOY_MARKS -I%s %s %s "
                  "-DCALLER_%s %s/tests/libxl/compat/guard_caller.c",
                  languages[i], is_cxx(languages[i]) ? WARN_CXX : WARN_C, work,
                  toy_includes(), toys[PATCHED].flags, callers[_i], top());
}
END_TEST

START_TEST(a3_leads_to_the_right_field)
{
    static const char *const builds[] = {
        "gcc -std=c99 -O0",
        "g++ -x c++ -O2",
        ("gcc -std=c11 -O1 -fsanitize=address,undefined "
         "-fno-sanitize-recover=all"),
        "clang -std=c17 -O2",
        "gcc -std=gnu11 -O2 -flto",
        "clang++ -x c++ -O0"};
    const struct layout *l = &layouts[_i];
    struct sh s;

    for (int i = 0; *l->link && i < COUNT(builds); i++) {
        if (*foreign() && strstr(builds[i], "-fsanitize"))
            continue;
        sh_expect(
            &s, 0,
            "%s " WARN " -I%s/compat %s %s -DLIBXL_PVH_NO_GUARD -o "
            "%s/accessor %s/tests/libxl/compat/accessor_caller.c -x none %s "
            "&& %s %s %s/accessor",
            builds[i], top(), l->flags, l->want, work, top(), l->link, l->env,
            foreign(), work);
        sh_lacks(&s, "wrong:");
        sh_has(&s, " 0 failed");
    }
}
END_TEST

/* A program's own handler may return or not; only one guest is refused. */
START_TEST(own_fatal_refuses_one_guest)
{
    static const char *const builds[] = {
        "gcc -std=c99 -O0 -fPIC",
        "g++ -x c++ -O2 -DFATAL_LEAVES",
        ("gcc -std=c11 -O1 -DLIBXL_PVH_NO_FILE -fsanitize=address,undefined "
         "-fno-sanitize-recover=all"),
        "gcc -std=gnu11 -O2 -DFATAL_LEAVES",
        "clang -std=c17 -O2 -DFATAL_LEAVES -DLIBXL_PVH_NO_FILE",
        "clang -std=c11 -O2",
        "clang++ -x c++ -O0"};
    const struct layout *l = &layouts[_i];
    struct sh s;

    for (int i = 0; *l->link && i < COUNT(builds); i++) {
        if (*foreign() && strstr(builds[i], "-fsanitize"))
            continue;
        sh_expect(&s, 0,
                  "%s " WARN " -I%s/compat %s %s -DLIBXL_PVH_NO_GUARD -o "
                  "%s/fatal %s/tests/libxl/compat/accessor_fatal.c -x none %s "
                  "-lpthread && %s %s %s/fatal",
                  builds[i], top(), l->flags, l->want, work, top(), l->link,
                  l->env, foreign(), work);
        sh_lacks(&s, "wrong:");
        sh_has(&s, " 0 failed");
    }
}
END_TEST

/* An object that uses an accessor for a guest of any type. */
static const char accesses[] =
    "#include <stddef.h>\\n"
    "void refuse(const char *, int, const char *, int);\\n"
    "#include <libxl.h>\\n"
    "#include <libxl_pvh.h>\\n"
    "char *loader(libxl_domain_build_info *b);\\n"
    "char *loader(libxl_domain_build_info *b)\\n"
    "{ return LIBXL_BUILDINFO_FIELD(b, bootloader); }\\n";

static void check_needs(const char *how, const char *wanted)
{
    struct sh s;

    sh_expect(&s, 0,
              "printf '%s' | %s -O2 -fno-pie %s %s -x c -c -o %s/needs.o - && "
              "nm -u %s/needs.o | sed 's/.* //' | grep -v '^_GLOBAL_OFFSET_' | "
              "sort | xargs",
              accesses, how, toy_includes(), toys[PATCHED].flags, work, work);
    ck_assert_str_eq(s.out, wanted);
}

/* An accessor needs only functions for its error message, and no guard (A6). */
START_TEST(an_accessor_needs_nothing_else)
{
    check_needs("gcc", "abort fprintf stderr\n");
    check_needs("clang", "abort fprintf stderr\n");
    check_needs("gcc -DLIBXL_PVH_NO_FILE", "abort fprintf stderr\n");
    check_needs("clang -DLIBXL_PVH_NO_FILE", "abort fprintf stderr\n");
    check_needs("gcc -DLIBXL_PVH_FATAL=refuse", "refuse\n");
    check_needs("clang -DLIBXL_PVH_FATAL=refuse", "refuse\n");
}
END_TEST

/* stdnoreturn.h defines one of these as a macro, a program may define others.
 */
START_TEST(a_programs_macros_do_not_matter)
{
    static const char *const drivers[] = {"gcc -std=c11 -x c",
                                          "clang -std=c11 -x c", "g++ -x c++",
                                          "clang++ -x c++"};
    struct sh s;

    for (int i = 0; i < COUNT(drivers); i++)
        sh_expect(&s, 0,
                  "printf '#include <libxl.h>\\n#include <libxl_pvh.h>\\n' | "
                  "%s -Wall -Wextra -Werror -Dnoreturn=_Noreturn -Dcold=1 "
                  "-Dused=1 -Dconstructor=1 -DLIBXL_REQUIRE_PVSHIM %s %s "
                  "-fsyntax-only -",
                  drivers[i], toy_includes(), toys[PATCHED].flags);
}
END_TEST

/* Without __FILE__ an object does not depend on its source's path. */
START_TEST(without_file_no_path_is_in_the_object)
{
    static const char *const drivers[] = {"gcc", "clang", "g++ -x c++",
                                          "clang++ -x c++"};
    static const char *const defines[] = {"-DWITH_FILE", "-DLIBXL_PVH_NO_FILE"};
    struct sh s;

    sh_expect(
        &s, 0,
        "mkdir -p %s/here %s/there && cp %s/tests/libxl/compat/guard_caller.c "
        "%s/here && cp %s/tests/libxl/compat/guard_caller.c %s/there",
        work, work, top(), work, top(), work);
    for (int i = 0; i < COUNT(drivers); i++)
        for (int without = 0; without < 2; without++)
            sh_expect(&s, !without,
                      "for d in here there; do %s -O2 %s %s -DCALLER_SHIM %s "
                      "-c -o %s/$d/o %s/$d/guard_caller.c && strip "
                      "--strip-unneeded %s/$d/o || exit 2; done; cmp %s/here/o "
                      "%s/there/o",
                      drivers[i], toy_includes(), toys[PATCHED].flags,
                      defines[without], work, work, work, work, work);
}
END_TEST

/* Without __FILE__ the message lacks only the place. */
START_TEST(without_file_the_message_has_no_place)
{
    struct sh s;

    sh_expect(&s, 134,
              "printf '#include <libxl.h>\\n#include <libxl_pvh.h>\\n"
              "int main(void) { libxl_domain_build_info b = {0}; b.type = "
              "LIBXL_DOMAIN_TYPE_HVM; return "
              "LIBXL_BUILDINFO_FIELD(&b, bootloader) != 0; }' | gcc %s "
              "-DLIBXL_PVH_NO_FILE -x c -o %s/message - && exec %s/message",
              toy_includes(), work, work);
    ck_assert_str_eq(s.out,
                     "LIBXL_BUILDINFO_FIELD: a guest of type HVM (1) has no "
                     "field bootloader; ask LIBXL_BUILDINFO_HAS first\n");
}
END_TEST

/* Code that must not compile, and the error to expect. */
static const struct {
    const char *flags, *says;
} refusals[] = {
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
    /* libxl.h has included the header. */
    {"-DFAIL_LATE_FATAL -DTOY_COPIES -DTOY_INSTALLED",
     "LIBXL_PVH_FATAL: define it before libxl.h"},
    {"-DFAIL_LATE_NO_FILE -DTOY_COPIES -DTOY_INSTALLED",
     "LIBXL_PVH_NO_FILE: define it before libxl.h"},
};

/* Every refusal names its reason. */
START_TEST(wrong_uses_do_not_compile)
{
    static const char *const drivers[] = {"gcc", "clang", "g++ -x c++",
                                          "clang++ -x c++"};
    char how[512];
    struct sh s;

    for (int i = 0; i < COUNT(drivers); i++) {
        snprintf(how, sizeof(how), "%s %s", drivers[i], refusals[_i].flags);
        compile(&s, 1, how, "accessor_fails.c");
        sh_has(&s, refusals[_i].says ? refusals[_i].says : "accessor_fails.c");
        if (!_i)
            compile(&s, 0, drivers[i], "accessor_fails.c");
    }
}
END_TEST

/* The header can be included alone, twice, and before or after libxl.h. */
START_TEST(the_header_may_be_included_in_any_order)
{
    static const char *const orders[] = {
        "#include <libxl_pvh.h>\n",
        "#include <libxl_pvh.h>\n#include <libxl.h>\n#include <libxl_pvh.h>\n",
        ("#include <libxl.h>\n#define LIBXL_REQUIRE_PVH\n"
         "#include <libxl_pvh.h>\n#include <libxl_pvh.h>\n"),
    };
    struct sh s;

    for (int i = 1; i < nr_toys; i++)
        sh_expect(&s, 0,
                  "printf '%s' | gcc -std=c99 -pedantic " WARN " %s %s -x c -c "
                  "-o %s/order.o - && nm %s/order.o",
                  orders[_i], toy_includes(), toys[i].flags, work, work);
    /* LIBXL_REQUIRE_PVH counts even if libxl.h has included the header before.
     */
    sh_expect(&s, 0,
              "printf '%s' | gcc %s %s -x c -c -o %s/order.o - && "
              "nm %s/order.o",
              orders[_i], toy_includes(), toys[PATCHED].flags, work, work);
    (_i == 2 ? sh_has : sh_lacks)(&s, "U libxl_guard_pvh");
}
END_TEST

/* Compile with marked headers; add the branches compiled to a list. */
static void mark(const char *driver, const char *flags, const char *source)
{
    struct sh s;

    sh(&s,
       "%s -fsyntax-only -Wno-unused-macros -I%s/marked "
       "-I%s/tests/libxl/compat/toy "
       "%s %s/tests/libxl/compat/%s 2>&1 | grep -o 'branch libxl_[^ ]* [a-z]*' "
       ">>%s/seen",
       driver, work, top(), flags, top(), source, work);
    ck_assert_msg(!s.status, "nothing marked by: %s", s.cmd);
}

/* Every branch of every #if in the headers is compiled by a test above. */
START_TEST(every_branch_is_compiled)
{
    static const char *const levels[] = {
        "-DLIBXL_PVH_NO_GUARD",
        "-DLIBXL_PVH_INTERNAL",
        "-DLIBXL_PVH_NO_FILE",
        "-DLIBXL_REQUIRE_PVH -DLIBXL_REQUIRE_PVSHIM",
    };
    char flags[512];
    struct sh s;

    sh_expect(&s, 0,
              "mkdir %s/marked && for h in libxl_pvh libxl_pvh_fields; do awk "
              "-v name=$h.h -f %s/tests/libxl/compat/mark-branches.awk "
              "%s/compat/$h.h >%s/marked/$h.h || exit; done; "
              "sh %s/tests/libxl/compat/toy/marks >%s/marked/libxl_marks.h",
              work, top(), top(), work, top(), work);
    for (int i = 0; i < nr_toys; i++) {
        snprintf(flags, sizeof(flags), "%s %s", toys[i].flags, toys[i].want);
        mark("gcc", flags, "accessor_caller.c");
        mark("g++ -x c++", flags, "accessor_caller.c");
        mark("gcc", flags, "accessor_fatal.c");
    }
    for (int i = 0; i < COUNT(levels); i++) {
        snprintf(flags, sizeof(flags), "%s %s %s", toys[PATCHED].flags,
                 toys[PATCHED].want, levels[i]);
        mark("gcc", flags, "accessor_caller.c");
    }
    for (int i = 0; i < COUNT(refusals); i++)
        mark("gcc", refusals[i].flags, "accessor_fails.c");
    mark("gcc", "", "accessor_order.c");
    snprintf(flags, sizeof(flags), "%s -DTOY_MARKS -DCALLER_SHIM",
             toys[PATCHED].flags);
    mark("gcc", flags, "guard_caller.c");
    sh_expect(&s, 0,
              "cat %s/marked/*.h | grep -o 'branch libxl_[^ ]* [a-z]*' | "
              "sort >%s/all && sort -u %s/seen | comm -3 %s/all -",
              work, work, work, work);
    ck_assert_msg(!*s.out,
                  "branches that no test compiles, or that do not exist:\n%s",
                  s.out);
    sh_expect(&s, 0, "test $(wc -l <%s/all) -gt 60", work);
}
END_TEST

/* The lists of fields have each row of the table, in its order. */
START_TEST(the_lists_have_each_row)
{
    struct sh s;
    char *listed;

    sh_expect(&s, 0,
              "printf '#include \"fields.def\"\\n#define X(row) Y(row)\\n"
              "#define Y(n, k, p) n, k, p;\\nLIBXL_PVH_FIELDS(X) "
              "LIBXL_PVH_SHIM_FIELDS(X)' | gcc -E -P -I%s/compat - | "
              "tr -d '\\n' | sed 's/; */\\n/g'",
              top());
    listed = strdup(s.out);
    sh_expect(&s, 0,
              "sed -n 's/^#define LIBXL_PVH_ROW_\\([a-z_0-9]*\\) *\\1, "
              "/\\1, /p' %s/compat/fields.def",
              top());
    ck_assert_str_eq(listed, s.out);
    free(listed);
    sh_expect(&s, 0, "grep -c '^#define LIBXL_PVH_ROW_' %s/compat/fields.def",
              top());
    ck_assert_msg(atoi(s.out) >= 12, "rows have gone: %s", s.out);
}
END_TEST

static TCase *real_ones(void)
{
    TCase *tc = tcase_create("real");

    add_prefix(getenv("CALLERS_OLD"), false);
    add_prefix(getenv("CALLERS_NEW"), true);
    if (getenv("CALLERS_XEN"))
        add_releases();
    return tc;
}

static TCase *all_but_real_ones(void)
{
    TCase *tc = tcase_create("toys and libxen-dev");

    add_toys();
    add_debian();
    tcase_add_loop_test(tc, guard_compiles, 0, 3);
    tcase_add_loop_test(tc, wrong_uses_do_not_compile, 0, COUNT(refusals));
    tcase_add_loop_test(tc, the_header_may_be_included_in_any_order, 0, 3);
    tcase_add_test(tc, every_branch_is_compiled);
    tcase_add_test(tc, an_accessor_needs_nothing_else);
    tcase_add_test(tc, a_programs_macros_do_not_matter);
    tcase_add_test(tc, without_file_no_path_is_in_the_object);
    tcase_add_test(tc, without_file_the_message_has_no_place);
    tcase_add_test(tc, the_lists_have_each_row);
    return tc;
}

int main(void)
{
    Suite *suite = suite_create("accessor");
    SRunner *runner = srunner_create(suite);
    TCase *tc;
    int failed;

    work_setup();
    tc = getenv("CALLERS_OLD") && getenv("CALLERS_NEW") ? real_ones()
                                                        : all_but_real_ones();
    tcase_set_timeout(tc, 120);
    tcase_add_loop_test(tc, a3_compiles, 0, nr_layouts);
    tcase_add_loop_test(tc, a3_leads_to_the_right_field, 0, nr_layouts);
    tcase_add_loop_test(tc, own_fatal_compiles, 0, nr_layouts);
    tcase_add_loop_test(tc, own_fatal_refuses_one_guest, 0, nr_layouts);
    keep_tests(tc, "accessor");
    suite_add_tcase(suite, tc);
    srunner_run_all(runner, CK_ENV);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    work_teardown();
    return failed ? 1 : 0;
}
