/* SPDX-License-Identifier: LGPL-2.1-only */
/* Fitting a change in where ours looks alike. */
#include <check.h>
#include <git2.h>
#include <stdlib.h>
#include <string.h>

#include "merge/fit.h"
#include "suite.h"

static void init(void)
{
    git_libgit2_init();
}

static void shut_down(void)
{
    git_libgit2_shutdown();
}

#define TOP                                                                    \
    "int first_function(struct thing *t)\n{\n    int number;\n\n"              \
    "    prepare_the_thing(t);\n"
#define END "    return number_of_the_thing(t);\n}\n"
#define OLD_CALL "    do_something(t, true);\n"
#define NEW_CALL "    do_another_thing(t);\n"
#define AUDIT "    audit_the_thing(t);\n"
#define GONE "    what_ours_lacks(t);\n"
#define EXTRA "    what_ours_has(t);\n"
#define LOOP                                                                   \
    "    for ( ; t; t = t->next )\n    {\n        count_the_thing(t);\n    "   \
    "}\n"

static const struct {
    const char *base, *ours, *theirs;
    const char *result; /* NULL: refused */
} fits[] = {
    /* what is removed has another form */
    {TOP OLD_CALL END, TOP "    do_something(t, 1);\n" END, TOP NEW_CALL END,
     TOP NEW_CALL END},
    /* ours has another name for what the change keeps */
    {TOP OLD_CALL END, TOP "    do_something(v, true, 3);\n" END,
     TOP "    do_another_thing(t, false);\n" END, NULL},
    /* it is not there */
    {TOP OLD_CALL END, TOP END, TOP NEW_CALL END, NULL},
    /* it need not be removed */
    {TOP OLD_CALL END, TOP END, TOP END, TOP END},
    /* ours lacks a line next to the added one */
    {TOP GONE END, TOP END, TOP AUDIT GONE END, TOP AUDIT END},
    {TOP GONE END, TOP END, TOP GONE AUDIT END, TOP AUDIT END},
    /* it lacks the paragraph of the added one, which becomes its own */
    {TOP "\n" GONE "\n" END, TOP "\n" END, TOP "\n" GONE AUDIT "\n" END,
     TOP "\n" AUDIT "\n" END},
    /* ours has others, too: the added ones stay in their paragraph */
    {TOP "\n" END, TOP "\n" EXTRA "\n" END, TOP AUDIT "\n" END,
     TOP AUDIT "\n" EXTRA "\n" END},
    {TOP "\n" END, TOP "\n" EXTRA "\n" END, TOP "\n" AUDIT END,
     TOP "\n" EXTRA "\n" AUDIT END},
    /* or it is not known where they belong */
    {TOP END, TOP EXTRA END, TOP AUDIT END, NULL},
    /* not into another block */
    {TOP LOOP END, TOP "    if ( t )\n" LOOP END,
     TOP "    for ( ; t; t = t->next )\n    {\n        count_the_thing(t);\n"
         "        audit_the_thing(t);\n    }\n" END,
     TOP
     "    if ( t )\n    for ( ; t; t = t->next )\n    {\n"
     "        count_the_thing(t);\n        audit_the_thing(t);\n    }\n" END},
    {TOP OLD_CALL END,
     TOP "    if ( t )\n    {\n        do_something(t, true);\n"
         "    }\n" END,
     TOP OLD_CALL AUDIT GONE END, NULL},
    {TOP "\n" END,
     "int first_function(struct thing *t)\n{\n    int number;\n\n"
     "    if ( t )\n    {\n        prepare_the_thing(t);\n    }\n\n" END,
     TOP AUDIT "\n" END, NULL},
    /* with the indentation of ours */
    {TOP OLD_CALL END,
     TOP "    if ( t )\n        do_something(t, true, 2);\n" END,
     TOP NEW_CALL END, TOP "    if ( t )\n        do_another_thing(t);\n" END},
    /* ours has an added line */
    {TOP GONE END, TOP AUDIT END, TOP AUDIT GONE END, NULL},
    /* a comment would not end */
    {TOP "    /* One comment\n     * of two lines */\n" OLD_CALL END,
     TOP "    /* One comment\n     * of more lines than base has\n"
         "     * of two lines */\n" OLD_CALL END,
     TOP "    /* Another comment */\n" OLD_CALL END, NULL},
    /* two places */
    {TOP OLD_CALL END, TOP END TOP END, TOP OLD_CALL AUDIT END, NULL},
    {"", "", "", ""},
    {"", TOP END, TOP, NULL},
};

START_TEST(fit)
{
    struct bpq_buf out = BPQ_BUF_INIT;
    struct bpq_err e = {0};
    bool clean;
    char *why;

    bpq_buf_adds(&out, "");
    ck_assert_int_eq(bpq_fit(bpq_str(fits[_i].base), bpq_str(fits[_i].ours),
                             bpq_str(fits[_i].theirs), NULL, &out, &clean, &why,
                             &e),
                     0);
    ck_assert_str_eq(out.p, fits[_i].result ? fits[_i].result : "");
    ck_assert_int_eq(clean, fits[_i].result != NULL);
    ck_assert_int_eq(clean, why == NULL);
    free(why);
    bpq_buf_free(&out);
}
END_TEST

/* Only what conflicts is fitted; the rest is merged. */
START_TEST(regions)
{
    const char *far = "void second_function(void)\n{\n    one();\n    two();\n"
                      "    three();\n    four();\n    five();\n}\n";
    char *base = bpq_fmt("%s%s", TOP OLD_CALL END, far);
    char *ours = bpq_fmt("%s%s", TOP "    do_something(t, 1);\n" END, far);
    char *theirs =
        bpq_fmt("%svoid second_function(void)\n{\n    one();\n"
                "    two();\n    more();\n    three();\n    four();\n"
                "    five();\n}\n",
                TOP NEW_CALL END);
    char *want =
        bpq_fmt("%s%s", TOP NEW_CALL END, strstr(theirs, "void second"));
    struct bpq_resolutions words = {.words = true};
    struct bpq_buf out = BPQ_BUF_INIT;
    struct bpq_err e = {0};
    struct bpq_merge m;
    bool clean;
    char *why;

    ck_assert_int_eq(bpq_merge_file(bpq_str(base), bpq_str(ours),
                                    bpq_str(theirs), &words, &m, &e),
                     0);
    ck_assert(m.conflict);
    ck_assert_int_eq(bpq_fit(bpq_str(base), bpq_str(ours), bpq_str(theirs), &m,
                             &out, &clean, &why, &e),
                     0);
    ck_assert(clean);
    ck_assert_str_eq(out.p, want);
    bpq_merge_free(&m);
    bpq_buf_free(&out);
    free(base);
    free(ours);
    free(theirs);
    free(want);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("fit");
    TCase *t = tcase_create("fit");

    tcase_add_checked_fixture(t, init, shut_down);
    tcase_add_loop_test(t, fit, 0, sizeof(fits) / sizeof(fits[0]));
    tcase_add_test(t, regions);
    suite_add_tcase(s, t);
    return run_suite(s);
}
