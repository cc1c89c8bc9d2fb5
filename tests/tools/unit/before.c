/* SPDX-License-Identifier: LGPL-2.1-only */
/* What `before` clauses make of a pick's files, with a program that stands for
 * spatch: it replaces "old" by "new", and notes each run. */
#include <sys/stat.h>

#include "base/file.h"
#include "git/treediff.h"
#include "queue/before.h"
#include "suite.h"
#include "tmptree.h"

static struct bpq_plan plan;
static struct bpq_patch patch;
static struct bpq_cocci cocci;
static struct bpq_deltas deltas;
static struct bpq_before before;
static char *spatch;

/* fails: its exit status where a file has that word */
static void put_spatch(const char *fails)
{
    char *text = bpq_fmt("#!/bin/sh\n"
                         "[ \"$1\" != --version ] || "
                         "exec echo 'spatch version fake'\n"
                         "echo run >>'%s/runs'\n"
                         "for f in text.c */text.c text.h */text.h; do\n"
                         "    [ -f \"$f\" ] || continue\n"
                         "    ! grep -q '%s' \"$f\" || exit 1\n"
                         "    sed -i s/old/new/ \"$f\"\n"
                         "done\n",
                         tmp_dir, fails);

    tmp_put("fake-spatch", text);
    ck_assert_int_eq(chmod(spatch, 0755), 0);
    free(text);
}

static void setup(void)
{
    tree_make();
    spatch = bpq_fmt("%s/fake-spatch", tmp_dir);
    put_spatch("nothing like this");
    tmp_put("rule.cocci", "@@\n@@\n- old\n+ new\n");
    plan = (struct bpq_plan){.root = tmp_dir};
    patch = (struct bpq_patch){.name = NULL};
    cocci = (struct bpq_cocci){.spatch = spatch, .root = tmp_dir};
    bpq_strs_add(&patch.before, "rule.cocci");
    before = (struct bpq_before){.repo = &tree_repo,
                                 .plan = &plan,
                                 .patch = &patch,
                                 .cocci = &cocci,
                                 .deltas = &deltas};
}

static void teardown(void)
{
    bpq_before_free(&before);
    bpq_deltas_free(&deltas);
    bpq_strs_free(&patch.before);
    bpq_strs_free(&patch.except);
    bpq_strs_free(&patch.keep);
    free(spatch);
    tree_remove();
}

/* The pick: from the files put so far to those that put() then makes. */
static void pick_is(void (*put)(void))
{
    struct bpq_err e = {0};
    git_oid was;

    ck_assert_int_eq(bpq_tree_write(&tree, &e), 0);
    was = tree.oid;
    put();
    ck_assert_int_eq(bpq_tree_write(&tree, &e), 0);
    ck_assert_int_eq(bpq_treediff(&deltas, &tree_repo, &was, &tree.oid, &e), 0);
}

static void becomes(const char *path, const char *text, const char *want)
{
    struct bpq_buf out = BPQ_BUF_INIT;
    struct bpq_err e = {0};

    ck_assert_int_eq(bpq_before_text(&before, 0, path, bpq_str(text), &out, &e),
                     0);
    ck_assert_str_eq(out.p, want);
    bpq_buf_free(&out);
}

static size_t runs(void)
{
    char *path = bpq_fmt("%s/runs", tmp_dir);
    struct bpq_buf b = BPQ_BUF_INIT;
    struct bpq_err e = {0};
    size_t n = bpq_file_read(path, &b, &e) ? 0 : b.len / strlen("run\n");

    bpq_err_clear(&e);
    bpq_buf_free(&b);
    free(path);
    return n;
}

static void two_files(void)
{
    tree_put("a.c", "old a;\nmore;\n");
    tree_put("b.c", "old b;\nmore;\n");
    tree_put("notes", "old notes\n");
}

START_TEST(one_run_for_all_files)
{
    tree_put("a.c", "old a;\n");
    tree_put("b.c", "old b;\n");
    pick_is(two_files);
    ck_assert_uint_eq(runs(), 0);
    becomes("a.c", "old a;\n", "new a;\n");
    becomes("a.c", "old a;\nmore;\n", "new a;\nmore;\n");
    becomes("b.c", "old b;\n", "new b;\n");
    becomes("b.c", "old b;\nmore;\n", "new b;\nmore;\n");
    ck_assert_uint_eq(runs(), 1);
}
END_TEST

/* As with a text that a clause before it changed. */
START_TEST(other_texts_are_made_when_asked_for)
{
    tree_put("a.c", "old a;\n");
    tree_put("b.c", "old b;\n");
    pick_is(two_files);
    becomes("a.c", "old other;\n", "new other;\n");
    ck_assert_uint_eq(runs(), 2);
    becomes("b.c", "old a;\n", "new a;\n"); /* known of a.c alone */
    ck_assert_uint_eq(runs(), 3);
}
END_TEST

START_TEST(files_left_out_are_not_looked_at)
{
    bpq_strs_add(&patch.except, "b.c");
    tree_put("a.c", "old a;\n");
    tree_put("b.c", "old b;\n");
    pick_is(two_files);
    put_spatch("old b");
    becomes("a.c", "old a;\n", "new a;\n");
    ck_assert_uint_eq(runs(), 1);
}
END_TEST

START_TEST(lines_kept_are_left_out)
{
    bpq_strs_add(&patch.keep, "^more");
    tree_put("a.c", "old a;\n");
    tree_put("b.c", "old b;\n");
    pick_is(two_files);
    becomes("a.c", "old a;\n", "new a;\n");
    ck_assert_uint_eq(runs(), 1);
    becomes("a.c", "old a;\nmore;\n", "new a;\nmore;\n");
    ck_assert_uint_eq(runs(), 2);
}
END_TEST

static void one_more(void)
{
    tree_put("new.h", "old new;\n");
}

START_TEST(an_added_file_has_one_side)
{
    tree_put("a.c", "old a;\n");
    pick_is(one_more);
    becomes("new.h", "old new;\n", "new new;\n");
    ck_assert_uint_eq(runs(), 1);
}
END_TEST

/* An error of one file is that of its own replay. */
START_TEST(errors_are_of_the_file)
{
    struct bpq_buf out = BPQ_BUF_INIT;
    struct bpq_err e = {0};

    put_spatch("old b");
    tree_put("a.c", "old a;\n");
    tree_put("b.c", "old b;\n");
    pick_is(two_files);
    becomes("a.c", "old a;\n", "new a;\n");
    ck_assert_int_eq(
        bpq_before_text(&before, 0, "b.c", bpq_str("old b;\n"), &out, &e),
        BPQ_FAIL);
    ck_assert_ptr_nonnull(strstr(e.line, "rule.cocci: spatch failed on b.c"));
    bpq_err_clear(&e);
    bpq_buf_free(&out);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("before");
    TCase *t = tcase_create("before");

    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, one_run_for_all_files);
    tcase_add_test(t, other_texts_are_made_when_asked_for);
    tcase_add_test(t, files_left_out_are_not_looked_at);
    tcase_add_test(t, lines_kept_are_left_out);
    tcase_add_test(t, an_added_file_has_one_side);
    tcase_add_test(t, errors_are_of_the_file);
    suite_add_tcase(s, t);
    return run_suite(s);
}
