/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * The accessors of libxl_pvh.h (A3, A6): every layout that libxl has had, by
 * every language a caller may be written in.  The layouts are toys and Debian's
 * libxl; with CALLERS_OLD and CALLERS_NEW those that these prefixes have
 * installed, and with CALLERS_XEN, a
 * repository of ours (tests/verify/clone.sh), the headers of each release.
 */
#include "shell.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define COUNT(a) (int)(sizeof(a) / sizeof((a)[0]))

/* What accessor_caller.c is told about a layout. */
#define OLD "-DWANT_OLD"
#define COPIES "-DWANT_COPIES"
#define TOP "-DWANT_TOP"
#define SHIM " -DWANT_SHIM"

static const struct {
    const char *name, *flags, *want;
} toys[] = {
    {"4.9", "", OLD},
    {"4.9 midway", "-DTOY_COPIES", COPIES},
    {"4.9 with pvshim, no guard", "-DTOY_COPIES -DTOY_SHIM", COPIES SHIM},
    {"4.9 patched",
     "-DTOY_COPIES -DTOY_SHIM -DTOY_GUARD_PVH -DTOY_GUARD_PVSHIM "
     "-DTOY_INSTALLED",
     COPIES SHIM},
    {"4.8 as published", "-DTOY_PUBLISHED -DTOY_SHIM", COPIES SHIM},
    {"4.10.0", "-DTOY_TOP", TOP},
    {"4.10.1 and later", "-DTOY_TOP -DTOY_SHIM", TOP SHIM},
    {"4.10 patched", "-DTOY_TOP -DTOY_SHIM -DTOY_GUARD_PVSHIM -DTOY_INSTALLED",
     TOP SHIM},
};

/* As their tags have them; 4.8 also as upstream published it with PVH. */
static const struct {
    const char *ref, *want;
} releases[] = {
    {"RELEASE-4.8.0", OLD},
    {"RELEASE-4.8.5", OLD},
    {"RELEASE-4.9.0", OLD},
    {"RELEASE-4.9.4", OLD},
    {"4.8.3pre-shim-comet-2", COPIES SHIM},
    {"RELEASE-4.10.0", TOP},
    {"4.10.0-shim-comet-3", TOP SHIM},
    {"RELEASE-4.10.1", TOP SHIM},
    {"RELEASE-4.10.4", TOP SHIM},
    {"RELEASE-4.11.0", TOP SHIM},
    {"RELEASE-4.11.4", TOP SHIM},
    {"RELEASE-4.12.4", TOP SHIM},
    {"RELEASE-4.13.5", TOP SHIM},
    {"RELEASE-4.14.6", TOP SHIM},
    {"RELEASE-4.15.5", TOP SHIM},
    {"RELEASE-4.16.6", TOP SHIM},
    {"RELEASE-4.17.0", TOP SHIM},
};

/* A layout: how to compile for it, and to link and run if it has a library. */
static struct layout {
    char name[64], want[64];
    char flags[4096], link[2048], env[1024];
    bool sample;  /* some languages are enough */
    bool inlines; /* libxl.h itself is more than C90 */
} layouts[COUNT(toys) + COUNT(releases) + 4];
static int nr_layouts;

static struct layout *add_layout(const char *name, const char *want)
{
    struct layout *l = &layouts[nr_layouts++];

    snprintf(l->name, sizeof(l->name), "%s", name);
    snprintf(l->want, sizeof(l->want), "%s", want);
    return l;
}

static void add_toys(void)
{
    for (int i = 0; i < COUNT(toys); i++) {
        struct layout *l = add_layout(toys[i].name, toys[i].want);

        snprintf(l->flags, sizeof(l->flags), "-I%s/tests/callers/toy %s", top(),
                 toys[i].flags);
        snprintf(l->link, sizeof(l->link), "-x c %s/tests/callers/toy/libxl.c",
                 top());
    }
}

/* What a release has is known by its library's name and its types. */
static void add_prefix(const char *prefix, bool patched)
{
    char want[64];
    struct layout *l;
    struct sh s;

    sh(&s, "grep -q pvshim %s/include/_libxl_types.h", prefix);
    snprintf(want, sizeof(want), "%s%s",
             is_4_10(prefix) ? TOP
             : patched       ? COPIES
                             : OLD,
             s.status && !patched ? "" : SHIM);
    l = add_layout(prefix, want);
    snprintf(l->flags, sizeof(l->flags), "-isystem %s/include", prefix);
    snprintf(l->link, sizeof(l->link),
             "-L%s/lib -Wl,-rpath-link,%s/lib -lxenlight", prefix, prefix);
    snprintf(l->env, sizeof(l->env), "LD_LIBRARY_PATH=%s/lib", prefix);
}

static bool missing[COUNT(releases)];

