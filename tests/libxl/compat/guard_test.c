/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * The guard of libxl_pvh.h (A6, NO1 to NO7): callers that know PVH more or less
 * are built with many compilers, linkers and options, then run with an old and
 * a new library.
 *
 * The libraries are toys of 4.9 and 4.10 that this test makes, or real ones if
 * CALLERS_OLD and CALLERS_NEW name prefixes with include/ and lib/. GUARD_ALL=1
 * tries every combination instead of a sample that has every pair.
 */
#include "shell.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NODE "LIBXL_PVH_BACKPORT_1"
#define COUNT(a) (int)(sizeof(a) / sizeof((a)[0]))

/* An old and a new prefix, and flags to compile with the new headers. */
struct release {
    const char *cflags;
    char old[4096], new[4096];
    const char *include; /* of the new prefix, seen from work */
    bool native;         /* 4.10: every libxl has PVH, so it has no guard */
};
static struct release real = {.cflags = "-isystem", .include = "real"};
static struct release toy_4_9 = {
    .cflags = "-DTOY_COPIES -DTOY_SHIM -DTOY_GUARD_PVH -DTOY_GUARD_PVSHIM "
              "-DTOY_INSTALLED -I",
    .include = "4.9"};
static struct release toy_4_10 = {
    .cflags = "-DTOY_TOP -DTOY_SHIM -DTOY_GUARD_PVSHIM -DTOY_INSTALLED -I",
    .include = "4.10",
    .native = true};
static struct release *all[2];
static int nr_releases;

/* The callers, with the guard that each must need. */
static const struct caller {
    const char *name;
    enum { NONE, PVH, PVSHIM } guard;
} callers[] = {
    {"LIST", NONE},   {"CONST", NONE},  {"ADDRESS", NONE},
    {"PVH", PVH},     {"VAR", PVH},     {"SHIM", PVSHIM},
    {"REQUIRE", PVH}, {"POINTER", PVH}, {"REQUIRE_SHIM", PVSHIM},
};

/* The guard's name; NULL if the caller must need none. */
static const char *guard_of(const struct release *r, const struct caller *c)
{
    switch (c->guard) {
    case PVH:
        return r->native ? NULL : "libxl_guard_pvh";
    case PVSHIM:
        return "libxl_guard_pvshim";
    default:
        return NULL;
    }
}

static const struct {
    const char *cc, *flags;
} compilers[] = {
    {"gcc", "-std=c99"},
    {"clang", "-std=c11"},
    {"g++", "-x c++ -std=c++11"},
    {"clang++", "-x c++ -std=c++17"},
};
static const char *const opts[] = {"-O0", "-O1", "-O2", "-O2 -flto"};
static const struct {
    const char *compile, *link;
} modes[] = {
    {"-fPIE", "-pie"},
    {"-fno-pie", "-no-pie"},
    {"-fPIC -DMODULE", "-shared"},
};
static const struct {
    const char *compile, *link;
} sections[] = {
    {"", "-Wl,-z,lazy"},
    {"-ffunction-sections -fdata-sections", "-Wl,--gc-sections -Wl,-z,lazy"},
    {"", "-Wl,-z,now"},
    {"-ffunction-sections -fdata-sections", "-Wl,--gc-sections -Wl,-z,now"},
};
static const char *const linkers[] = {"bfd", "gold", "lld"};
enum { OPT_LTO = 3, MODE_NOPIE = 1, MODE_MODULE = 2 };
enum { LINKER_BFD = 0, LINKER_LLD = 2 };

static struct build {
    int compiler, opt, mode, section, linker;
} builds[4 * 4 * 3 * 4 * 3];
static int nr_builds;

static bool on_armhf(void)
{
    const char *arch = getenv("CALLERS_ARCH");

    return arch && !strcmp(arch, "armhf");
}

/* gcc's -flto works only with ld.bfd and gold; on armhf, ld.bfd 2.40 has an
 * internal error with clang's. */
static bool possible(const struct build *b)
{
    if (on_armhf() && compilers[b->compiler].cc[0] == 'c' &&
        b->opt == OPT_LTO && b->linker == LINKER_BFD)
        return false;
    return compilers[b->compiler].cc[0] != 'g' || b->opt != OPT_LTO ||
           b->linker != LINKER_LLD;
}

static void add_build(struct build b)
{
    if (possible(&b))
        builds[nr_builds++] = b;
}

static void all_builds(void)
{
    for (int c = 0; c < 4; c++)
        for (int o = 0; o < 4; o++)
            for (int m = 0; m < 3; m++)
                for (int s = 0; s < 4; s++)
                    for (int l = 0; l < 3; l++)
                        add_build((struct build){c, o, m, s, l});
}

