/* SPDX-License-Identifier: LGPL-2.1-only */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/nearest.h"
#include "suite.h"

#define VERBS "series check plan show explain follow-ups tree help"
#define BASES "RELEASE-4.9.0 RELEASE-4.9.3 RELEASE-4.9.4 stable-4.9"
#define BRANCHES "4.8 4.9 4.10"
#define PATCHES "pvh-type pvh-nested-virt guard accessors"

static const struct {
    const char *known, *word, *nearest;
} cases[] = {
    {VERBS, "serie", "series"},
    {VERBS, "seires", "series"},
    {VERBS, "SERIES", "series"},
    {VERBS, "chekc", "check"},
    {VERBS, "followups", "follow-ups"},
    {VERBS, "shwo", "show"},
    {VERBS, "hlep", "help"},
    {VERBS, "verify", NULL},
    {VERBS, "x", NULL},
    {VERBS, "", NULL},
    {BASES, "4.9.4", "RELEASE-4.9.4"},
    {BASES, "4.9.3", "RELEASE-4.9.3"},
    {BASES, "v4.9.0", "RELEASE-4.9.0"},
    {BASES, "release-4.9.0", "RELEASE-4.9.0"},
    {BASES, "RELEASE-4.9.9", "RELEASE-4.9.4"},
    {BASES, "RELEASE-4.9", "RELEASE-4.9.4"},
    {BASES, "4.9", "stable-4.9"},
    {BASES, "stable", "stable-4.9"},
    {BASES, "master", NULL},
    {BRANCHES, "4.99", "4.9"},
    {BRANCHES, "4.9.4", "4.9"},
    {BRANCHES, "stable-4.10", "4.10"},
    {BRANCHES, "4.1", "4.10"},
    {BRANCHES, "49", "4.9"},
    {BRANCHES, "5.2", NULL},
    {PATCHES, "pvh-nested", "pvh-nested-virt"},
    {PATCHES, "nested-virt", "pvh-nested-virt"},
    {PATCHES, "nested", "pvh-nested-virt"},
    {PATCHES, "acessors", "accessors"},
    {PATCHES, "something-else", NULL},
    {"", "anything", NULL},
};

static void split(const char *words, struct bpq_strs *out)
{
    char *copy = bpq_strdup(words);

    for (char *word = strtok(copy, " "); word; word = strtok(NULL, " "))
        bpq_strs_add(out, word);
    free(copy);
}

START_TEST(nearest)
{
    struct bpq_strs known = {NULL, 0};

    split(cases[_i].known, &known);
    ck_assert_pstr_eq(bpq_nearest(cases[_i].word, &known), cases[_i].nearest);
    bpq_strs_free(&known);
}
END_TEST

START_TEST(in_a_message)
{
    struct bpq_strs known = {NULL, 0};
    char *s;

    split(VERBS, &known);
    s = bpq_meant("serie", &known);
    ck_assert_str_eq(s, " (did you mean series?)");
    free(s);
    s = bpq_meant("verify", &known);
    ck_assert_str_eq(s, "");
    free(s);
    bpq_strs_free(&known);
}
END_TEST

START_TEST(a_long_word_is_none)
{
    struct bpq_strs known = {NULL, 0};
    char *word = bpq_alloc((1 << 20) + 1);

    memset(word, 's', 1 << 20);
    split(VERBS, &known);
    bpq_strs_add(&known, word);
    ck_assert_ptr_null(bpq_nearest(word, &known));
    ck_assert_str_eq(bpq_nearest("serie", &known), "series");
    free(word);
    bpq_strs_free(&known);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("nearest");
    TCase *tc = tcase_create("nearest");

    tcase_add_loop_test(tc, nearest, 0, sizeof(cases) / sizeof(*cases));
    tcase_add_test(tc, in_a_message);
    tcase_add_test(tc, a_long_word_is_none);
    suite_add_tcase(s, tc);
    return run_suite(s);
}
