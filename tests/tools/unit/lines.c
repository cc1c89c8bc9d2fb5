/* SPDX-License-Identifier: LGPL-2.1-only */
/* Comparing only what lies between common lines gives the hunks that comparing
 * all gives, where little differs. */
#include <check.h>
#include <git2.h>
#include <stdlib.h>

#include "git/lines.h"
#include "suite.h"

#define MANY                                                                   \
    500 /* more than what is left of common lines, and than a block            \
         */

static const struct {
    const char *old, *new; /* with MANY lines before and after */
} edits[] = {
    {"", ""},
    {"a\n", ""},
    {"", "a\n"},
    {"a\n", "b\n"},
    {"a\nb\n", "b\na\n"},
    {"line 499\n", ""},           /* as the line before */
    {"", "line 499\nline 499\n"}, /* among its like */
    {"", "line 0\n"},             /* as the line after */
    {"x\ny\nz\n", "y\n"},
    {"x", "y"}, /* no line of its own */
};

static void lines(struct bpq_buf *b, const char *of)
{
    for (int i = 0; i < MANY; i++)
        bpq_buf_addf(b, "%s %d\n", of, i);
}

static char *text(const char *middle, int ends)
{
    struct bpq_buf b = BPQ_BUF_INIT;

    bpq_buf_adds(&b, "");
    if (ends & 1)
        lines(&b, "line");
    bpq_buf_adds(&b, middle);
    if (ends & 2)
        lines(&b, "line");
    if (ends & 4)
        bpq_buf_adds(&b, "no end of a line");
    return b.p;
}

static void same_hunks(struct bpq_str old, struct bpq_str new)
{
    struct bpq_err e = {0};
    struct bpq_hunks whole, near;

    ck_assert_int_eq(bpq_diff(&whole, old, new, &e), BPQ_OK);
    ck_assert_int_eq(bpq_diff_near(&near, old, new, &e), BPQ_OK);
    ck_assert_uint_eq(near.n, whole.n);
    for (size_t i = 0; i < near.n; i++) {
        ck_assert_uint_eq(near.v[i].i0, whole.v[i].i0);
        ck_assert_uint_eq(near.v[i].chg0, whole.v[i].chg0);
        ck_assert_uint_eq(near.v[i].i, whole.v[i].i);
        ck_assert_uint_eq(near.v[i].chg, whole.v[i].chg);
    }
    bpq_hunks_free(&whole);
    bpq_hunks_free(&near);
}

START_TEST(near)
{
    for (int ends = 0; ends < 8; ends++) {
        char *old = text(edits[_i].old, ends), *new = text(edits[_i].new, ends);

        same_hunks(bpq_str(old), bpq_str(new));
        same_hunks(bpq_str(new), bpq_str(old));
        free(old);
        free(new);
    }
}
END_TEST

/* Not all texts have the same ends. */
START_TEST(ends_that_differ)
{
    char *texts[] = {text("", 1), text("", 2),  text("x\n", 3), text("", 5),
                     text("", 0), text("x", 0), text("\n\n", 4)};
    size_t n = sizeof(texts) / sizeof(*texts);

    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < n; k++)
            same_hunks(bpq_str(texts[i]), bpq_str(texts[k]));
    same_hunks((struct bpq_str){NULL, 0}, bpq_str(texts[0]));
    same_hunks(bpq_str(texts[0]), (struct bpq_str){NULL, 0});
    same_hunks((struct bpq_str){NULL, 0}, (struct bpq_str){NULL, 0});
    for (size_t i = 0; i < n; i++)
        free(texts[i]);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("lines");
    TCase *tc = tcase_create("lines");
    int failed;

    git_libgit2_init();
    tcase_add_loop_test(tc, near, 0, sizeof(edits) / sizeof(*edits));
    tcase_add_test(tc, ends_that_differ);
    suite_add_tcase(s, tc);
    failed = run_suite(s);
    git_libgit2_shutdown();
    return failed;
}
