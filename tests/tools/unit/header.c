/* SPDX-License-Identifier: LGPL-2.1-only */
/* The header of a patch: fields by class, and lines made harmless. */
#include "queue/header.h"
#include "tmp.h"
#include "suite.h"

#define OWN                                                                    \
    "From: A <a@b.c>\nDate: Sun, 22 Nov 2026 12:00:00 +0000\nSubject: s\n"

/* What such a patch has before and after the field for its group. */
#define OWN_TOP                                                                \
    "From 0000000000000000000000000000000000000000 Mon Sep 17 00:00:00 "       \
    "2001\n" OWN "\nText.\n\nOrigin: vendor\nForwarded: not-needed\n"
#define OWN_END                                                                \
    "Bpq-Class: own\nBpq-Rule: add x from y\nBpq-Why: one\nBpq-Why: two\n"     \
    "---\n"

static struct bpq_buf out;
static struct bpq_err e;

static void setup(void)
{
    memset(&out, 0, sizeof(out));
    memset(&e, 0, sizeof(e));
    git_libgit2_init();
}

static void teardown(void)
{
    bpq_buf_free(&out);
    bpq_err_clear(&e);
    git_libgit2_shutdown();
}

START_TEST(own)
{
    struct bpq_strs rules = {NULL, 0};
    struct bpq_head h = {.class = BPQ_OWNCLASS,
                         .message = OWN "\nText.\n",
                         .rules = &rules,
                         .why = "one\ntwo"};

    bpq_strs_add(&rules, "add x\nfrom y");
    ck_assert_int_eq(bpq_header_put(&out, &h, &e), 0);
    ck_assert_str_eq(out.p,
                     "From 0000000000000000000000000000000000000000 Mon Sep 17 "
                     "00:00:00 2001\n" OWN
                     "\nText.\n\nOrigin: vendor\nForwarded: not-needed\n"
                     "Bpq-Class: own\nBpq-Rule: add x from y\nBpq-Why: one\n"
                     "Bpq-Why: two\n---\n");
    bpq_strs_free(&rules);
}
END_TEST

START_TEST(own_without_fields)
{
    static const char *const bad[] = {"", "Text.\n", "From: A <a@b.c>\n\nx\n",
                                      "Subject: s\nFrom: A <a@b.c>\nDate: d\n"};
    struct bpq_head h = {.class = BPQ_OWNCLASS, .message = bad[_i]};

    tmp_wrong(bpq_header_put(&out, &h, &e), &e, BPQ_FAIL, "message",
              "Subject:");
}
END_TEST

/* A ported patch must say how it was ported; a clean one must not. */
START_TEST(ported_without_rule)
{
    struct bpq_strs rules = {NULL, 0};
    struct bpq_head h = {
        .class = _i, .message = OWN "\nText.\n", .rules = &rules};

    tmp_wrong(bpq_header_put(&out, &h, &e), &e, BPQ_FAIL, bpq_class_name(_i),
              "Bpq-Rule");
}
END_TEST

START_TEST(clean_with_rule)
{
    struct bpq_strs rules = {NULL, 0};
    struct bpq_head h = {
        .class = BPQ_CLEAN, .message = OWN "\nText.\n", .rules = &rules};

    bpq_strs_add(&rules, "something done");
    tmp_wrong(bpq_header_put(&out, &h, &e), &e, BPQ_FAIL, "clean",
              "something done");
    bpq_strs_free(&rules);
}
END_TEST

static const struct {
    const char *line;
    bool first, later; /* made harmless as first line, as a later one */
} lines[] = {
    {"diff --git a/x b/x", true, true},
    {"diff -u a b", true, true},
    {"diff of opinion", true, true},
    {"different", false, false},
    {"--- a/x", true, true},
    {"---", true, true},
    {"----", true, true},
    {"-- ", false, false},
    {"- a list", false, false},
    {"+++ b/x", true, true},
    {"++x", false, false},
    {"*** x", true, true},
    {"***************", true, true},
    {"* a list", false, false},
    {"@@ -1 +1 @@", true, true},
    {"@@ x", false, false},
    {"Index: x", true, true},
    {"Indexes", false, false},
    {"Prereq: x", true, true},
    {"From here", true, true},
    {"Fromage", false, false},
    {"12,15c3", true, true},
    {"3d", true, true},
    {"3d x", false, false},
    {"3 days", false, false},
    {"2019 a", false, false},
    {"  --- a/x", true, true},
    {"\tdiff --git a/x b/x", true, true},
    {"X@@ -1 +1 @@", true, true},
    {"  From here", false, false},
    {"  ---", false, false},
    {"From: x", true, false},
    {"date: x", true, false},
    {"Subject: x", true, false},
    {"Signed-off-by: A <a@b.c>", false, false},
    {"| already", false, false},
    {"", false, false},
};

START_TEST(harmless)
{
    const char *line = lines[_i].line;
    char *message = bpq_fmt("%s\n%s\n%s\n", OWN, line[0] ? line : "x", line);
    char *want =
        bpq_fmt("\n\n%s%s\n%s%s\n\nOrigin", lines[_i].first ? "| " : "",
                line[0] ? line : "x", lines[_i].later ? "| " : "", line);
    struct bpq_head h = {.class = BPQ_OWNCLASS, .message = message};

    ck_assert_int_eq(bpq_header_put(&out, &h, &e), 0);
    ck_assert_msg(strstr(out.p, want) != NULL, "\"%s\" is not in \"%s\"", want,
                  out.p);
    free(want);
    free(message);
}
END_TEST

START_TEST(skip)
{
    struct bpq_str d;

    d = bpq_header_skip(bpq_str("From x\n\nOrigin: y\n---\ndiff --git\n"));
    ck_assert_uint_eq(d.len, 11);
    ck_assert_int_eq(strncmp(d.p, "diff --git\n", 11), 0);
    d = bpq_header_skip(bpq_str("no head\n"));
    ck_assert_uint_eq(d.len, 8);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("header");
    TCase *t = tcase_create("header");

    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_loop_test(t, own, 0, 2);
    tcase_add_loop_test(t, own_without_fields, 0, 4);
    tcase_add_loop_test(t, ported_without_rule, BPQ_CONTEXT, BPQ_ADAPTED + 1);
    tcase_add_test(t, clean_with_rule);
    tcase_add_loop_test(t, harmless, 0, sizeof(lines) / sizeof(lines[0]));
    tcase_add_test(t, skip);
    suite_add_tcase(s, t);
    return run_suite(s);
}
