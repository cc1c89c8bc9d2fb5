/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * The guard of libxl_pvh.h (A6, NO1 to NO7): callers in several degrees of
 * knowing PVH, each built by many compilers, linkers and ways, then run with
 * an old and a new library.
 *
 * The libraries are toys that this test makes, or real ones if CALLERS_OLD and
 * CALLERS_NEW name prefixes with include/ and lib/ of both.  GUARD_ALL=1 takes
 * every combination instead of a sample that has every pair.
 */
#include "shell.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NODE "LIBXL_PVH_BACKPORT_1"
#define TOY_NEW                                                                \
    "-DTOY_COPIES -DTOY_SHIM -DTOY_GUARD_PVH -DTOY_GUARD_PVSHIM "              \
    "-DTOY_INSTALLED"
#define COUNT(a) (int)(sizeof(a) / sizeof((a)[0]))

/* Prefixes, and how to compile with the new one's include/. */
static char old[4096], new[4096];
static const char *cflags = "-isystem";
static bool toys;

/* The degrees of knowing PVH, with the guard that each must carry. */
static const struct caller {
    const char *name;
    const char *guard;
} callers[] = {
    {"LIST", NULL},
    {"CONST", NULL},
    {"ADDRESS", NULL},
    {"PVH", "libxl_guard_pvh"},
    {"VAR", "libxl_guard_pvh"},
    {"SHIM", "libxl_guard_pvshim"},
    {"REQUIRE", "libxl_guard_pvh"},
    {"REQUIRE_SHIM", "libxl_guard_pvshim"},
};

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
enum { OPT_LTO = 3, MODE_MODULE = 2, LINKER_LLD = 2 };

static struct build {
    int compiler, opt, mode, section, linker;
} builds[4 * 4 * 3 * 4 * 3];
static int nr_builds;

