/* SPDX-License-Identifier: LGPL-2.1-only */
#define _GNU_SOURCE
#include <check.h>
#include <git2.h>
#include <stdlib.h>
#include <string.h>

#include "git/lines.h"
#include "merge/excerpt.h"
#include "merge/merge.h"
#include "merge/recipe.h"
#include "suite.h"

static void init(void)
{
    git_libgit2_init();
}

static void shut_down(void)
{
    git_libgit2_shutdown();
}

/* ---- one region ---- */

/* The recipe by which the region becomes the result; NULL if there is none. */
static char *recipe(const char *base, const char *ours, const char *theirs,
                    const char *result)
{
    struct bpq_region r = {
        .base = (char *)base, .ours = (char *)ours, .theirs = (char *)theirs};
    struct bpq_buf out = BPQ_BUF_INIT;
    struct bpq_lines l;
    bool is;

    bpq_lines_split(&l, bpq_str(result));
    is = bpq_recipe(&r, l.v, l.n, &out);
    bpq_lines_free(&l);
    if (is)
        return out.p;
    bpq_buf_free(&out);
    return NULL;
}

START_TEST(pieces)
{
    static const struct {
        const char *base, *ours, *theirs, *result, *recipe;
    } cases[] = {
        {"a\n", "b\n", "c\n", "b\n", "ours all\n"},
        {"a\n", "b\n", "c\n", "c\n", "theirs all\n"},
        {"a\n", "b\n", "c\n", "a\n", "base all\n"},
        {"a\n", "b\n", "c\n", "b\nc\n", "ours all\ntheirs all\n"},
        {"a\n", "b\n", "c\n", "d\n", "| d\n"},
        {"a\n", "b\n", "c\n", "\n", "|\n"},
        {"a\n", "b\n", "c\n", "\tx \n", "| \tx \n"},
        {"", "1\n2\n3\n4\n", "2\n3\n5\n", "2\n3\n5\n4\n",
         "theirs all\nours 4\n"},
        /* the longest run, and ours where both have it */
        {"", "1\n2\n3\n4\n", "1\n2\n9\n", "1\n2\n8\n3\n4\n",
         "ours 1-2\n| 8\nours 3-4\n"},
        /* of equal lines the one below the last piece */
        {"", "}\na\n}\nb\n}\n", "x\n", "a\nx\n}\nb\nx\n}\n",
         "ours 2\ntheirs all\nours 3-4\ntheirs all\nours 5\n"},
        {"a\n", "", "c\n", "", "ours all\n"},
        {"a\n", "b\n", "", "", "theirs all\n"},
        {"", "b\n", "c\n", "", "base all\n"},
        {"a\n", "b\n", "c\n", "", NULL},
        {"a\r\n", "b\r\n", "c\r\n", "d\r\nc\r\n", "| d\ntheirs all\n"},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        char *got = recipe(cases[i].base, cases[i].ours, cases[i].theirs,
                           cases[i].result);

        if (cases[i].recipe)
            ck_assert_pstr_eq(got, cases[i].recipe);
        else
            ck_assert_ptr_null(got);
        free(got);
    }
}
END_TEST

/* Whatever the result is, the recipe gives it. */
START_TEST(it_gives_the_result)
{
    static const char *const sides[] = {"",     "a\n",          "a\nb\n",
                                        "\n\n", "b\na\nb\nc\n", "  a\n\tb\n"};
    size_t n = sizeof(sides) / sizeof(*sides);

    for (size_t i = 0; i < n * n * n * n; i++) {
        struct bpq_region r = {.base = (char *)sides[i % n],
                               .ours = (char *)sides[i / n % n],
                               .theirs = (char *)sides[i / n / n % n]};
        const char *result = sides[i / n / n / n];
        struct bpq_resolution s = {.path = (char *)"recipe"};
        struct bpq_buf out = BPQ_BUF_INIT;
        struct bpq_err e = {0};
        char *got = recipe(r.base, r.ours, r.theirs, result);

        if (got) {
            bpq_buf_adds(&s.recipe, got);
            ck_assert_int_eq(bpq_resolution_apply(&s, &r, &out, &e), BPQ_OK);
            ck_assert_str_eq(bpq_buf_str(&out).p, result);
        } else {
            ck_assert(!*result && *r.base && *r.ours && *r.theirs);
        }
        free(got);
        free(r.taken);
        bpq_buf_free(&s.recipe);
        bpq_buf_free(&out);
    }
}
END_TEST

/* ---- a file ---- */

struct file {
    const char *base, *ours, *theirs, *result;
    bool part;
};