/*
 * 16 builds that have every pair of choices: the points of the affine plane
 * over the field of four elements, where + is ^ and times_* multiply.  If there
 * are only three choices, the fourth stands for one of them.
 */
static void sample_builds(void)
{
    static const int times_2[] = {0, 2, 3, 1}, times_3[] = {0, 3, 1, 2};

    for (int c = 0; c < 4; c++) {
        for (int o = 0; o < 4; o++) {
            struct build b = {c, o, (c ^ o) % 3, c ^ times_2[o],
                              (c ^ times_3[o]) % 3};

            if (!possible(&b))
                b.linker = c % 2;
            add_build(b);
        }
    }
}

/* Make a prefix with toy headers and libraries, and the guard's sources if any.
 */
static void make_toy(const char *prefix, const char *soname, const char *flags,
                     const char *guard)
{
    struct sh s;

    sh_expect(
        &s, 0,
        "mkdir -p %s/include %s/lib && cp %s/tests/libxl/compat/toy/libxl.h "
        "%s/include && cp -L %s/compat/*.h %s/include",
        prefix, prefix, top(), prefix, top(), prefix);
    sh_expect(
        &s, 0,
        "cd %s/lib && for c in %s/tests/libxl/compat/toy/libxl.c %s%s%s; do "
        "gcc -c -fPIC -Wall -Wextra -Werror %s../include $c || exit; done",
        prefix, top(), *guard ? top() : "", guard,
        *guard ? "/libxl_guard.c" : "", flags);
    sh_expect(&s, 0,
              "cd %s/lib && ar rcs libxenlight.a *.o && gcc -shared %s%s%s%s "
              "-o %s -Wl,-soname,%s *.o && ln -s %s libxenlight.so",
              prefix, *guard ? "-Wl,--version-script=" : "",
              *guard ? top() : "", guard, *guard ? "/libxl_guard.map" : "",
              soname, soname, soname);
}

static void setup_toys(void)
{
    make_toy(toy_4_9.old, "libxenlight.so.4.9", "-I", "");
    make_toy(toy_4_9.new, "libxenlight.so.4.9", toy_4_9.cflags,
             "/compat/changes/guard");
    make_toy(toy_4_10.old, "libxenlight.so.4.10", "-DTOY_TOP -I", "");
    make_toy(toy_4_10.new, "libxenlight.so.4.10", toy_4_10.cflags,
             "/compat/changes/guard-pvshim");
}

/* Find the releases; the number of tests depends on them. */
static void find_releases(void)
{
    const char *old = getenv("CALLERS_OLD"), *new = getenv("CALLERS_NEW");

    if (old && new) {
        snprintf(real.old, sizeof(real.old), "%s", old);
        snprintf(real.new, sizeof(real.new), "%s", new);
        real.native = is_4_10(new);
        all[nr_releases++] = &real;
        return;
    }
    for (int i = 0; i < 2; i++) {
        struct release *r = i ? &toy_4_10 : &toy_4_9;

        snprintf(r->old, sizeof(r->old), "%s/old%d", work, i);
        snprintf(r->new, sizeof(r->new), "%s/new%d", work, i);
        all[nr_releases++] = r;
    }
}

static void setup(void)
{
    struct sh s;

    if (all[0] != &real)
        setup_toys();
    sh_expect(&s, 0, "ln -s %s/tests/libxl/compat %s/src", top(), work);
    for (int i = 0; i < nr_releases; i++)
        sh_expect(&s, 0, "ln -s %s/include %s/%s", all[i]->new, work,
                  all[i]->include);
    sh_expect(&s, 0,
              "gcc -Wall -Wextra -Werror -o %s/host %s/tests/libxl/compat/"
              "guard_host.c -ldl",
              work, top());
}

/* Compile a caller to work/NAME.o, unless it is left from another build. */
static void compile_caller(const struct release *r, const struct build *b,
                           const char *name, const char *define)
{
    /* With paths from work, ccache finds what another base has compiled. */
    const char *ccache = getenv("CALLERS_CCACHE");
    char object[256];
    struct sh s;

    /* Binding matters only to the linker: choices 0 and 2, 1 and 3 are equal.
     */
    snprintf(object, sizeof(object), "%s-%s-%d%d%d%d%s.o", name,
             r->native ? "native" : "copies", b->compiler, b->opt, b->mode,
             b->section % 2, define);
    sh_expect(
        &s, 0,
        "cd %s && { test -e %s || %s %s %s -pedantic -Wall -Wextra -Werror "
        "%s %s %s -DCALLER_%s %s%s %s %s -c src/guard_caller.c -o %s; } && "
        "ln -f %s %s.o",
        work, object, ccache ? ccache : "", compilers[b->compiler].cc,
        compilers[b->compiler].flags, opts[b->opt], modes[b->mode].compile,
        sections[b->section].compile, name, *define ? "-D" : "", define,
        r->cflags, r->include, object, object, name);
}

