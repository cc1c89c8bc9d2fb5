/* SPDX-License-Identifier: LGPL-2.1-only */
#include <check.h>
#include <string.h>

#include "git/archive.h"
#include "suite.h"

#define ID "0123456789abcdef0123456789abcdef01234567"
#define DATE "Wed, 6 Nov 2019 12:00:00 +0100"

static const struct {
    const char *text, *undone; /* NULL: nothing is */
} undo[] = {
    {"id " ID "\n", "id $Format:%H$\n"},
    {ID, "$Format:%H$"},
    {"a: " ID "\nb: " DATE "\n", "a: $Format:%H$\nb: $Format:%cD$\n"},
    {"Thu, 14 Nov 2019 12:00:00 -0800", "$Format:%cD$"},
    {"(" ID ")", "($Format:%H$)"},
    {"", NULL},
    {"text\n", NULL},
    {"0" ID, NULL},
    {ID "0", NULL},
    {"v" ID, NULL},
    {"0123456789abcdef", NULL},
    {"Wed, 6 Nov 2019", NULL},
    {"Thu, 6 Nov 2019 12:00:00 +0100", NULL},
    {"Wed, 31 Jun 2019 12:00:00 +0100", NULL},
    {"Xyz, 99 Xyz 9999 99:99:99 +9999", NULL},
    {"Wed, 6 Nov 2019 12:00:00 +010", NULL},
};

START_TEST(undone)
{
    struct bpq_buf out = BPQ_BUF_INIT;

    ck_assert_int_eq(bpq_archive_undo(bpq_str(undo[_i].text), &out),
                     undo[_i].undone != NULL);
    ck_assert_str_eq(bpq_buf_str(&out).p,
                     undo[_i].undone ? undo[_i].undone : undo[_i].text);
    bpq_buf_free(&out);
}
END_TEST

START_TEST(is_raw)
{
    ck_assert(bpq_archive_is_raw(bpq_str("a $Format:%H$\n")));
    ck_assert(!bpq_archive_is_raw(bpq_str("a $Id$\n")));
    ck_assert(!bpq_archive_is_raw(bpq_str("")));
}
END_TEST

int main(void)
{
    Suite *s = suite_create("archive");
    TCase *tc = tcase_create("archive");

    tcase_add_loop_test(tc, undone, 0, sizeof(undo) / sizeof(*undo));
    tcase_add_test(tc, is_raw);
    suite_add_tcase(s, tc);
    return run_suite(s);
}
