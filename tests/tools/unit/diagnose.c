/* SPDX-License-Identifier: LGPL-2.1-only */
#define _GNU_SOURCE
#include <check.h>
#include <git2.h>
#include <stdlib.h>
#include <string.h>

#include "queue/diagnose.h"
#include "merge/resolution.h"
#include "suite.h"

static void init(void)
{
    git_libgit2_init();
}

static void shut_down(void)
{
    git_libgit2_shutdown();
}

static const struct bpq_plan plan = {.dir = (char *)"series-4.9"};

static void merge(struct bpq_merge *m, const char *base, const char *ours,
                  const char *theirs)
{
    struct bpq_resolutions res = {.drafts = true};
    struct bpq_err e = {0};

    ck_assert(!bpq_merge_file(bpq_str(base), bpq_str(ours), bpq_str(theirs),
                              &res, m, &e));
}

static void diagnose(struct bpq_buf *out, const struct bpq_merge *m,
                     const char *why)
{
    struct bpq_patch patch = {.name = (char *)"walk.patch", .why = (char *)why};

    bpq_buf_adds(out, "");
    bpq_diagnose_conflict(out, &plan, &patch, "town/map", m);
}

START_TEST(says_all_there_is_to_know)
{
    struct bpq_buf out = BPQ_BUF_INIT, want = BPQ_BUF_INIT;
    struct bpq_merge m;

    merge(&m, "inn\nmill\nbridge\nend\n", "inn\nthe mill\nbridge\nend\n",
          "inn\nwatermill\nbridge\ntower\nend\n");
    ck_assert_uint_eq(m.n_regions, 1);
    diagnose(&out, &m, NULL);
    bpq_buf_addf(
        &want,
        "\n"
        "town/map:2: the change removes a line that ours does not have here: "
        "mill (closest is line 2: the mill)\n"
        "  (- and + mark what the change removes and adds, * what only ours "
        "has)\n"
        "  base:\n"
        "  -    1 | mill\n"
        "  ours:\n"
        "  *    1 | the mill\n"
        "  theirs:\n"
        "  +    1 | watermill\n"
        "  to settle it, write below walk.patch in series-4.9/series\n"
        "    #+ resolve %s\n"
        "    #+ why REASON\n"
        "  and in series-4.9/resolutions/%s the pieces of the result in "
        "order: \"ours\", \"theirs\"\n"
        "  or \"base\" with line numbers (4, 1-3 or all), and own lines "
        "behind \"| \"; to begin with:\n"
        "    # what was decided, and why\n"
        "  (no lines are suggested: the change removes some, and ours would\n"
        "  keep what it has in their place)\n",
        m.regions[0].key, m.regions[0].key);
    ck_assert_str_eq(out.p, want.p);
    bpq_buf_reset(&out);
    diagnose(&out, &m, "has one");
    ck_assert_ptr_null(strstr(out.p, "#+ why"));
    bpq_buf_free(&out);
    bpq_buf_free(&want);
    bpq_merge_free(&m);
}
END_TEST

START_TEST(every_conflict_and_only_conflicts)
{
    struct bpq_buf out = BPQ_BUF_INIT;
    struct bpq_merge m;

    merge(&m, "a\nx\ny\n1\n2\n3\nb\n4\n5\n6\nc\n",
          "a\ny\n1\n2\n3\nB\n4\n5\n6\nC\n",
          "a\nx\nnew\ny\n1\n2\n3\nbee\n4\n5\n6\nsea\n");
    ck_assert_uint_eq(m.n_regions, 3);
    ck_assert_int_eq(m.regions[0].how, BPQ_HOW_TRANSPLANT);
    diagnose(&out, &m, NULL);
    ck_assert_ptr_null(strstr(out.p, "town/map:2:"));
    ck_assert_ptr_nonnull(strstr(out.p, "\ntown/map:6: "));
    ck_assert_ptr_nonnull(strstr(out.p, "\ntown/map:10: "));
    ck_assert_ptr_null(strstr(out.p, m.regions[0].key));
    ck_assert_ptr_nonnull(strstr(out.p, m.regions[1].key));
    ck_assert_ptr_nonnull(strstr(out.p, m.regions[2].key));
    bpq_buf_free(&out);
    bpq_merge_free(&m);
}
END_TEST