static bool find(const struct file *f, struct bpq_resolutions *known,
                 struct bpq_resolutions *res)
{
    struct bpq_wanted w = {.base = bpq_str(f->base),
                           .ours = bpq_str(f->ours),
                           .theirs = bpq_str(f->theirs),
                           .result = bpq_str(f->result),
                           .part = f->part,
                           .is_c = true,
                           .note = "a note",
                           .known = known};
    struct bpq_err e = {0};
    bool found;
    int rc = bpq_recipes(&w, res, &found, &e);

    ck_assert_msg(!rc, "%s", e.line);
    return found;
}

/* With these n resolutions the merge has the result, and with none of them
 * less; *res gets them. */
static void assert_found(const struct file *f, size_t n,
                         struct bpq_resolutions *res)
{
    ck_assert(find(f, NULL, res));
    ck_assert_uint_eq(res->n, n);
    for (size_t leave = 0; leave <= n; leave++) {
        struct bpq_resolutions some = {0};
        struct bpq_err e = {0};
        struct bpq_merge m;

        for (size_t i = 0; i < n; i++)
            if (i != leave)
                ck_assert(!bpq_resolution_add(&some, res->v[i].key, "path",
                                              bpq_buf_str(&res->v[i].recipe),
                                              &e));
        if (f->part)
            ck_assert(!bpq_merge_part(bpq_str(f->base), bpq_str(f->ours),
                                      bpq_str(f->theirs), true, &some, &m, &e));
        else
            ck_assert(!bpq_merge_file(bpq_str(f->base), bpq_str(f->ours),
                                      bpq_str(f->theirs), &some, &m, &e));
        ck_assert_int_eq(bpq_str_eq(bpq_buf_str(&m.text), bpq_str(f->result)),
                         leave == n);
        bpq_merge_free(&m);
        bpq_resolutions_free(&some);
    }
}

static void assert_recipe(const struct bpq_resolutions *res, size_t i,
                          const char *text)
{
    char *whole = bpq_fmt("# a note\n%s", text);
    char *path = bpq_fmt("resolutions/%s", res->v[i].key);

    ck_assert_str_eq(bpq_buf_str(&res->v[i].recipe).p, whole);
    ck_assert_str_eq(res->v[i].path, path);
    free(whole);
    free(path);
}

static void assert_none(const struct file *f)
{
    struct bpq_resolutions res = {0};

    ck_assert(!find(f, NULL, &res));
    ck_assert_uint_eq(res.n, 0);
}

START_TEST(the_merge_itself)
{
    struct file f = {"a\nb\nc\nd\ne\n", "A\nb\nc\nd\ne\n", "a\nb\nc\nd\nE\n",
                     "A\nb\nc\nd\nE\n", false};
    struct bpq_resolutions res = {0};

    assert_found(&f, 0, &res);
    f.result = "A\nb\nc\nd\nX\n"; /* git's merge is clean, and another */
    assert_none(&f);
}
END_TEST

START_TEST(two_conflicts)
{
    struct file f = {"a\nb\nc\nd\ne\nf\ng\n", "A\nb\nc\nd\nE\nf\ng\n",
                     "x\nb\nc\nd\ny\nf\nG\n", "A\nx\nb\nc\nd\nz\nf\nG\n",
                     false};
    struct bpq_resolutions res = {0};

    assert_found(&f, 2, &res);
    assert_recipe(&res, 0, "ours all\ntheirs all\n");
    assert_recipe(&res, 1, "| z\n");
    bpq_resolutions_free(&res);
    f.result = "A\nx\nb\nC\nd\nz\nf\nG\n"; /* a line between them */
    assert_none(&f);
    f.result = "A\nx\nb\nc\nd\nz\nf\ng\n"; /* theirs, that merges clean */
    assert_none(&f);
    f.result = "";
    assert_none(&f);
}
END_TEST

START_TEST(the_same_conflict_twice)
{
    struct file f = {"a\n1\n2\n3\na\n", "A\n1\n2\n3\nA\n", "x\n1\n2\n3\nx\n",
                     "A\nx\n1\n2\n3\nA\nx\n", false};
    struct bpq_resolutions res = {0};

    assert_found(&f, 1, &res);
    bpq_resolutions_free(&res);
    f.result = "A\nx\n1\n2\n3\nx\nA\n";
    assert_none(&f);
}
END_TEST

