/* SPDX-License-Identifier: LGPL-2.1-only */
#define _GNU_SOURCE
#include "git/history.h"
#include "tmpxen.h"
#include "suite.h"

#define ID "0123456789abcdef0123456789abcdef01234567"

/* Lines of a message, and the result: +1 picked, -1 reverted. */
static const struct {
    const char *message;
    int names;
} messages[] = {
    {"(cherry picked from commit " ID ")", 1},
    {"s\n\nb\n(cherry picked from commit " ID ")\nX: y\n", 1},
    {"s\n\nmaster commit: " ID "\nmaster date: x\n", 1},
    {"s\n\n  Master commit:   " ID "\n", 1},
    {"s\n\nThis reverts commit " ID ".\n", -1},
    {"s\n\nThis reverts commit " ID ", since\n", -1},
    {"", 0},
    {"s\n\nFixes: " ID "\n", 0},
    {"s\n\nas in commit " ID "\n", 0},
    {"s\n\nmaster commit: 0123456789abcdef\n", 0},
    {"s\n\nmaster commit: " ID "8\n", 0},
    {"s\n\nmaster commit:\n" ID "\n", 0},
    {"master commit: ", 0},
};

START_TEST(names_of_message)
{
    struct bpq_named *named = NULL;
    size_t n = 0;

    bpq_message_names(messages[_i].message, 7, &named, &n);
    ck_assert_uint_eq(n, messages[_i].names != 0);
    if (n) {
        ck_assert_str_eq(git_oid_tostr_s(&named[0].what), ID);
        ck_assert_uint_eq(named[0].by, 7);
        ck_assert_int_eq(named[0].reverts, messages[_i].names < 0);
    }
    free(named);
}
END_TEST

START_TEST(several_names)
{
    struct bpq_named *named = NULL;
    size_t n = 0;

    bpq_message_names("master commit: " ID "\n(cherry picked from commit " ID
                      ")\nThis reverts commit " ID ".\n",
                      0, &named, &n);
    ck_assert_uint_eq(n, 3);
    ck_assert(!named[1].reverts && named[2].reverts);
    free(named);
}
END_TEST

static void open_xen(void)
{
    char *path = bpq_fmt("%s/xen", tmp_dir);
    struct bpq_err e = {0};

    ck_assert_int_eq(bpq_repo_open(&xen, path, &e), 0);
    free(path);
}

static git_commit *commit_of(const char *id)
{
    struct bpq_err e = {0};
    git_commit *c;

    ck_assert_int_eq(bpq_repo_commit(&xen, id, &c, &e), 0);
    return c;
}

/*
 * How does the history of head since `since` have the commit, with that of
 * before added, or NULL?  *as: by which commit, if only the latter has it.
 */
static char *how_before(const char *head, const char *before, const char *id,
                        git_time_t since, git_oid *as)
{
    git_commit *base = commit_of(head), *c = commit_of(id);
    git_commit *other = before ? commit_of(before) : NULL;
    struct bpq_history h;
    struct bpq_patchids ids;
    struct bpq_err e = {0};
    char *s;

    bpq_patchids_open(&ids, NULL);
    ck_assert_int_eq(
        bpq_history_read(&h, &xen, &ids, git_commit_id(base), since, &e), 0);
    if (other) {
        ck_assert_int_eq(bpq_history_before(&h, git_commit_id(other), &e), 0);
        /* further back, both are read again */
        ck_assert_int_eq(bpq_history_reach(&h, 0, &e), 0);
    }
    ck_assert_int_eq(bpq_history_has_before(&h, c, as, &s, &e), 0);
    bpq_history_free(&h);
    bpq_patchids_close(&ids);
    git_commit_free(base);
    git_commit_free(other);
    git_commit_free(c);
    return s;
}

static char *how(const char *head, const char *id, git_time_t since)
{
    git_oid as;

    return how_before(head, NULL, id, since, &as);
}

