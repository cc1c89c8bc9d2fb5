/* SPDX-License-Identifier: LGPL-2.1-only */
/* Merging by words, and what is done to its lines. */
#include <check.h>
#include <git2.h>
#include <stdlib.h>

#include "merge/align.h"
#include "merge/block.h"
#include "merge/wordmerge.h"
#include "suite.h"

static void init(void)
{
    git_libgit2_init();
}

static void shut_down(void)
{
    git_libgit2_shutdown();
}

static const struct {
    const char *base, *ours, *theirs, *result; /* NULL: a conflict */
} merges[] = {
    {"f(a, 1);\n", "f(a, 2);\n", "g(a, 1);\n", "g(a, 2);\n"},
    {"f(a);\n", "f(b);\n", "f(c);\n", NULL},
    {"a b\n", "a\n  b\n", "a bc\n", NULL}, /* next to each other */
    {"a (b)\n", "a\n  (b)\n", "a (bc)\n", "a\n  (bc)\n"},
    {"", "", "", ""},
    {"one\n", "one\n", "one\ntwo\n", "one\ntwo\n"},
    {"x = 1;", "x = 2;", "y = 1;", "y = 2;"}, /* no newline at the end */
    {"\ta\tb\n", "\ta\tc\n", "\td\tb\n", "\td\tc\n"},
    /* bytes that no text should have are neither lost nor taken for others */
    {"a \001 b\n", "a \001 c\n", "d \001 b\n", "d \001 c\n"},
};

START_TEST(merge)
{
    struct bpq_buf out = BPQ_BUF_INIT;
    struct bpq_err e = {0};
    bool clean;

    bpq_buf_adds(&out, "");
    ck_assert_int_eq(
        bpq_word_merge(bpq_str(merges[_i].base), bpq_str(merges[_i].ours),
                       bpq_str(merges[_i].theirs), &out, &clean, &e),
        0);
    ck_assert_int_eq(clean, merges[_i].result != NULL);
    ck_assert_str_eq(out.p, clean ? merges[_i].result : "");
    bpq_buf_free(&out);
}
END_TEST

static const struct {
    const char *result, *theirs, *aligned;
} aligned[] = {
    {"    longer_name(a,\n         b);\n", "    name(a,\n         b);\n",
     "    longer_name(a,\n                b);\n"},
    /* not below a parenthesis in theirs either */
    {"    longer_name(a,\n        b);\n", "    name(a,\n        b);\n",
     "    longer_name(a,\n        b);\n"},
    /* a line that theirs does not have */
    {"    longer_name(a,\n         c);\n", "    name(a,\n         b);\n",
     "    longer_name(a,\n         c);\n"},
    {"    if ( f(a) &&\n         b )\n", "    if ( g(a) &&\n         b )\n",
     "    if ( f(a) &&\n         b )\n"},
};

START_TEST(align)
{
    struct bpq_buf out = BPQ_BUF_INIT;
    struct bpq_lines result, theirs;

    bpq_lines_split(&result, bpq_str(aligned[_i].result));
    bpq_lines_split(&theirs, bpq_str(aligned[_i].theirs));
    bpq_align_lines(&out, &result, &theirs, 0, theirs.n);
    ck_assert_str_eq(out.p, aligned[_i].aligned);
    bpq_lines_free(&result);
    bpq_lines_free(&theirs);
    bpq_buf_free(&out);
}
END_TEST

#define ONE "int f(void)\n{\n    if ( a )\n    {\n        one();\n"
#define TWO "    }\n    else if ( b )\n    {\n        two();\n"
#define END "    }\n}\n"
#define ADDED "        added_call();\n"
#define OLD ONE TWO END
#define IN_A ONE ADDED TWO END
#define IN_B ONE TWO ADDED END
#define IN_F ONE TWO "    }\n    added_call();\n}\n"
#define IN_G OLD "int g(void)\n{\n    added_call();\n}\n"

static const struct {
    const char *theirs, *result, *line;
} blocks[] = {
    {IN_B, IN_B, NULL},
    {IN_B, IN_A, "added_call();"},
    {IN_A, IN_A, NULL},
    {IN_F, IN_F, NULL},
    {IN_F, IN_G, "added_call();"},
    {IN_F, IN_A, "added_call();"},
    {IN_A, OLD, NULL}, /* ours had it already */
};

START_TEST(block)
{
    struct bpq_err e = {0};
    char *line;

    ck_assert_int_eq(bpq_block_moved(bpq_str(OLD), bpq_str(blocks[_i].theirs),
                                     bpq_str(OLD), bpq_str(blocks[_i].result),
                                     NULL, &line, &e),
                     0);
    if (blocks[_i].line)
        ck_assert_str_eq(line, blocks[_i].line);
    else
        ck_assert_ptr_null(line);
    free(line);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("words");
    TCase *t = tcase_create("words");

    tcase_add_checked_fixture(t, init, shut_down);
    tcase_add_loop_test(t, merge, 0, sizeof(merges) / sizeof(merges[0]));
    tcase_add_loop_test(t, align, 0, sizeof(aligned) / sizeof(aligned[0]));
    tcase_add_loop_test(t, block, 0, sizeof(blocks) / sizeof(blocks[0]));
    suite_add_tcase(s, t);
    return run_suite(s);
}
