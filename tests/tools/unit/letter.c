/* SPDX-License-Identifier: LGPL-2.1-only */
/* What mails and patch files say of author, date and subject. */
#include "port/letter.h"
#include "tmp.h"
#include "suite.h"

#define DIFF "--- a/f\n+++ b/f\n@@ -1 +1 @@\n-a\n+b\n"
#define ID "0123456789abcdef0123456789abcdef01234567"
#define FROM "From " ID " Mon Sep 17 00:00:00 2001\n"

static struct bpq_letters l;
static struct bpq_err e;

static void setup(void)
{
    memset(&l, 0, sizeof(l));
    memset(&e, 0, sizeof(e));
}

static void teardown(void)
{
    bpq_letters_free(&l);
    bpq_err_clear(&e);
}

static const struct {
    const char *text;
    const char *author, *subject, *body;
    size_t line; /* in which what is below the message begins */
} cases[] = {
    /* as git format-patch writes it */
    {FROM "From: Ann Author <ann@b.c>\nDate: Fri, 14 Jul 2017 04:40:00 "
          "+0200\nSubject: [PATCH v2 1/2] xen: a\n long one\n\nText.\n\nMore.\n"
          "---\n f | 2 +-\n\n" DIFF "-- \n2.30\n",
     "Ann Author <ann@b.c>", "xen: a long one", "Text.\n\nMore.", 10},
    /* a list's */
    {"Received: by x\n\tmore\nFrom: \"A. B\" <ann@b.c>\nTo: x\nSubject: Re: "
     "[XSA] x\n\n" DIFF,
     "A. B <ann@b.c>", "x", "", 7},
    {"From: ann@b.c\nSubject: x\n\nFrom: Bea <bea@b.c>\nSubject: "
     "y\n\nText\n" DIFF,
     "Bea <bea@b.c>", "y", "Text", 8},
    {"From: =?UTF-8?q?J=C3=BCrgen_?= =?UTF-8?b?R8OfcyA=?= <j@b.c>\nSubject: "
     "=?iso-8859-1?Q?=FC=2C_?= =?nonsense?Q?a?=\n\n" DIFF,
     "J\303\274rgen G\303\237s <j@b.c>", "\303\274,  =?nonsense?Q?a?=", "", 4},
    /* DEP-3 */
    {"Description: short\n Long\n .\n text\nAuthor: Ann <ann@b.c>\n"
     "Last-Update: 2020-01-01\n---\n" DIFF,
     "Ann <ann@b.c>", "short", "Long\n\ntext", 7},
    /* text alone */
    {"x86: subject\n\nText: a\n\nSigned-off-by: Ann <ann@b.c>\n"
     "Signed-off-by: Bea <bea@b.c>\n\n" DIFF,
     "Ann <ann@b.c>", "x86: subject",
     "Text: a\n\nSigned-off-by: Ann <ann@b.c>\nSigned-off-by: Bea <bea@b.c>",
     8},
    {"Signed-off-by: Ann <ann@b.c>\n" DIFF, "Ann <ann@b.c>", "xsa1-4.9",
     "Signed-off-by: Ann <ann@b.c>", 2},
    {DIFF, "unknown <unknown>", "xsa1-4.9", "", 1},
    /* a NUL would end it */
    {"From: ann@b.c\nSubject: =?utf-8?q?=00a?=\n\n" DIFF, "ann@b.c <ann@b.c>",
     "=?utf-8?q?=00a?=", "", 4},
    /* fields that say nothing */
    {"From:\nSubject:\n\n" DIFF, "unknown <unknown>", "xsa1-4.9", "", 4},
    {"From: <>\nSubject: [PATCH]\n\nText\n" DIFF, "unknown <unknown>", "Text",
     "", 5},
};

START_TEST(says)
{
    char *author;
    int rc =
        bpq_letters_read(&l, bpq_str(cases[_i].text), "d/xsa1-4.9.patch", &e);

    ck_assert_msg(!rc, "%s", e.line);
    ck_assert_uint_eq(l.n, 1);
    author = bpq_fmt("%s <%s>", l.v[0].name, l.v[0].email);
    ck_assert_str_eq(author, cases[_i].author);
    free(author);
    ck_assert_str_eq(l.v[0].subject, cases[_i].subject);
    ck_assert_str_eq(l.v[0].body, cases[_i].body);
    ck_assert_uint_eq(l.v[0].line, cases[_i].line);
    ck_assert_uint_eq(l.v[0].udiff.n, 1);
}
END_TEST

