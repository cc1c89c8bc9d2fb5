/* SPDX-License-Identifier: LGPL-2.1-only */
#define _GNU_SOURCE
#include <check.h>
#include <git2.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "merge/resolution.h"
#include "suite.h"

#define KEY "0123456789abcdef0123456789abcdef01234567"

static char dir[] = "/tmp/bpq-resolution-XXXXXX";

static void make_dir(void)
{
    git_libgit2_init();
    ck_assert_ptr_nonnull(mkdtemp(dir));
}

static void remove_dir(void)
{
    char *path = bpq_fmt("%s/%s", dir, KEY);

    unlink(path);
    free(path);
    ck_assert_int_eq(rmdir(dir), 0);
    strcpy(dir + strlen(dir) - 6, "XXXXXX");
    git_libgit2_shutdown();
}

/* Resolve the region a b c / A B / x y z by RECIPE. */
static int run(const char *recipe, size_t len, struct bpq_buf *out,
               struct bpq_err *e)
{
    struct bpq_region r = {.base = (char *)"a\nb\nc\n",
                           .ours = (char *)"A\nB\n",
                           .theirs = (char *)"x\ny\nz\n"};
    struct bpq_resolutions res = {0};
    char *path = bpq_fmt("%s/%s", dir, KEY);
    int rc = bpq_file_write(path, (struct bpq_str){recipe, len}, e);

    ck_assert_int_eq(rc, BPQ_OK);
    rc = bpq_resolution_read(path, &res, e);
    if (!rc) {
        ck_assert_uint_eq(res.n, 1);
        ck_assert_str_eq(res.v[0].key, KEY);
        ck_assert(!res.v[0].used);
        ck_assert_ptr_eq(bpq_resolution_find(&res, KEY), &res.v[0]);
        rc = bpq_resolution_apply(&res.v[0], &r, out, e);
        ck_assert(res.v[0].used);
    }
    free(r.taken);
    bpq_resolutions_free(&res);
    free(path);
    return rc;
}

START_TEST(pieces_in_order)
{
    static const struct {
        const char *recipe, *result;
    } t[] = {
        {"ours all\n", "A\nB\n"},
        {"theirs 2-3\nours 1\n", "y\nz\nA\n"},
        {"# why\n\nbase 3\n| own text\n|\n| \nbase 1", "c\nown text\n\n\na\n"},
        {"| two  spaces \n|   indented\n", "two  spaces \n  indented\n"},
        {"theirs\tall\r\n| x\r\n", "x\ny\nz\nx\n"},
        {"| last", "last\n"},
        {"|", "\n"},
    };
    struct bpq_err e = {0};

    for (size_t i = 0; i < sizeof(t) / sizeof(*t); i++) {
        struct bpq_buf out = BPQ_BUF_INIT;

        ck_assert_int_eq(run(t[i].recipe, strlen(t[i].recipe), &out, &e),
                         BPQ_OK);
        ck_assert_str_eq(out.p, t[i].result);
        bpq_buf_free(&out);
    }
}
END_TEST

START_TEST(faults_name_file_and_line)
{
    static const struct {
        const char *recipe, *where, *why;
    } t[] = {
        {"", KEY ": ", "empty"},
        {"# only a comment\n\n", KEY ": ", "empty"},
        {"ours 1\nhers 1\n", KEY ":2: ", "unknown word"},
        {"ours\n", KEY ":1: ", "bad range"},
        {"ours 0\n", KEY ":1: ", "bad range"},
        {"ours 2-1\n", KEY ":1: ", "bad range"},
        {"ours 1-\n", KEY ":1: ", "bad range"},
        {"ours -1\n", KEY ":1: ", "bad range"},
        {"ours 1-2-3\n", KEY ":1: ", "bad range"},
        {"ours 1 2\n", KEY ":1: ", "bad range"},
        {"ours 99999999999999999999999\n", KEY ":1: ", "bad range"},
        {"ours ALL\n", KEY ":1: ", "bad range"},
        {"|text\n", KEY ":1: ", "no space"},
        {"ours 3\n", KEY ":1: ", "line 3 of ours"},
        {"base all\n\ntheirs 2-4\n", KEY ":3: ", "line 4 of theirs"},
    };
    struct bpq_err e = {0};

    for (size_t i = 0; i < sizeof(t) / sizeof(*t); i++) {
        struct bpq_buf out = BPQ_BUF_INIT;

        ck_assert_int_eq(run(t[i].recipe, strlen(t[i].recipe), &out, &e),
                         BPQ_FAIL);
        ck_assert_msg(strstr(e.line, t[i].where) && strstr(e.line, t[i].why),
                      "recipe %zu: %s", i, e.line);
        ck_assert_ptr_null(strchr(e.line, '\n'));
        bpq_err_clear(&e);
        bpq_buf_free(&out);
    }
}
END_TEST