/* Compile a caller and link it to work/NAME. */
static void build_caller(const struct release *r, const struct build *b,
                         const char *name, const char *define)
{
    struct sh s;

    compile_caller(r, b, name, define);
    sh_expect(&s, 0,
              "cd %s && %s %s %s -fuse-ld=%s %s %s.o -o %s -L%s/lib "
              "-Wl,-rpath-link,%s/lib -lxenlight",
              work, compilers[b->compiler].cc, opts[b->opt],
              modes[b->mode].link, linkers[b->linker],
              sections[b->section].link, name, name, r->new, r->new);
}

/* Whether the program has a copy of the guard itself: dpkg-shlibdeps does not
 * see that it needs it then, but the loader does (libxl_pvh(3)). */
static bool copied(const struct build *b)
{
    return on_armhf() && b->mode == MODE_NOPIE && b->linker == LINKER_BFD;
}

/* nm's lines for variables.  nm itself loads all plugins for LTO each time,
 * which takes far longer than anything else it does. */
#define AS_NM                                                                  \
    "awk '$7 == \"UND\" { print \" U \" $8 } "                                 \
    "$7 ~ /^[0-9]+$/ && $4 == \"OBJECT\" { print \" D \" $8 }'"

/* Check the guards as the loader and package tools see them. */
static void check_symbols(const struct build *b, const char *name,
                          const char *guard)
{
    static const char *const guards[] = {"libxl_guard_pvh",
                                         "libxl_guard_pvshim"};
    char line[128];
    struct sh s;

    sh_expect(
        &s, 0,
        "cd %s && readelf --dyn-syms -W %s >symbols && " AS_NM
        " symbols && readelf -VW %s && { %s readelf -sW %s.o >symbols && " AS_NM
        " symbols; }",
        work, name, name, b->opt == OPT_LTO ? "exit 0;" : "", name);
    for (int i = 0; i < COUNT(guards); i++) {
        bool wanted = guard && !strcmp(guard, guards[i]);

        snprintf(line, sizeof(line), " %c %s@" NODE "\n", copied(b) ? 'D' : 'U',
                 guards[i]);
        (wanted ? sh_has : sh_lacks)(&s, line);
        snprintf(line, sizeof(line), " U %s\n", guards[i]);
        if (b->opt != OPT_LTO)
            (wanted ? sh_has : sh_lacks)(&s, line);
    }
    (guard ? sh_has : sh_lacks)(&s, "Name: " NODE);
}

static void run_caller(struct sh *s, const struct build *b, const char *name,
                       const char *prefix)
{
    sh(s, "%s=%s/lib %s %s%s %s/%s", library_path(), prefix, foreign(),
       b->mode == MODE_MODULE ? work : "",
       b->mode == MODE_MODULE ? "/host" : "", work, name);
}

/* Refused before any code of the caller ran; the message names the guard. */
static void check_refused(const struct sh *s, const struct build *b,
                          const char *guard)
{
    int status = b->mode == MODE_MODULE ? 3 : 127;

    ck_assert_msg(s->status == status, "status %d, not %d: %.1500s\n%.2000s",
                  s->status, status, s->cmd, s->out);
    sh_has(s, guard);
    sh_has(s, NODE);
    sh_lacks(s, "caller:");
    if (b->mode == MODE_MODULE)
        sh_has(s, "host: lives on: ");
}

static void check_runs(const struct sh *s)
{
    ck_assert_msg(s->status == 0, "status %d: %.1500s\n%.2000s", s->status,
                  s->cmd, s->out);
    sh_has(s, "caller: done");
}

static void check_caller(const struct release *r, const struct build *b,
                         const struct caller *c)
{
    const char *guard = guard_of(r, c);
    struct sh s;

    build_caller(r, b, c->name, "");
    check_symbols(b, c->name, guard);
    run_caller(&s, b, c->name, r->new);
    check_runs(&s);
    run_caller(&s, b, c->name, r->old);
    if (guard)
        check_refused(&s, b, guard);
    else
        check_runs(&s);
}