static const struct {
    const char *date;
    bool dated;
    long long time;
    int offset;
} dates[] = {
    {"Fri, 14 Jul 2017 04:40:00 +0200", true, 1500000000, 120},
    {"14 Jul 2017 02:40:00 -0000", true, 1500000000, 0},
    {"Thu, 13 Jul 2017 21:10:00 -0530", true, 1500000000, -330},
    {"Fri, 14 Jul 2017 04:40:00 +9999999", false, 0, 0},
    {"tomorrow", false, 0, 0},
    {"Fri, 14 Foo 2017 04:40:00 +0200", false, 0, 0},
    {"Fri, 14 Jul 1917 04:40:00 +0200", false, 0, 0},
    {"", false, 0, 0},
};

START_TEST(date)
{
    char *text = bpq_fmt("From: A <a@b.c>\nDate: %s\nSubject: x\n\n" DIFF,
                         dates[_i].date);

    ck_assert_int_eq(bpq_letters_read(&l, bpq_str(text), "x", &e), 0);
    ck_assert_int_eq(l.v[0].dated, dates[_i].dated);
    if (dates[_i].dated) {
        ck_assert_int_eq(l.v[0].when.time, dates[_i].time);
        ck_assert_int_eq(l.v[0].when.offset, dates[_i].offset);
    }
    free(text);
}
END_TEST

START_TEST(mailbox)
{
    static const char text[] =
        FROM "Subject: [PATCH 0/2] cover\n\nFrom here on\n\n" FROM
             "Subject: one\n\n" DIFF "\n" FROM
             "Subject: two\nContent-Transfer-Encoding: base64\nContent-Type: "
             "text/plain; charset=\"iso-8859-1\"\n\n"
             "VGV4dC4KLS0tIGEvZgorKysgYi9mCkBAIC0xICsxIEBA\nCi1hCitiCg==\n";

    ck_assert_int_eq(bpq_letters_read(&l, bpq_str(text), "x", &e), 0);
    ck_assert_uint_eq(l.n, 2);
    ck_assert_uint_eq(l.passed.n, 1);
    ck_assert_str_eq(l.passed.v[0], "cover");
    ck_assert_str_eq(l.v[0].subject, "one");
    ck_assert_str_eq(l.v[0].from_id, ID);
    ck_assert_uint_eq(l.v[0].line, 9);
    ck_assert_str_eq(l.v[1].subject, "two");
    ck_assert_str_eq(l.v[1].body, "Text.");
    ck_assert_str_eq(l.v[1].charset, "iso-8859-1");
    ck_assert_uint_eq(l.v[1].udiff.n, 1);
}
END_TEST

START_TEST(returns)
{
    static const char text[] = "Subject: x\r\n\r\nText\r\n--- a/f\r\n+++ "
                               "b/f\r\n@@ -1 +1 @@\r\n-a\r\n+b\r\n";

    ck_assert_int_eq(bpq_letters_read(&l, bpq_str(text), "x", &e), 0);
    ck_assert_str_eq(l.v[0].body, "Text");
    ck_assert_str_eq(l.v[0].udiff.v[0].new_path, "f");
    ck_assert_uint_eq(l.v[0].udiff.lines[0].text.len, 2);
}
END_TEST

static const struct {
    const char *text, *says;
} bad[] = {
    {"", "no patch in it"},
    {"text", "no patch in it"},
    {FROM, "no patch in it"},
    {"Subject: x\n", "no patch in it"},
    {"Subject: x\nContent-Type: MULTIPART/mixed\n\n" DIFF, "several parts"},
    {"Subject: x\nContent-Transfer-Encoding: quoted-printable\n\na=00b\n",
     "NUL"},
    {"\n\nSubject: x\n\nText\n--- a/f\n+++ b/f\n@@ -1 +1 @@\n", "line 8: "},
};

START_TEST(refused)
{
    tmp_wrong(bpq_letters_read(&l, bpq_str(bad[_i].text), "x.patch", &e), &e,
              BPQ_FAIL, "x.patch: ", bad[_i].says);
}
END_TEST

START_TEST(a_nul_byte)
{
    static const char text[] = DIFF "\0" DIFF;

    tmp_wrong(
        bpq_letters_read(&l, (struct bpq_str){text, sizeof(text) - 1}, "x", &e),
        &e, BPQ_FAIL, "x: ", "NUL");
}
END_TEST

int main(void)
{
    Suite *s = suite_create("letter");
    TCase *tc = tcase_create("letter");

    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_loop_test(tc, says, 0, sizeof(cases) / sizeof(*cases));
    tcase_add_loop_test(tc, date, 0, sizeof(dates) / sizeof(*dates));
    tcase_add_test(tc, mailbox);
    tcase_add_test(tc, returns);
    tcase_add_loop_test(tc, refused, 0, sizeof(bad) / sizeof(*bad));
    tcase_add_test(tc, a_nul_byte);
    suite_add_tcase(s, tc);
    return run_suite(s);
}
