/* SPDX-License-Identifier: LGPL-2.1-only */
#define _GNU_SOURCE
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "attrs.h"
#include "suite.h"
#include "tmp.h"

/* A file at the top, one in sub/, and whether x is set for a path. */
static const struct {
    const char *top, *sub, *path;
    bool set;
} cases[] = {
    {"f x\n", NULL, "f", true},
    {"f x\n", NULL, "sub/f", true},
    {"/f x\n", NULL, "sub/f", false},
    {"/f x\n", NULL, "f", true},
    {"sub/f x\n", NULL, "sub/f", true},
    {"sub/f x\n", NULL, "other/sub/f", false},
    {"f y\n", NULL, "f", false},
    {"f xx\n", NULL, "f", false},
    {"f y x\n", NULL, "f", true},
    {"f\tx", NULL, "f", true},
    {"  f x\r\n", NULL, "f", true},
    {"# f x\n", NULL, "f", false},
    {"f -x\n", NULL, "f", false},
    {"f x=1\n", NULL, "f", false},
    {"f x -x\n", NULL, "f", false},
    {"f -x x\n", NULL, "f", true},
    {"f x\nf !x\n", NULL, "f", false},
    {"f !x\n* x\n", NULL, "f", true},
    {"* x\nf y\n", NULL, "f", true},
    {"* x\nf -x\n", NULL, "g", true},
    {"*.c x\n", NULL, "sub/a.c", true},
    {"*.c x\n", NULL, "sub/a.h", false},
    {"sub/*.c x\n", NULL, "sub/a.c", true},
    {"sub/*.c x\n", NULL, "sub/deep/a.c", false},
    {"sub/** x\n", NULL, "sub/deep/a.c", true},
    {"**/a.c x\n", NULL, "a.c", true},
    {"**/a.c x\n", NULL, "sub/deep/a.c", true},
    {"sub/**/a.c x\n", NULL, "sub/a.c", true},
    {"sub/**/a.c x\n", NULL, "sub/very/deep/a.c", true},
    {"sub/**/a.c x\n", NULL, "subs/a.c", false},
    {"a? x\n", NULL, "ab", true},
    {"a? x\n", NULL, "a", false},
    {"a[bc] x\n", NULL, "sub/ac", true},
    {"a[!bc] x\n", NULL, "ac", false},
    {"a[ x\n", NULL, "a[", false},
    {"a\\* x\n", NULL, "a*", true},
    {"a\\* x\n", NULL, "ab", false},
    {"\"a b\" x\n", NULL, "a b", true},
    {"sub x\n", NULL, "sub/f", false},
    {"f x\n", "f -x\n", "sub/f", false},
    {"f x\n", "f y\n", "sub/f", true},
    {"f x\n", "f -x\n", "f", true},
    {"", "f x\n", "sub/f", true},
    {"", "f x\n", "f", false},
    {"", "/f x\n", "sub/f", true},
    {"", "/f x\n", "sub/sub/f", false},
    {"sub/f x\n", "* -x\n", "sub/f", false},
    /* macros */
    {"[attr]m x\nf m\n", NULL, "f", true},
    {"[attr] m x\nf m\n", NULL, "f", false},
    {"[attr] m x\nf m\n", NULL, "a", true},
    {"f m\n[attr]m x\n", NULL, "sub/f", true},
    {"[attr]m x\nf -m\n", NULL, "f", false},
    {"[attr]m x\nf !m\n", NULL, "f", false},
    {"[attr]m x\nf m=1\n", NULL, "f", false},
    {"[attr]m -x\nf x m\n", NULL, "f", false},
    {"[attr]m -x\nf m x\n", NULL, "f", true},
    {"[attr]m -x\n* x\nf m\n", NULL, "f", false},
    {"[attr]m x\n[attr]m y\nf m\n", NULL, "f", false},
    {"[attr]m n\n[attr]n x\nf m\n", NULL, "f", true},
    {"[attr]m m\nf m\n", NULL, "f", false},
    {"[attr]m n\n[attr]n m x\nf m\n", NULL, "f", true},
    {"[attr]m x\n", "f m\n", "sub/f", true},
    {"", "[attr]m x\nf m\n", "sub/f", false},
    {"[attr]x y\nf x\n", NULL, "f", true},
    /* names as git quotes them */
    {"\"a\\040b\" x\n", NULL, "a b", true},
    {"\"\\303\\244\" x\n", NULL, "\303\244", true},
    {"\"a\\tb\" x\n", NULL, "a\tb", true},
    {"\"a\\qb\" x\n", NULL, "aqb", false},
    {"\"a\\\\*\" x\n", NULL, "a*", true},
    {"\"a\\\\*\" x\n", NULL, "ab", false},
    {"\"ab x\n", NULL, "\"ab", true},
    {"\"ab\"x\n", NULL, "ab", true},
    /* folders */
    {"sub x\n", NULL, "sub/", true},
    {"sub/ x\n", NULL, "sub/", true},
    {"sub/ x\n", NULL, "sub", false},
    {"sub/ x\n", NULL, "deep/sub/", true},
    {"/sub/ x\n", NULL, "deep/sub/", false},
    {"deep/sub/ x\n", NULL, "deep/sub/", true},
    {"sub/ x\n", NULL, "sub/f", false},
    {"/ x\n", NULL, "sub/", false},
};

