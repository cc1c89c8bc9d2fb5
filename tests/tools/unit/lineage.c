/* SPDX-License-Identifier: LGPL-2.1-only */
#define _GNU_SOURCE
#include "git/lineage.h"
#include "git/tree.h"
#include "tmpxen.h"
#include "suite.h"

/* A chain from HEAD, and the lineage of a file of it. */
static struct bpq_chain chain;
static struct bpq_similar similar;
static struct bpq_lineage lineage;
static struct bpq_buf content;

static void open_chain(const char *head)
{
    char *path = bpq_fmt("%s/xen", tmp_dir);
    struct bpq_err e = {0};
    git_oid id;

    ck_assert_int_eq(bpq_repo_open(&xen, path, &e), 0);
    ck_assert_int_eq(git_oid_fromstr(&id, head), 0);
    bpq_chain_open(&chain, &xen, &id);
    bpq_similar_open(&similar, &xen);
    free(path);
}

static void close_chain(void)
{
    bpq_lineage_free(&lineage);
    bpq_buf_free(&content);
    bpq_similar_close(&similar);
    bpq_chain_close(&chain);
    bpq_repo_close(&xen);
}

static size_t place(const char *id)
{
    struct bpq_err e = {0};
    git_oid oid;
    size_t at;

    ck_assert_int_eq(git_oid_fromstr(&oid, id), 0);
    ck_assert_int_eq(bpq_chain_find(&chain, &oid, 0, &at, &e), 0);
    return at;
}

/* Follow the file from HEAD back to `until`. */
static void follow(const char *path, const char *until)
{
    struct bpq_followed f = {.until = place(until), .path = path};
    struct bpq_err e = {0};
    struct bpq_tree t;

    bpq_tree_open(&t, &xen, &chain.v[0].tree);
    ck_assert_int_eq(bpq_tree_get(&t, path, &content, NULL, &e), 0);
    bpq_tree_close(&t);
    f.text = bpq_buf_str(&content);
    ck_assert_int_eq(bpq_lineage_read(&lineage, &chain, &similar, &f, &e), 0);
}

/* Lines are counted from 1. */
static void line_is_by(size_t line, const char *id)
{
    ck_assert_uint_eq(lineage.by[line - 1], id ? place(id) : BPQ_NO_LINK);
}

START_TEST(lines_of_commits)
{
    char base[64], first[64], second[64];

    xen_do("git rev-parse HEAD", base);
    xen_do("sed -i 's/^line 7$/line seven/; 9a between' a.c", NULL);
    xen_commit("first", first);
    xen_do("sed -i 's/^line 3$/line three/; 1i above' a.c", NULL);
    xen_commit("second", second);
    open_chain(second);
    follow("a.c", base);
    ck_assert_uint_eq(lineage.n, 42);
    line_is_by(1, second);
    line_is_by(4, second);
    line_is_by(8, first);
    line_is_by(11, first);
    line_is_by(2, NULL);
    line_is_by(42, NULL);
    ck_assert_uint_eq(lineage.names.n, 0);
    close_chain();
}
END_TEST

/* Back to a commit, whose own change does not count. */
START_TEST(until_a_commit)
{
    char first[64], second[64];

    xen_do("sed -i 's/^line 7$/line seven/' a.c", NULL);
    xen_commit("first", first);
    xen_do("sed -i 's/^line 3$/line three/' a.c", NULL);
    xen_commit("second", second);
    open_chain(second);
    follow("a.c", first);
    line_is_by(3, second);
    line_is_by(7, NULL);
    close_chain();
}
END_TEST

START_TEST(renames_and_splits)
{
    char base[64], split[64], changed[64], renamed[64];

    xen_do("git rev-parse HEAD", base);
    xen_do("mkdir d && sed -n 11,30p a.c >d/part.c && echo more >>d/part.c && "
           "sed -i 11,30d a.c",
           NULL);
    xen_commit("split", split);
    xen_do("sed -i 's/^line 12$/line twelve/' d/part.c", NULL);
    xen_commit("changed", changed);
    xen_do("git mv d/part.c d/piece.c", NULL);
    xen_commit("renamed", renamed);
    open_chain(renamed);
    follow("d/piece.c", base);
    ck_assert_uint_eq(lineage.n, 21);
    line_is_by(1, NULL);
    line_is_by(2, changed);
    line_is_by(21, split);
    ck_assert_uint_eq(lineage.names.n, 2);
    ck_assert_str_eq(lineage.names.v[0], "d/part.c");
    ck_assert_str_eq(lineage.names.v[1], "a.c");
    close_chain();
}
END_TEST

/* A file that is new, and a line that was taken out and came back. */
START_TEST(new_files)
{
    char base[64], made[64], back[64];

    xen_do("git rev-parse HEAD", base);
    xen_do("printf 'one\\ntwo\\n' >new.c", NULL);
    xen_commit("made", made);
    xen_do("sed -i /two/d new.c", NULL);
    xen_commit("without", NULL);
    xen_do("echo two >>new.c", NULL);
    xen_commit("back", back);
    open_chain(back);
    follow("new.c", base);
    line_is_by(1, made);
    line_is_by(2, back);
    close_chain();
}
END_TEST

START_TEST(what_a_chain_has)
{
    char first[64], side[64], merged[64], revert[64];
    const struct bpq_deltas *deltas;
    struct bpq_err e = {0};

    xen_do("git checkout -q -b side && echo x >side", NULL);
    xen_commit("side", side);
    xen_do("git checkout -q master", NULL);
    xen_commit("first", first);
    xen_do("git merge -q --no-edit side && git rev-parse HEAD", merged);
    xen_do(
        "git commit -q --allow-empty -m \"$(printf 'Revert\\n\\nThis "
        "reverts commit %s.' $(git rev-parse HEAD^))\" && git rev-parse HEAD",
        revert);
    open_chain(revert);
    ck_assert_uint_eq(place(revert), 0);
    ck_assert_uint_eq(place(merged), 1);
    ck_assert_uint_eq(place(first), 2);
    ck_assert_uint_eq(place(side), BPQ_NO_LINK);
    ck_assert_str_eq(git_oid_tostr_s(&chain.v[0].reverts), first);
    ck_assert(chain.v[1].is_merge && !chain.v[0].is_merge);
    ck_assert_int_eq(bpq_chain_deltas(&chain, 1, &deltas, &e), 0);
    ck_assert_uint_eq(deltas->n, 1);
    ck_assert_str_eq(deltas->v[0].path, "side");
    close_chain();
}
END_TEST

int main(void)
{
    Suite *s = suite_create("lineage");
    TCase *tc = tcase_create("all");

    tcase_set_timeout(tc, 60);
    tcase_add_checked_fixture(tc, xen_make, xen_remove);
    tcase_add_test(tc, lines_of_commits);
    tcase_add_test(tc, until_a_commit);
    tcase_add_test(tc, renames_and_splits);
    tcase_add_test(tc, new_files);
    tcase_add_test(tc, what_a_chain_has);
    suite_add_tcase(s, tc);
    return run_suite(s);
}