static void add_releases(void)
{
    for (int i = 0; i < COUNT(releases); i++) {
        struct layout *l;
        struct sh s;

        sh(&s, "git -C \"$CALLERS_XEN\" cat-file -e %s", releases[i].ref);
        missing[i] = s.status != 0;
        if (missing[i]) {
            printf("not run: headers of %s, which this clone has not\n",
                   releases[i].ref);
            continue;
        }
        l = add_layout(releases[i].ref, releases[i].want);
        l->sample = true;
        snprintf(l->flags, sizeof(l->flags), "-isystem %s/%s", work,
                 releases[i].ref);
    }
}

static const char *const languages[] = {
    "gcc -std=c99 -pedantic",
    "clang -std=gnu17",
    "g++ -x c++ -std=c++11 -pedantic",
    "clang++ -x c++ -std=c++20 -pedantic",
    /* Up to here the sample. */
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
/* Warnings that some callers turn on, whatever is behind the macros. */
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

    snprintf(flags, sizeof(flags), "-I%s/tests/callers/toy -I%s/compat", top(),
             top());
    return flags;
}

static void compile(struct sh *s, int status, const char *how,
                    const char *source)
{
    sh_expect(s, status, "%s -fsyntax-only %s %s/tests/callers/%s", how,
              toy_includes(), top(), source);
}

START_TEST(a3_compiles)
{
    const struct layout *l = &layouts[_i];
    struct sh s;

    for (int i = 0; i < (l->sample ? SAMPLE : COUNT(languages)); i++) {
        if (l->inlines && strstr(languages[i], "=c90"))
            continue;
        sh_expect(&s, 0,
                  "%s " WARN_MORE "%s -fsyntax-only %s -I%s/compat %s "
                  "%s/tests/callers/accessor_caller.c",
                  languages[i], is_cxx(languages[i]) ? WARN_CXX : WARN_C,
                  l->want, top(), l->flags, top());
    }
}
END_TEST

/* The guard's macros keep to the same rules. */
START_TEST(guard_compiles)
{
    static const char *const callers[] = {"VAR", "PVH", "SHIM"};
    struct sh s;

    for (int i = 0; i < COUNT(languages); i++)
        sh_expect(&s, 0,
                  "%s " WARN_MORE "%s -fsyntax-only %s %s -DCALLER_%s "
                  "%s/tests/callers/guard_caller.c",
                  languages[i], is_cxx(languages[i]) ? WARN_CXX : WARN_C,
                  toy_includes(), toys[3].flags, callers[_i], top());
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
        sh_expect(&s, 0,
                  "%s " WARN " -I%s/compat %s %s -DLIBXL_PVH_NO_GUARD -o "
                  "%s/accessor %s/tests/callers/accessor_caller.c -x none %s "
                  "&& %s %s/accessor",
                  builds[i], top(), l->flags, l->want, work, top(), l->link,
                  l->env, work);
        sh_lacks(&s, "wrong:");
        sh_has(&s, " 0 failed");
    }
}
END_TEST

/* What must not compile, with what is said then. */
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
};

/* Every refusal names its reason. */
START_TEST(refused)
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

/* On its own, twice, in either order: the header does not mind. */
START_TEST(inclusion)
{
    static const char *const orders[] = {
        "#include <libxl_pvh.h>\n",
        "#include <libxl_pvh.h>\n#include <libxl.h>\n#include <libxl_pvh.h>\n",
        ("#include <libxl.h>\n#define LIBXL_REQUIRE_PVH\n"
         "#include <libxl_pvh.h>\n#include <libxl_pvh.h>\n"),
    };
    struct sh s;

    for (int i = 1; i < COUNT(toys); i++)
        sh_expect(&s, 0,
                  "printf '%s' | gcc -std=c99 -pedantic " WARN " %s %s -x c -c "
                  "-o %s/order.o - && nm %s/order.o",
                  orders[_i], toy_includes(), toys[i].flags, work, work);
    /* Asked for after libxl.h has brought the header in: still heard. */
    sh_expect(&s, 0,
              "printf '%s' | gcc %s %s -x c -c -o %s/order.o - && "
              "nm %s/order.o",
              orders[_i], toy_includes(), toys[3].flags, work, work);
    (_i == 2 ? sh_has : sh_lacks)(&s, "U libxl_guard_pvh");
}
END_TEST

/* Compiles with marked headers; what the compiler saw is added to a list. */
static void mark(const char *driver, const char *flags, const char *source)
{
    struct sh s;

    sh(&s,
       "%s -fsyntax-only -Wno-unused-macros -I%s/marked -I%s/tests/callers/toy "
       "%s %s/tests/callers/%s 2>&1 | grep -o 'branch libxl_[^ ]* [a-z]*' "
       ">>%s/seen",
       driver, work, top(), flags, top(), source, work);
    ck_assert_msg(!s.status, "nothing marked by: %s", s.cmd);
}

