/* SPDX-License-Identifier: LGPL-2.1-only */
#include "queue/kept.h"

#include <git2.h>

#include "suite.h"

/* A change from before to after, was and now have it as kept says. */
static const struct {
    const char *before, *after, *was, *now;
    enum bpq_kept kept;
} cases[] = {
    /* added, and there with other lines */
    {"a\nb\n", "a\nx\nb\n", "a\nx\nb\n", "own\na\nx\nother\n", BPQ_KEPT},
    /* taken back */
    {"a\nb\n", "a\nx\nb\n", "a\nx\nb\n", "a\nb\n", BPQ_KEPT_NOT},
    /* once of twice */
    {"a\n", "a\nx\nx\n", "a\nx\nx\n", "a\nx\n", BPQ_KEPT_NOT},
    /* removed, and back */
    {"a\nb\n", "b\n", "b\n", "a\nb\n", BPQ_KEPT_NOT},
    {"a\nb\n", "b\n", "b\nc\n", "own\nb\n", BPQ_KEPT},
    /* removed once of twice, and there as often */
    {"a\na\n", "a\n", "a\n", "own\na\n", BPQ_KEPT_UNTOLD},
    /* what was added is gone since */
    {"a\n", "a\nx\n", "a\ny\n", "own\na\ny\n", BPQ_KEPT_UNTOLD},
    {"a\n", "a\nx\nz\n", "a\ny\nz\n", "own\na\ny\nz\n", BPQ_KEPT},
    /* lines without a letter tell nothing */
    {"a\n", "a\n\n}\n", "a\n\n}\n", "own\na\n", BPQ_KEPT_UNTOLD},
    /* white space at the end, and no newline */
    {"a\n", "a\nx\n", "a\nx", "a\nx  \n", BPQ_KEPT},
    {"", "x\n", "x\n", "", BPQ_KEPT_NOT},
    {"", "", "", "", BPQ_KEPT_UNTOLD},
};

START_TEST(lines_of_a_change)
{
    struct bpq_kept_texts t = {bpq_str(cases[_i].before),
                               bpq_str(cases[_i].after), bpq_str(cases[_i].was),
                               bpq_str(cases[_i].now)};
    struct bpq_err e = {0};
    enum bpq_kept kept;

    ck_assert_int_eq(bpq_kept(&t, &kept, &e), 0);
    ck_assert_int_eq(kept, cases[_i].kept);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("kept");
    TCase *tc = tcase_create("lines");
    int failed;

    git_libgit2_init();
    tcase_add_loop_test(tc, lines_of_a_change, 0,
                        sizeof(cases) / sizeof(cases[0]));
    suite_add_tcase(s, tc);
    failed = run_suite(s);
    git_libgit2_shutdown();
    return failed;
}