/* NO1 to NO4, NO6: one build of every caller, with both libraries. */
START_TEST(no1_no2_no3_no4_no6)
{
    for (int i = 0; i < COUNT(callers); i++)
        check_caller(all[0], &builds[_i], &callers[i]);
}
END_TEST

/* The other release, in each mode. */
START_TEST(callers_of_the_other_release)
{
    const struct build b = {_i, 2, _i, _i, _i};

    for (int i = 0; i < COUNT(callers); i++)
        check_caller(all[1], &b, &callers[i]);
}
END_TEST

static const struct build plain = {0, 2, 0, 0, 0};

/* A6, NO6: no level of LIBXL_API_VERSION hides or adds a guard. */
START_TEST(no6_api_levels_do_not_change_the_guard)
{
    static const char *const levels[] = {
        "LIBXL_API_VERSION=0x040200", "LIBXL_API_VERSION=0x040300",
        "LIBXL_API_VERSION=0x040400", "LIBXL_API_VERSION=0x040500"};

    for (int i = 0; i < COUNT(callers); i++) {
        build_caller(all[0], &plain, callers[i].name, levels[_i]);
        check_symbols(&plain, callers[i].name, guard_of(all[0], &callers[i]));
    }
}
END_TEST

/* A6: LIBXL_PVH_FATAL and LIBXL_PVH_NO_FILE do not add a guard. */
START_TEST(own_fatal_has_no_guard)
{
    static const char *const defines[] = {"CALLER_FATAL", "LIBXL_PVH_NO_FILE"};
    const struct build unoptimised = {_i, 0, _i, 0, 0};

    for (int i = 0; i < COUNT(callers); i++) {
        for (int d = 0; d < COUNT(defines); d++) {
            build_caller(all[0], &unoptimised, callers[i].name, defines[d]);
            check_symbols(&unoptimised, callers[i].name,
                          guard_of(all[0], &callers[i]));
        }
    }
}
END_TEST

/* NO6: keeping unused functions does not add a guard. */
START_TEST(no6_kept_functions_need_no_guard)
{
    static const char *const kept = "-fkeep-inline-functions "
                                    "-fkeep-static-functions "
                                    "-fno-toplevel-reorder";
    struct sh s;

    for (int i = 0; i < COUNT(callers); i++) {
        sh_expect(
            &s, 0,
            "cd %s && gcc -O%d %s -DCALLER_%s %s %s/include -c %s/tests/libxl/"
            "compat/guard_caller.c -o kept.o && nm kept.o",
            work, _i, kept, callers[i].name, all[0]->cflags, all[0]->new,
            top());
        (guard_of(all[0], &callers[i]) ? sh_has : sh_lacks)(&s, "libxl_guard_");
    }
}
END_TEST

/* NO7: only the guard refuses the caller; without it the caller starts. */
START_TEST(no7_without_guard_callers_start)
{
    struct sh s;

    for (int i = 0; i < COUNT(callers); i++) {
        const char *name = callers[i].name;

        build_caller(all[0], &plain, name, "LIBXL_PVH_NO_GUARD");
        check_symbols(&plain, name, NULL);
        run_caller(&s, &plain, name, all[0]->old);
        sh_has(&s, "caller: early");
    }
}
END_TEST

/* The guards that the linker misses; it may miss other symbols, too. */
static void link_statically(struct sh *s, const char *name, const char *prefix)
{
    sh(s,
       "cd %s && rm -f static && gcc -o static %s.o %s/lib/libxenlight.a "
       ">link.log 2>&1; "
       "grep -o 'libxl_guard_[a-z]*' link.log | sort -u",
       work, name, prefix);
}

/* NO5: the linker names the guard that the old static library lacks. */
START_TEST(no5_linking_names_the_missing_guard)
{
    const struct release *r = all[_i];
    char missing[64];
    struct sh s;

    for (int i = 0; i < COUNT(callers); i++) {
        const char *guard = guard_of(r, &callers[i]);
        const char *name = callers[i].name;

        build_caller(r, &plain, name, "");
        snprintf(missing, sizeof(missing), "%s%s", guard ? guard : "",
                 guard ? "\n" : "");
        link_statically(&s, name, r->old);
        ck_assert_str_eq(s.out, missing);
        link_statically(&s, name, r->new);
        ck_assert_str_eq(s.out, "");
        if (r == &real)
            continue;
        sh(&s, "%s %s/static", foreign(), work);
        check_runs(&s);
    }
}
END_TEST

