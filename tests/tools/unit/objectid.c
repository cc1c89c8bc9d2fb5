/* SPDX-License-Identifier: LGPL-2.1-only */
/* Ids of objects are those that libgit2 gives. */
#include "git/objectid.h"

#include <git2.h>

#include "suite.h"

#define LONG 100000

static char text[LONG];

static void fill(void)
{
    unsigned x = 1;

    for (size_t i = 0; i < LONG; i++)
        text[i] = (char)((x = x * 1103515245 + 12345) >> 16);
}

static void ids_agree(size_t len, git_object_t type)
{
    git_oid a, b;

    bpq_object_id(&a, (struct bpq_str){text, len}, type);
    ck_assert_int_eq(git_odb_hash(&b, text, len, type), 0);
    ck_assert_msg(git_oid_equal(&a, &b), "%zu bytes", len);
}

/* Around the ends of a block, too. */
START_TEST(ids_are_those_of_libgit2)
{
    fill();
    for (size_t len = 0; len < 300; len++) {
        ids_agree(len, GIT_OBJECT_BLOB);
        ids_agree(len, GIT_OBJECT_TREE);
    }
    ids_agree(LONG, GIT_OBJECT_BLOB);
}
END_TEST

START_TEST(nothing_has_an_id)
{
    git_oid id;

    bpq_object_id(&id, (struct bpq_str){NULL, 0}, GIT_OBJECT_BLOB);
    ck_assert_str_eq(git_oid_tostr_s(&id),
                     "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391");
}
END_TEST

int main(void)
{
    Suite *s = suite_create("objectid");
    TCase *t = tcase_create("objectid");
    int r;

    git_libgit2_init();
    tcase_add_test(t, ids_are_those_of_libgit2);
    tcase_add_test(t, nothing_has_an_id);
    suite_add_tcase(s, t);
    r = run_suite(s);
    git_libgit2_shutdown();
    return r;
}