/* gcc's -flto speaks to ld.bfd and gold only. */
static bool possible(const struct build *b)
{
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
 * Every pair of choices in 16 builds: the points of the plane over the field
 * of four elements, where + is ^ and times_* multiply.  Where there are only
 * three choices the fourth falls on one of them.
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

static void make_toy(const char *prefix, const char *flags, const char *sources,
                     const char *script)
{
    struct sh s;

    sh_expect(&s, 0,
              "mkdir -p %s/include %s/lib && cp %s/tests/callers/toy/libxl.h "
              "%s/include && cp -L %s/compat/*.h %s/include",
              prefix, prefix, top(), prefix, top(), prefix);
    sh_expect(&s, 0,
              "cd %s/lib && for c in %s; do gcc -c -fPIC -Wall -Wextra -Werror "
              "%s -I../include $c || exit; done",
              prefix, sources, flags);
    sh_expect(&s, 0,
              "cd %s/lib && ar rcs libxenlight.a *.o && gcc -shared %s -o "
              "libxenlight.so.4.9 -Wl,-soname,libxenlight.so.4.9 *.o && "
              "ln -s libxenlight.so.4.9 libxenlight.so",
              prefix, script);
}

static void make_toys(void)
{
    char sources[8192], script[4200];

    snprintf(sources, sizeof(sources), "%s/tests/callers/toy/libxl.c", top());
    make_toy(old, "", sources, "");
    snprintf(sources, sizeof(sources),
             "%s/tests/callers/toy/libxl.c "
             "%s/compat/changes/guard/libxl_guard.c",
             top(), top());
    snprintf(script, sizeof(script),
             "-Wl,--version-script=%s/compat/changes/guard/libxl_guard.map",
             top());
    make_toy(new, TOY_NEW, sources, script);
    cflags = TOY_NEW " -I";
    toys = true;
}

static void setup(void)
{
    const char *real_old = getenv("CALLERS_OLD");
    const char *real_new = getenv("CALLERS_NEW");
    struct sh s;

    work_setup();
    snprintf(old, sizeof(old), "%s%s", real_old ? real_old : work,
             real_old ? "" : "/old");
    snprintf(new, sizeof(new), "%s%s", real_new ? real_new : work,
             real_new ? "" : "/new");
    if (!real_old || !real_new)
        make_toys();
    sh_expect(&s, 0,
              "gcc -Wall -Wextra -o %s/host %s/tests/callers/"
              "guard_host.c -ldl",
              work, top());
}

/* Compile a caller to work/NAME.o and link it to work/NAME. */
static void build_caller(const struct build *b, const char *name,
                         const char *more)
{
    struct sh s;

    sh_expect(&s, 0,
              "%s %s -pedantic -Wall -Wextra -Werror %s %s %s -DCALLER_%s %s "
              "%s %s/include -c %s/tests/callers/guard_caller.c -o "
              "%s/%s.o",
              compilers[b->compiler].cc, compilers[b->compiler].flags,
              opts[b->opt], modes[b->mode].compile,
              sections[b->section].compile, name, more, cflags, new, top(),
              work, name);
    sh_expect(&s, 0,
              "%s %s %s -fuse-ld=%s %s %s/%s.o -o %s/%s -L%s/lib "
              "-Wl,-rpath-link,%s/lib -lxenlight",
              compilers[b->compiler].cc, opts[b->opt], modes[b->mode].link,
              linkers[b->linker], sections[b->section].link, work, name, work,
              name, new, new);
}

/* The guards, as the loader and package tools will find them. */
static void check_symbols(const struct build *b, const struct caller *c)
{
    static const char *const guards[] = {"libxl_guard_pvh",
                                         "libxl_guard_pvshim"};
    char line[128];
    struct sh s;

    sh_expect(&s, 0, "nm -D %s/%s; readelf -VW %s/%s; %s nm %s/%s.o", work,
              c->name, work, c->name, b->opt == OPT_LTO ? "exit 0;" : "", work,
              c->name);
    for (int i = 0; i < COUNT(guards); i++) {
        bool wanted = c->guard && !strcmp(c->guard, guards[i]);

        snprintf(line, sizeof(line), " %s@" NODE "\n", guards[i]);
        (wanted ? sh_has : sh_lacks)(&s, line);
        snprintf(line, sizeof(line), " U %s\n", guards[i]);
        if (b->opt != OPT_LTO)
            (wanted ? sh_has : sh_lacks)(&s, line);
    }
    (c->guard ? sh_has : sh_lacks)(&s, "Name: " NODE);
}

static void run_caller(struct sh *s, const struct build *b, const char *name,
                       const char *prefix)
{
    sh(s, "LD_LIBRARY_PATH=%s/lib %s%s %s/%s", prefix,
       b->mode == MODE_MODULE ? work : "",
       b->mode == MODE_MODULE ? "/host" : "", work, name);
}

/* Before any code of the caller has run, with all that a user needs to know. */
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

/* NO1 to NO4, NO6: one build of every caller, on both libraries. */
START_TEST(every_caller)
{
    const struct build *b = &builds[_i];
    struct sh s;

    for (int i = 0; i < COUNT(callers); i++) {
        const struct caller *c = &callers[i];

        build_caller(b, c->name, "");
        check_symbols(b, c);
        run_caller(&s, b, c->name, new);
        check_runs(&s);
        run_caller(&s, b, c->name, old);
        if (c->guard)
            check_refused(&s, b, c->guard);
        else
            check_runs(&s);
    }
}
END_TEST

/* A6: no level of LIBXL_API_VERSION hides the guard, or shows one too many. */
START_TEST(api_levels)
{
    static const char *const levels[] = {"0x040200", "0x040300", "0x040400",
                                         "0x040500"};
    const struct build b = {0, 2, 0, 0, 0};
    char define[64];

    snprintf(define, sizeof(define), "-DLIBXL_API_VERSION=%s", levels[_i]);
    for (int i = 0; i < COUNT(callers); i++) {
        build_caller(&b, callers[i].name, define);
        check_symbols(&b, &callers[i]);
    }
}
END_TEST

/* NO7: it is the guard that refuses; without it the caller starts. */
START_TEST(without_guard)
{
    const struct build b = {0, 2, 0, 0, 0};
    struct sh s;

    for (int i = 0; i < COUNT(callers); i++) {
        struct caller bare = {callers[i].name, NULL};

        build_caller(&b, bare.name, "-DLIBXL_PVH_NO_GUARD");
        check_symbols(&b, &bare);
        run_caller(&s, &b, bare.name, old);
        sh_has(&s, "caller: early");
    }
}
END_TEST

/* NO5: the linker names what the old static library lacks. */
START_TEST(static_library)
{
    const struct build b = {0, 2, 0, 0, 0};
    struct sh s;

    for (int i = 0; i < COUNT(callers); i++) {
        const struct caller *c = &callers[i];

        build_caller(&b, c->name, "");
        sh(&s, "gcc -o %s/static %s/%s.o %s/lib/libxenlight.a", work, work,
           c->name, old);
        if (c->guard)
            ck_assert_int_ne(s.status, 0);
        (c->guard ? sh_has : sh_lacks)(&s, c->guard ? c->guard : "libxl_guard");
        sh(&s, "gcc -o %s/static %s/%s.o %s/lib/libxenlight.a && %s/static",
           work, work, c->name, new, work);
        sh_lacks(&s, "libxl_guard");
        if (toys)
            check_runs(&s);
    }
}
END_TEST

static void check_node(const char *library)
{
    struct sh s;

    sh_expect(&s, 0, "nm -D --defined-only %s | grep @ | sed 's/.* //' | sort",
              library);
    ck_assert_str_eq(s.out, "libxl_guard_pvh@@" NODE "\n"
                            "libxl_guard_pvshim@@" NODE "\n");
    sh_expect(&s, 0, "nm -D --defined-only %s | grep -w T | grep -vc @",
              library);
}

/* The two objects are versioned, and nothing else of the library is. */
START_TEST(node)
{
    char library[8200];
    struct sh s;

    snprintf(library, sizeof(library), "%s/lib/libxenlight.so", new);
    check_node(library);
    sh_expect(&s, 1, "nm -D %s/lib/libxenlight.so | grep libxl_guard", old);
    for (int i = 0; toys && i < COUNT(linkers); i++) {
        snprintf(library, sizeof(library), "%s/%s.so", work, linkers[i]);
        sh_expect(&s, 0,
                  "gcc -shared -fuse-ld=%s -o %s -Wl,--version-script=%s"
                  "/compat/changes/guard/libxl_guard.map %s/lib/*.o",
                  linkers[i], library, top(), new);
        check_node(library);
    }
}
END_TEST

/* ON9: what was linked with the old library binds to the new one as before. */
START_TEST(old_callers)
{
    static const char *const names[] = {"LIST", "CONST", "VAR", "ADDRESS"};
    struct build b = {0, 2, _i, 0, 0};
    struct sh s;

    for (int i = 0; i < COUNT(names); i++) {
        sh_expect(&s, 0,
                  "gcc -O2 %s %s -DCALLER_%s -isystem %s/include -I%s/compat "
                  "-o %s/%s %s/tests/callers/guard_caller.c -L%s/lib "
                  "-Wl,-rpath-link,%s/lib -lxenlight",
                  modes[_i].compile, modes[_i].link, names[i], old, top(), work,
                  names[i], top(), old, old);
        run_caller(&s, &b, names[i], old);
        check_runs(&s);
        run_caller(&s, &b, names[i], new);
        check_runs(&s);
        sh_lacks(&s, "version");
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
    tcase_add_unchecked_fixture(tc, setup, work_teardown);
    tcase_set_timeout(tc, 120);
    tcase_add_loop_test(tc, every_caller, 0, nr_builds);
    tcase_add_loop_test(tc, api_levels, 0, 4);
    tcase_add_test(tc, without_guard);
    tcase_add_test(tc, static_library);
    tcase_add_test(tc, node);
    tcase_add_loop_test(tc, old_callers, 0, COUNT(modes));
    suite_add_tcase(suite, tc);
    srunner_run_all(runner, CK_ENV);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
