/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * tests/tools/cases/merge has a folder for each case, with base, ours, theirs
 * and the expected result, in a file with one of these names:
 *
 *     clean, transplant, resolved   the result
 *     conflict                      a line for each: LINE: how `why` begins
 *     refused                       a part of the error
 *
 * and resolutions, named by their keys.
 */
#define _GNU_SOURCE
#include <check.h>
#include <dirent.h>
#include <git2.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "merge/merge.h"
#include "merge/words.h"
#include "suite.h"

#define CASES "tests/tools/cases/merge"

static void init(void)
{
    git_libgit2_init();
}

static void shut_down(void)
{
    git_libgit2_shutdown();
}

static char *path_of(const char *name, const char *file)
{
    return bpq_fmt(CASES "/%s/%s", name, file);
}

/* False if there is no such file. */
static bool read_part(const char *name, const char *file, struct bpq_buf *out)
{
    char *path = path_of(name, file);
    struct bpq_err e = {0};
    bool there = !access(path, F_OK);

    bpq_buf_adds(out, "");
    if (there)
        ck_assert_msg(!bpq_file_read(path, out, &e), "%s", e.line);
    free(path);
    return there;
}

static void read_resolutions(const char *name, struct bpq_resolutions *res)
{
    char *dir = path_of(name, "");
    DIR *d = opendir(dir);
    struct dirent *f;

    while ((f = readdir(d)) != NULL) {
        char *path = path_of(name, f->d_name);
        struct bpq_err e = {0};

        if (strlen(f->d_name) == 40)
            ck_assert_msg(!bpq_resolution_read(path, res, &e), "%s", e.line);
        free(path);
    }
    closedir(d);
    free(dir);
}

static void assert_conflicts(const char *name, const struct bpq_merge *m,
                             char *want)
{
    char *line, *rest = want;

    ck_assert_msg(m->conflict, "%s: no conflict", name);
    for (size_t i = 0; i < m->n_regions; i++) {
        const struct bpq_region *r = &m->regions[i];
        char *got;

        if (r->how != BPQ_HOW_CONFLICT)
            continue;
        line = strsep(&rest, "\n");
        got = bpq_fmt("%zu: %s", r->line, r->why);
        ck_assert_msg(line && *line, "%s: one conflict more: %s", name, got);
        ck_assert_msg(!strncmp(got, line, strlen(line)), "%s: %s", name, got);
        free(got);
    }
    ck_assert_msg(!rest || !*rest, "%s: no such conflict: %s", name, rest);
}

static void assert_result(const char *name, const struct bpq_merge *m,
                          const char *want, bool clean, enum bpq_how how)
{
    for (size_t i = 0; i < m->n_regions; i++) {
        const struct bpq_region *r = &m->regions[i];

        ck_assert_msg(r->how == how, "%s: at line %zu: %s", name, r->line,
                      r->why ? r->why : "settled in another way");
        ck_assert_uint_le(r->at + r->len, m->text.len);
    }
    ck_assert_msg(m->clean == clean, "%s: clean is %d", name, m->clean);
    ck_assert_str_eq(m->text.p, want);
}

static void assert_refused(const char *name, int rc, struct bpq_err *e,
                           const char *want)
{
    ck_assert_msg(rc == BPQ_FAIL, "%s: is not refused", name);
    ck_assert_msg(strstr(e->line, want) != NULL, "%s: %s", name, e->line);
    bpq_err_clear(e);
}

static void run_case(const char *name)
{
    struct bpq_buf base = BPQ_BUF_INIT, ours = BPQ_BUF_INIT;
    struct bpq_buf theirs = BPQ_BUF_INIT, want = BPQ_BUF_INIT;
    struct bpq_resolutions res = {0};
    struct bpq_err e = {0};
    struct bpq_merge m;
    int rc;

    ck_assert(read_part(name, "base", &base));
    ck_assert(read_part(name, "ours", &ours));
    ck_assert(read_part(name, "theirs", &theirs));
    read_resolutions(name, &res);
    rc = bpq_merge_file(bpq_buf_str(&base), bpq_buf_str(&ours),
                        bpq_buf_str(&theirs), &res, &m, &e);
    if (read_part(name, "refused", &want))
        assert_refused(name, rc, &e, want.p);
    else if (rc)
        ck_abort_msg("%s: %s", name, e.line);
    else if (read_part(name, "conflict", &want))
        assert_conflicts(name, &m, want.p);
    else if (read_part(name, "clean", &want))
        assert_result(name, &m, want.p, true, BPQ_HOW_CONFLICT);
    else if (read_part(name, "transplant", &want))
        assert_result(name, &m, want.p, false, BPQ_HOW_TRANSPLANT);
    else if (read_part(name, "resolved", &want))
        assert_result(name, &m, want.p, false, BPQ_HOW_RESOLUTION);
    else
        ck_abort_msg("%s: nothing says what comes of it", name);
    bpq_merge_free(&m);
    bpq_resolutions_free(&res);
    bpq_buf_free(&base);
    bpq_buf_free(&ours);
    bpq_buf_free(&theirs);
    bpq_buf_free(&want);
}