START_TEST(bad_files)
{
    struct bpq_resolutions res = {0};
    struct bpq_buf out = BPQ_BUF_INIT;
    struct bpq_err e = {0};

    ck_assert_int_eq(run("ours 1\n\0", 8, &out, &e), BPQ_FAIL);
    ck_assert_ptr_nonnull(strstr(e.line, "NUL"));
    ck_assert_int_eq(bpq_resolution_read("/tmp/0123", &res, &e), BPQ_FAIL);
    ck_assert_ptr_nonnull(strstr(e.line, "40 hex digits"));
    ck_assert_int_eq(bpq_resolution_read("/nonexistent/" KEY, &res, &e),
                     BPQ_FAIL);
    ck_assert_ptr_nonnull(strstr(e.line, "/nonexistent/" KEY));
    ck_assert_uint_eq(res.n, 0);
    bpq_err_clear(&e);
    bpq_buf_free(&out);
}
END_TEST

START_TEST(own_text_ends_lines_as_the_file)
{
    struct bpq_region r = {.base = (char *)"",
                           .ours = (char *)"a\r\nb",
                           .theirs = (char *)"c\r\n"};
    struct bpq_resolution s = {.path = (char *)"x"};
    struct bpq_err e = {0};
    struct bpq_buf out = BPQ_BUF_INIT;

    /* The last line of ours has no newline, and is not the last one here. */
    bpq_buf_adds(&s.recipe, "| t\nours all\n| u\nbase all\ntheirs all\n");
    ck_assert_int_eq(bpq_resolution_apply(&s, &r, &out, &e), BPQ_OK);
    ck_assert_str_eq(out.p, "t\r\na\r\nb\r\nu\r\nc\r\n");
    free(r.taken);
    bpq_buf_free(&s.recipe);
    bpq_buf_free(&out);
}
END_TEST

static void key_of(char key[41], const char *base, const char *ours,
                   const char *theirs)
{
    struct bpq_err e = {0};

    ck_assert_int_eq(bpq_conflict_key(key, base, ours, theirs, &e), BPQ_OK);
    ck_assert_uint_eq(strlen(key), 40);
}

START_TEST(key_is_of_the_normal_form)
{
    char a[41], b[41];

    key_of(a, "x\n", "y\n", "z\n");
    key_of(b, "x \t\r\n", "y", "z\r\n");
    ck_assert_str_eq(a, b);
    /* printf 'x\n\0y\n\0z\n\0' | git hash-object --stdin */
    ck_assert_str_eq(a, "3ae95c08cfe1940f6342d8ef6f6fdf8594dbfdcb");
    key_of(b, " x\n", "y\n", "z\n");
    ck_assert_str_ne(a, b);
    key_of(b, "x\ny\n", "", "z\n");
    ck_assert_str_ne(a, b);
    key_of(b, "y\n", "x\n", "z\n");
    ck_assert_str_ne(a, b);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("resolution");
    TCase *t = tcase_create("resolution");

    tcase_add_checked_fixture(t, make_dir, remove_dir);
    tcase_add_test(t, pieces_in_order);
    tcase_add_test(t, faults_name_file_and_line);
    tcase_add_test(t, bad_files);
    tcase_add_test(t, own_text_ends_lines_as_the_file);
    tcase_add_test(t, key_is_of_the_normal_form);
    suite_add_tcase(s, t);
    return run_suite(s);
}
