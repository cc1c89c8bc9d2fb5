/* SPDX-License-Identifier: LGPL-2.1-only */
/* Merges that are known to conflict. */
#include <check.h>

#include "port/conflicts.h"
#include "suite.h"

static struct bpq_three_blobs blobs(size_t i)
{
    struct bpq_three_blobs of = {0};

    of.base.id[0] = (unsigned char)i;
    of.base.id[1] = (unsigned char)(i >> 8);
    of.ours.id[0] = (unsigned char)(i % 7);
    return of;
}

START_TEST(remembered)
{
    struct bpq_conflicts c = {0};
    struct bpq_three_blobs of = blobs(0);
    const char *why;

    ck_assert(!bpq_conflicts_have(&c, &of, 1, &why));
    ck_assert_ptr_null(why);
    /* more than there is room for at first, of few hashes */
    for (size_t i = 0; i < 3000; i++) {
        of = blobs(i);
        bpq_conflicts_add(&c, &of, 1, i % 2 ? "a line" : NULL);
    }
    for (size_t i = 0; i < 3000; i++) {
        of = blobs(i);
        ck_assert(bpq_conflicts_have(&c, &of, 1, &why));
        if (i % 2)
            ck_assert_str_eq(why, "a line");
        else
            ck_assert_ptr_null(why);
        ck_assert(!bpq_conflicts_have(&c, &of, 2, &why));
    }
    of = blobs(3000);
    ck_assert(!bpq_conflicts_have(&c, &of, 1, &why));
    /* the first reason stays */
    of = blobs(1);
    bpq_conflicts_add(&c, &of, 1, "another");
    ck_assert(bpq_conflicts_have(&c, &of, 1, &why));
    ck_assert_str_eq(why, "a line");
    bpq_conflicts_free(&c);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("conflicts");
    TCase *t = tcase_create("table");

    tcase_add_test(t, remembered);
    suite_add_tcase(s, t);
    return run_suite(s);
}