START_TEST(cases)
{
    struct dirent **v;
    int n = scandir(CASES, &v, NULL, alphasort), run = 0;

    ck_assert_int_gt(n, 0);
    for (int i = 0; i < n; i++) {
        if (v[i]->d_name[0] != '.') {
            run_case(v[i]->d_name);
            run++;
        }
        free(v[i]);
    }
    free(v);
    ck_assert_int_ge(run, 20);
}
END_TEST

START_TEST(words)
{
    struct bpq_str s = bpq_str("  foo_1(bar->baz, \"x\");\n");
    const char *want[] = {"foo_1", "bar", "baz", "x", ""};
    const char *p = s.p;

    for (size_t i = 0; i < 5; i++)
        ck_assert(bpq_str_eq(bpq_word_next(s, &p), bpq_str(want[i])));
    ck_assert(bpq_has_word(s, bpq_str("baz")));
    ck_assert(bpq_has_word(s, bpq_str("foo_1")));
    ck_assert(!bpq_has_word(s, bpq_str("foo")));
    ck_assert(!bpq_has_word(s, bpq_str("1")));
    ck_assert(!bpq_has_word(bpq_str("xbar barx"), bpq_str("bar")));
    ck_assert(bpq_has_word(bpq_str("xbar barx bar"), bpq_str("bar")));
    ck_assert(!bpq_has_word(bpq_str(""), bpq_str("bar")));
}
END_TEST

START_TEST(likeness)
{
    struct bpq_str a = bpq_str("    set(x, one);\n");

    ck_assert(bpq_lines_alike(a, a));
    ck_assert(bpq_lines_alike(a, bpq_str("set(x, two, three)\n")));
    ck_assert(!bpq_lines_alike(a, bpq_str("set(y, two, three)\n")));
    /* A word counts as often as it occurs in both. */
    ck_assert(!bpq_lines_alike(bpq_str("a a a a"), bpq_str("a b c d")));
    ck_assert(!bpq_lines_alike(bpq_str(""), bpq_str("{\n")));
    ck_assert(bpq_built_alike(a, bpq_str("    set(x, two);\n")));
    ck_assert(!bpq_built_alike(a, bpq_str("  set(x, two);\n")));
    ck_assert(!bpq_built_alike(a, bpq_str("\tset(x, two);\n")));
    ck_assert(bpq_built_alike(bpq_str("ENTRY(a)"), bpq_str("ENTRY(b, c, d)")));
    ck_assert(!bpq_built_alike(bpq_str("int a"), bpq_str("int b, c, d")));
}
END_TEST

START_TEST(comments)
{
    const char *yes[] = {"/* x", " * x\n", " */\n",
                         " *\n", "// x\n", "\t*\r\n"};
    const char *no[] = {"*p = 1;\n", "x /* y */\n", "\n", "", "/ 2\n"};

    for (size_t i = 0; i < sizeof(yes) / sizeof(*yes); i++)
        ck_assert_msg(bpq_is_comment(bpq_str(yes[i])), "%s", yes[i]);
    for (size_t i = 0; i < sizeof(no) / sizeof(*no); i++)
        ck_assert_msg(!bpq_is_comment(bpq_str(no[i])), "%s", no[i]);
}
END_TEST

START_TEST(open_pairs)
{
    struct bpq_open o = {0};

    bpq_open_add(&o, bpq_str("if (f(a[1]) {\n"));
    ck_assert_int_eq(o.braces, 1);
    ck_assert_int_eq(o.parens, 1);
    ck_assert_int_eq(o.brackets, 0);
    bpq_open_add(&o, bpq_str("# ifdef X\n"));
    bpq_open_add(&o, bpq_str("#if Y\n"));
    bpq_open_add(&o, bpq_str("  #endif\n"));
    bpq_open_add(&o, bpq_str("#else\n"));
    bpq_open_add(&o, bpq_str("if ("));
    ck_assert_int_eq(o.ifs, 1);
    ck_assert_int_eq(o.parens, 2);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("transplant");
    TCase *t = tcase_create("transplant");

    tcase_add_checked_fixture(t, init, shut_down);
    tcase_add_test(t, cases);
    tcase_add_test(t, words);
    tcase_add_test(t, likeness);
    tcase_add_test(t, comments);
    tcase_add_test(t, open_pairs);
    suite_add_tcase(s, t);
    return run_suite(s);
}