START_TEST(one_that_is_known)
{
    struct file f = {"a\n", "A\n", "x\n", "x\n", false};
    struct bpq_resolutions known = {0}, res = {0};
    struct bpq_err e = {0};

    ck_assert(find(&f, NULL, &res));
    ck_assert(!bpq_resolution_add(&known, res.v[0].key, "path",
                                  bpq_str("# known\ntheirs 1\n"), &e));
    bpq_resolutions_free(&res);
    ck_assert(find(&f, &known, &res));
    ck_assert_uint_eq(res.n, 1);
    ck_assert_str_eq(res.v[0].recipe.p, "# known\ntheirs 1\n");
    bpq_resolutions_free(&res);
    f.result = "A\n"; /* a key has one resolution in a folder */
    ck_assert(!find(&f, &known, &res));
    ck_assert_uint_eq(res.n, 0);
    bpq_resolutions_free(&known);
}
END_TEST

START_TEST(instead_of_a_transplant)
{
    struct file f = {"int one;\nint two;\nint three;\n",
                     "int one;\nint two = 2;\nint three;\n",
                     "int one;\nint two;\n", "int one;\nint two = 2;\n", false};
    struct bpq_resolutions res = {0};

    assert_found(&f, 0, &res);
    f.result = "int one;\nint two;\n";
    assert_found(&f, 1, &res);
    assert_recipe(&res, 0, "theirs all\n");
    bpq_resolutions_free(&res);
}
END_TEST

START_TEST(windows_newlines_and_none)
{
    struct file f = {"a\r\nb\r\nc\r\n", "A\r\nb\r\nc\r\n", "x\r\nb\r\nc\r\n",
                     "z\r\nb\r\nc\r\n", false};
    struct bpq_resolutions res = {0};

    assert_found(&f, 1, &res);
    assert_recipe(&res, 0, "| z\n");
    bpq_resolutions_free(&res);
    f = (struct file){"a", "A", "x", "x", false};
    assert_found(&f, 1, &res);
    bpq_resolutions_free(&res);
    f.result = "z"; /* a line of our own has a newline */
    assert_none(&f);
}
END_TEST

START_TEST(a_part_of_a_file)
{
    struct file f = {"int f(void)\n{\n    call_it(1);\n    return 0;\n}\n",
                     "int before;\n\nint f(void)\n{\n    call_it(2);\n"
                     "    return 0;\n}\n\nint g(void)\n{\n    return 1;\n}\n",
                     "int f(void)\n{\n    call_that(1);\n    return 0;\n}\n",
                     "int before;\n\nint f(void)\n{\n    call_that(2);\n"
                     "    return 0;\n}\n\nint g(void)\n{\n    return 1;\n}\n",
                     true};
    struct bpq_resolutions res = {0};

    assert_found(&f, 1, &res);
    assert_recipe(&res, 0, "|     call_that(2);\n");
    bpq_resolutions_free(&res);
}
END_TEST

START_TEST(another_block)
{
    struct file f = {"void f(int a)\n{\n    if (a) {\n        one(a);\n    }\n"
                     "    while (later_than(a)) {\n        two(a);\n    }\n}\n",
                     "void f(int a)\n{\n    if (is(a)) {\n        here(a);\n"
                     "    } /* 1 */\n    while (later_here(a)) {\n"
                     "        there(a);\n    } /* 2 */\n}\n",
                     "void f(int a)\n{\n    if (a) {\n        one(a);\n"
                     "        check_it(a);\n    }\n"
                     "    while (later_than(a)) {\n        two(a);\n    }\n}\n",
                     "void f(int a)\n{\n    if (is(a)) {\n        here(a);\n"
                     "        check_it(a);\n    } /* 1 */\n"
                     "    while (later_here(a)) {\n        there(a);\n"
                     "    } /* 2 */\n}\n",
                     false};
    struct bpq_resolutions res = {0};

    assert_found(&f, 1, &res);
    assert_recipe(&res, 0, "ours 1-2\ntheirs 3\nours 3-6\n");
    bpq_resolutions_free(&res);
    f.result = "void f(int a)\n{\n    if (is(a)) {\n        here(a);\n"
               "    } /* 1 */\n    while (later_here(a)) {\n"
               "        there(a);\n        check_it(a);\n    } /* 2 */\n}\n";
    assert_none(&f);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("recipe");
    TCase *t = tcase_create("recipe");

    tcase_add_checked_fixture(t, init, shut_down);
    tcase_add_test(t, pieces);
    tcase_add_test(t, it_gives_the_result);
    tcase_add_test(t, the_merge_itself);
    tcase_add_test(t, two_conflicts);
    tcase_add_test(t, the_same_conflict_twice);
    tcase_add_test(t, one_that_is_known);
    tcase_add_test(t, instead_of_a_transplant);
    tcase_add_test(t, windows_newlines_and_none);
    tcase_add_test(t, a_part_of_a_file);
    tcase_add_test(t, another_block);
    suite_add_tcase(s, t);
    return s;
}

int main(void)
{
    return run_suite(suite());
}