static void check_node(const struct release *r, const char *library)
{
    struct sh s;

    sh_expect(&s, 0, "nm -D --defined-only %s | grep @ | sed 's/.* //' | sort",
              library);
    if (!r->native) {
        ck_assert_str_eq(s.out, "libxl_guard_pvh@@" NODE "\n"
                                "libxl_guard_pvshim@@" NODE "\n");
    } else {
        ck_assert_str_eq(s.out, "libxl_guard_pvshim@@" NODE "\n");
    }
    sh_expect(&s, 0, "nm -D --defined-only %s | grep -w T | grep -vc @",
              library);
}

/* Only the guards are in a version node. */
START_TEST(only_the_guards_are_versioned)
{
    const struct release *r = all[_i];
    char library[8200];
    struct sh s;

    snprintf(library, sizeof(library), "%s/lib/libxenlight.so", r->new);
    check_node(r, library);
    sh_expect(&s, 1, "nm -D %s/lib/libxenlight.so | grep libxl_guard", r->old);
    for (int i = 0; r != &real && i < COUNT(linkers); i++) {
        snprintf(library, sizeof(library), "%s/%s.so", work, linkers[i]);
        sh_expect(&s, 0,
                  "gcc -shared -fuse-ld=%s -o %s -Wl,--version-script="
                  "%s/compat/changes/%s/libxl_guard.map %s/lib/*.o",
                  linkers[i], library, top(),
                  r->native ? "guard-pvshim" : "guard", r->new);
        check_node(r, library);
    }
}
END_TEST

/* ON9: callers linked with the old library bind to the new one. */
START_TEST(on9_old_callers_run)
{
    static const char *const names[] = {"LIST", "CONST", "VAR", "ADDRESS"};
    const struct build b = {0, 2, _i, 0, 0};
    const struct release *r = all[0];
    struct sh s;

    for (int i = 0; i < COUNT(names); i++) {
        sh_expect(&s, 0,
                  "gcc -O2 %s %s -DCALLER_%s -isystem %s/include -I%s/compat "
                  "-o %s/%s %s/tests/libxl/compat/guard_caller.c -L%s/lib "
                  "-Wl,-rpath-link,%s/lib -lxenlight",
                  modes[_i].compile, modes[_i].link, names[i], r->old, top(),
                  work, names[i], top(), r->old, r->old);
        run_caller(&s, &b, names[i], r->old);
        check_runs(&s);
        run_caller(&s, &b, names[i], r->new);
        check_runs(&s);
        sh_lacks(&s, "version");
    }
}
END_TEST

/* NO1, NO2: a program without a reference asks dlsym, which finds the level. */
START_TEST(dlsym_finds_the_guard)
{
    static const char *const says[2][2] = {
        {"pvh: 1\npvshim: 1\n", "pvh: none\npvshim: none\n"},
        {"pvh: none\npvshim: 1\n", "pvh: none\npvshim: none\n"}};
    const struct release *r = all[_i];
    struct sh s;

    for (int old = 0; old < 2; old++) {
        sh_expect(&s, 0, "cd %s/lib && %s=. %s %s/host --ask libxenlight.so",
                  old ? r->old : r->new, library_path(), foreign(), work);
        ck_assert_str_eq(s.out, says[r->native][old]);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("guard");
    TCase *tc = tcase_create("guard");
    SRunner *runner = srunner_create(suite);
    int failed;

    if (getenv("GUARD_ALL"))
        all_builds();
    else
        sample_builds();
    work_setup();
    find_releases();
    tcase_add_unchecked_fixture(tc, setup, work_teardown);
    tcase_set_timeout(tc, 300);
    tcase_add_loop_test(tc, no1_no2_no3_no4_no6, 0, nr_builds);
    if (nr_releases > 1)
        tcase_add_loop_test(tc, callers_of_the_other_release, 0, 2);
    tcase_add_loop_test(tc, no6_api_levels_do_not_change_the_guard, 0, 4);
    tcase_add_loop_test(tc, own_fatal_has_no_guard, 0, COUNT(modes));
    tcase_add_loop_test(tc, no6_kept_functions_need_no_guard, 0, 3);
    tcase_add_test(tc, no7_without_guard_callers_start);
    tcase_add_loop_test(tc, no5_linking_names_the_missing_guard, 0,
                        nr_releases);
    tcase_add_loop_test(tc, only_the_guards_are_versioned, 0, nr_releases);
    tcase_add_loop_test(tc, on9_old_callers_run, 0, COUNT(modes));
    tcase_add_loop_test(tc, dlsym_finds_the_guard, 0, nr_releases);
    keep_tests(tc, "guard");
    suite_add_tcase(suite, tc);
    srunner_run_all(runner, CK_ENV);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