/* Behind ours the added lines would be in a block of ours. */
START_TEST(no_draft_without_a_proof)
{
    struct bpq_buf out = BPQ_BUF_INIT;
    struct bpq_merge m;

    merge(&m, "int walk(void)\n{\n    go();\n\n    return 0;\n}\n",
          "int walk(void)\n{\n    go();\n    for (;;) {\n        again();\n"
          "\n        stop();\n    }\n    return 1;\n}\n",
          "int walk(void)\n{\n    go();\n    look_around();\n\n"
          "    return 0;\n}\n");
    ck_assert_uint_eq(m.n_regions, 1);
    diagnose(&out, &m, NULL);
    ck_assert_ptr_nonnull(strstr(out.p, "  (no lines are suggested: "));
    ck_assert_ptr_null(strstr(out.p, "\n    ours all\n"));
    bpq_buf_free(&out);
    bpq_merge_free(&m);
}
END_TEST

/* A line that the change removes, or replaces, would stay as ours has it. */
START_TEST(no_draft_that_keeps_what_goes)
{
    static const char *const theirs[] = {"1\n2\n", "1\nx\n2\n"};

    for (size_t i = 0; i < 2; i++) {
        struct bpq_buf out = BPQ_BUF_INIT;
        struct bpq_merge m;

        merge(&m, "1\na\n2\n", "1\nA\n2\n", theirs[i]);
        ck_assert_uint_eq(m.n_regions, 1);
        diagnose(&out, &m, NULL);
        ck_assert_ptr_nonnull(strstr(out.p, "the change removes some"));
        ck_assert_ptr_null(strstr(out.p, "\n    ours all\n"));
        bpq_buf_free(&out);
        bpq_merge_free(&m);
    }
}
END_TEST

/* Read the draft of a recipe from the text, without the indentation. */
static void read_draft(const char *text, struct bpq_buf *recipe)
{
    const char *p = strstr(text, "to begin with:\n");

    ck_assert_ptr_nonnull(p);
    for (p = strchr(p, '\n') + 1; *p; p = strchr(p, '\n') + 1) {
        ck_assert(!strncmp(p, "    ", 4));
        bpq_buf_add(recipe, p + 4, (size_t)(strchr(p, '\n') + 1 - p - 4));
    }
}

START_TEST(draft_is_a_recipe)
{
    static const struct {
        const char *base, *ours, *theirs, *result;
    } t[] = {
        {"1\na\n2\n", "1\nA\n2\n", "1\na\nx\ny\n2\n", "A\nx\ny\n"},
        {"1\na\nb\n2\n", "1\n2\n", "1\na\nx\nb\ny\n2\n", "x\ny\n"},
        {"1\na\nb\nc\n2\n", "1\n2\n", "1\na\nc\n2\n", ""},
    };
    struct bpq_err e = {0};

    for (size_t i = 0; i < sizeof(t) / sizeof(*t); i++) {
        struct bpq_resolution s = {.path = (char *)"draft"};
        struct bpq_buf out = BPQ_BUF_INIT, text = BPQ_BUF_INIT;
        struct bpq_merge m;

        merge(&m, t[i].base, t[i].ours, t[i].theirs);
        ck_assert_uint_eq(m.n_regions, 1);
        diagnose(&text, &m, NULL);
        read_draft(text.p, &s.recipe);
        bpq_buf_adds(&out, "");
        ck_assert_msg(!bpq_resolution_apply(&s, &m.regions[0], &out, &e),
                      "%zu: %s", i, e.line);
        ck_assert_str_eq(out.p, t[i].result);
        bpq_buf_free(&out);
        bpq_buf_free(&text);
        bpq_buf_free(&s.recipe);
        bpq_merge_free(&m);
    }
}
END_TEST

int main(void)
{
    Suite *s = suite_create("diagnose");
    TCase *t = tcase_create("diagnose");

    tcase_add_checked_fixture(t, init, shut_down);
    tcase_add_test(t, says_all_there_is_to_know);
    tcase_add_test(t, every_conflict_and_only_conflicts);
    tcase_add_test(t, no_draft_without_a_proof);
    tcase_add_test(t, no_draft_that_keeps_what_goes);
    tcase_add_test(t, draft_is_a_recipe);
    suite_add_tcase(s, t);
    return run_suite(s);
}