START_TEST(says)
{
    struct bpq_attrs a = {0};

    bpq_attrs_push(&a, "", bpq_str(cases[_i].top));
    if (cases[_i].sub)
        bpq_attrs_push(&a, "sub/", bpq_str(cases[_i].sub));
    ck_assert_msg(bpq_attrs_is(&a, cases[_i].path, "x", NULL) == cases[_i].set,
                  "%s for %s", cases[_i].top, cases[_i].path);
    bpq_attrs_free(&a);
}
END_TEST

/* Git itself is of the same opinion. */
START_TEST(as_git_says)
{
    char *cmd, *sub = bpq_fmt("%s/sub", tmp_dir);

    tmp_put(".gitattributes", cases[_i].top);
    mkdir(sub, 0777);
    if (cases[_i].sub)
        tmp_put("sub/.gitattributes", cases[_i].sub);
    cmd = bpq_fmt("cd '%s' && export GIT_CONFIG_GLOBAL=/dev/null "
                  "GIT_CONFIG_NOSYSTEM=1 && git init -q && git check-attr x -- "
                  "'%s' | grep -q 'x: set$'",
                  tmp_dir, cases[_i].path);
    ck_assert_msg((system(cmd) == 0) == cases[_i].set, "%s for %s",
                  cases[_i].top, cases[_i].path);
    free(cmd);
    free(sub);
}
END_TEST

static const struct {
    const char *text, *value;
    bool is;
} values[] = {
    {"f x=crlf\n", "crlf", true}, {"f x=crlf\n", "lf", false},
    {"f x=crlf\n", "*", true},    {"f x\n", "*", false},
    {"f -x\n", "*", false},       {"f x=a x=b\n", "a", false},
    {"f x=a x=b\n", "b", true},   {"f x=a !x\n", "a", false},
    {"f xx=a\n", "*", false},     {"[attr]m x=a\nf m\n", "a", true},
    {"f x=a\n* y\n", "a", true},  {"* x=a\nf x=b\n", "a", false},
};

START_TEST(has_value)
{
    struct bpq_attrs a = {0};

    bpq_attrs_push(&a, "", bpq_str(values[_i].text));
    ck_assert_msg(bpq_attrs_is(&a, "f", "x", values[_i].value) == values[_i].is,
                  "%s is %s", values[_i].text, values[_i].value);
    bpq_attrs_free(&a);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("attrs");
    TCase *tc = tcase_create("attrs");
    int n = sizeof(cases) / sizeof(*cases);

    tcase_set_timeout(tc, 60);
    tcase_add_checked_fixture(tc, tmp_make, tmp_remove);
    tcase_add_loop_test(tc, says, 0, n);
    tcase_add_loop_test(tc, as_git_says, 0, n);
    tcase_add_loop_test(tc, has_value, 0, sizeof(values) / sizeof(*values));
    suite_add_tcase(s, tc);
    return run_suite(s);
}