/* Every branch of every #if in the headers is compiled by a test above. */
START_TEST(every_branch)
{
    static const char *const levels[] = {
        "-DLIBXL_PVH_NO_GUARD",
        "-DLIBXL_PVH_INTERNAL",
        "-DLIBXL_REQUIRE_PVH -DLIBXL_REQUIRE_PVSHIM",
    };
    char flags[512];
    struct sh s;

    sh_expect(&s, 0,
              "mkdir %s/marked && for h in libxl_pvh libxl_pvh_fields; do awk "
              "-v name=$h.h -f %s/tests/callers/mark-branches.awk "
              "%s/compat/$h.h >%s/marked/$h.h || exit; done",
              work, top(), top(), work);
    for (int i = 0; i < COUNT(toys); i++) {
        snprintf(flags, sizeof(flags), "%s %s", toys[i].flags, toys[i].want);
        mark("gcc", flags, "accessor_caller.c");
        mark("g++ -x c++", flags, "accessor_caller.c");
    }
    for (int i = 0; i < COUNT(levels); i++) {
        snprintf(flags, sizeof(flags), "%s %s %s", toys[3].flags, toys[3].want,
                 levels[i]);
        mark("gcc", flags, "accessor_caller.c");
    }
    for (int i = 0; i < COUNT(refusals); i++)
        mark("gcc", refusals[i].flags, "accessor_fails.c");
    mark("gcc", "", "accessor_order.c");
    sh_expect(&s, 0,
              "cat %s/marked/*.h | grep -o 'branch libxl_[^ ]* [a-z]*' | "
              "sort >%s/all && sort -u %s/seen | comm -3 %s/all -",
              work, work, work, work);
    ck_assert_msg(!*s.out, "no test compiles, or none is there:\n%s", s.out);
    sh_expect(&s, 0, "test $(wc -l <%s/all) -gt 60", work);
}
END_TEST

/*
 * The table, once more: each field's kind and place; and the list that
 * everything is made from has all of them.
 */
START_TEST(table)
{
    static const char rows[] = "kernel as_string at_boot\n"
                               "cmdline as_string at_boot\n"
                               "ramdisk as_string at_boot\n"
                               "bootloader as_string at_pv\n"
                               "bootloader_args as_list at_pv\n"
                               "timer_mode as_timer at_hvm\n"
                               "nested_hvm as_bool at_hvm\n"
                               "apic as_bool at_hvm\n"
                               "pvshim as_bool at_shim\n"
                               "pvshim_path as_string at_shim\n"
                               "pvshim_cmdline as_string at_shim\n"
                               "pvshim_extra as_string at_shim\n";
    struct sh s;

    sh_expect(
        &s, 0,
        "printf '#include \"fields.def\"\\n#define X(row) Y(row)\\n#define "
        "Y(n, k, p) n k p;\\nLIBXL_PVH_FIELDS(X) "
        "LIBXL_PVH_SHIM_FIELDS(X)' | gcc -E -P -I%s/compat - | tr -d "
        "'\\n' | sed 's/; */\\n/g'",
        top());
    ck_assert_str_eq(s.out, rows);
    sh_expect(&s, 0, "grep -c '^#define LIBXL_PVH_ROW_' %s/compat/fields.def",
              top());
    ck_assert_str_eq(s.out, "12\n");
}
END_TEST

static void setup_releases(void)
{
    struct sh s;

    for (int i = 0; i < COUNT(releases); i++)
        if (!missing[i])
            sh_expect(&s, 0,
                      "sh %s/tests/callers/release-headers \"$CALLERS_XEN\" %s "
                      "%s/include "
                      "%s/%s",
                      top(), releases[i].ref, getenv("CALLERS_OLD"), work,
                      releases[i].ref);
}

static TCase *real_ones(void)
{
    TCase *tc = tcase_create("real");

    add_prefix(getenv("CALLERS_OLD"), false);
    add_prefix(getenv("CALLERS_NEW"), true);
    if (getenv("CALLERS_XEN")) {
        add_releases();
        tcase_add_unchecked_fixture(tc, setup_releases, NULL);
    }
    return tc;
}

static TCase *all_but_real_ones(void)
{
    TCase *tc = tcase_create("toys and libxen-dev");
    struct layout *l;

    add_toys();
    l = add_layout("Debian's", TOP SHIM);
    l->inlines = true;
    snprintf(l->link, sizeof(l->link), "-lxenlight");
    tcase_add_loop_test(tc, guard_compiles, 0, 3);
    tcase_add_loop_test(tc, refused, 0, COUNT(refusals));
    tcase_add_loop_test(tc, inclusion, 0, 3);
    tcase_add_test(tc, every_branch);
    tcase_add_test(tc, table);
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
    suite_add_tcase(suite, tc);
    srunner_run_all(runner, CK_ENV);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    work_teardown();
    return failed ? 1 : 0;
}