/* Merges, empty commits and root commits are accepted. */
START_TEST(merges_and_empty)
{
    char first[64], empty[64], other[64], head[64], *s;

    xen_do("git rev-parse HEAD", first);
    xen_commit("empty", empty);
    xen_do("git checkout -q -b side && echo x >side", NULL);
    xen_commit("side", NULL);
    xen_do("git checkout -q master", NULL);
    xen_commit("another empty", other);
    xen_do("git merge -q --no-edit side && git rev-parse HEAD", head);
    open_xen();
    s = how(head, first, 0);
    ck_assert_str_eq(s, "the base has it: it is part of its history");
    free(s);
    /* two empty commits are not the same change */
    s = how(empty, other, 0);
    ck_assert_ptr_null(s);
    s = how(head, other, 0);
    ck_assert_ptr_nonnull(s);
    free(s);
    bpq_repo_close(&xen);
}
END_TEST

/* The search stops at commits that are too old, but not at the first one. */
START_TEST(since_a_time)
{
    char first[64], head[64], *s;

    xen_do("git rev-parse HEAD", first);
    xen_do("for i in $(seq 10); do git commit -q --allow-empty -m $i; done",
           NULL);
    xen_do("git rev-parse HEAD", head);
    open_xen();
    s = how(head, first, 1600000000);
    ck_assert_ptr_nonnull(s);
    free(s);
    bpq_repo_close(&xen);
    xen_do("for i in $(seq 30); do git commit -q --allow-empty -m $i; done",
           NULL);
    xen_do("git rev-parse HEAD", head);
    open_xen();
    ck_assert_ptr_null(how(head, first, 1600000000));
    s = how(head, first, 1500000000);
    ck_assert_ptr_nonnull(s);
    free(s);
    bpq_repo_close(&xen);
}
END_TEST

/* What both histories have happened where the earlier one has it. */
START_TEST(what_came_before)
{
    char mainline[64], copy[64], theirs[64], mine[64], message[128], *s;
    git_oid as;

    xen_do("echo five >>a.c", NULL);
    xen_commit("mainline", mainline);
    xen_do("git checkout -q -b stable R0", NULL);
    snprintf(message, sizeof(message), "(cherry picked from commit %.40s)",
             mainline);
    xen_commit(message, copy);
    xen_commit("mine", mine);
    xen_do("git checkout -q stable^", NULL);
    xen_commit("theirs", theirs);
    open_xen();
    s = how_before(mine, theirs, mainline, 1600000000, &as);
    ck_assert_ptr_nonnull(s);
    ck_assert_str_eq(git_oid_tostr_s(&as), copy);
    free(s);
    s = how_before(mine, theirs, mine, 1600000000, &as);
    ck_assert_str_eq(s, "the base has it: it is part of its history");
    ck_assert(git_oid_is_zero(&as));
    free(s);
    s = how_before(mine, theirs, theirs, 1600000000, &as);
    ck_assert_str_eq(git_oid_tostr_s(&as), theirs);
    free(s);
    bpq_repo_close(&xen);
    snprintf(message, sizeof(message), "This reverts commit %.40s", copy);
    xen_commit(message, theirs);
    open_xen();
    ck_assert_ptr_null(how_before(mine, theirs, mainline, 1600000000, &as));
    bpq_repo_close(&xen);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("history");
    TCase *tc = tcase_create("messages"), *tr = tcase_create("repository");
    int failed;

    git_libgit2_init();
    tcase_add_loop_test(tc, names_of_message, 0,
                        sizeof(messages) / sizeof(messages[0]));
    tcase_add_test(tc, several_names);
    tcase_add_checked_fixture(tr, xen_make, xen_remove);
    tcase_set_timeout(tr, 60);
    tcase_add_test(tr, merges_and_empty);
    tcase_add_test(tr, since_a_time);
    tcase_add_test(tr, what_came_before);
    suite_add_tcase(s, tc);
    suite_add_tcase(s, tr);
    failed = run_suite(s);
    git_libgit2_shutdown();
    return failed;
}
