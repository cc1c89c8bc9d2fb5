/* SPDX-License-Identifier: LGPL-2.1-only */
/* Characters that control a terminal are spelled out; all others stay. */
#include "base/printable.h"

#include <stdlib.h>

#include "base/err.h"
#include "suite.h"

static const struct {
    const char *in, *line;
    const char *text; /* NULL: as in a line */
} cases[] = {
    {"", "", NULL},
    {"plain ~!\\\"'", "plain ~!\\\"'", NULL},
    {"\xc3\xa9 \xe2\x82\xac \xf0\x9f\x90\xbc",
     "\xc3\xa9 \xe2\x82\xac \xf0\x9f\x90\xbc", NULL},
    {"a\nb\tc", "a<U+000A>b<U+0009>c", "a\nb\tc"},
    {"\033[31mred\033[0m", "<U+001B>[31mred<U+001B>[0m", NULL},
    {"\001\b\v\f\r\177", "<U+0001><U+0008><U+000B><U+000C><U+000D><U+007F>",
     NULL},
    {"\xc2\x9b"
     "31m",
     "<U+009B>31m", NULL},
    {"\xc2\x80\xc2\xa0", "<U+0080>\xc2\xa0", NULL},
    {"\xe2\x80\xae\xe2\x81\xa6\xd8\x9c", "<U+202E><U+2066><U+061C>", NULL},
    {"\xe2\x80\xa8\xe2\x80\xa9", "<U+2028><U+2029>", NULL},
    {"\xef\xbf\xbe\xef\xb7\x90", "<U+FFFE><U+FDD0>", NULL},
    {"\xf3\xa0\x81\x81", "<U+E0041>", NULL},
    {"caf\xe9", "caf<E9>", NULL},
    {"\xc3", "<C3>", NULL},
    {"\xc3(", "<C3>(", NULL},
    {"\xe2\x82", "<E2><82>", NULL},
    {"\x80\xff", "<80><FF>", NULL},
    {"\xc0\x80\xc1\x9b", "<C0><80><C1><9B>", NULL}, /* a longer form */
    {"\xe0\x80\x9b", "<E0><80><9B>", NULL},         /* another one */
    {"\xed\xa0\x80", "<ED><A0><80>", NULL},         /* half a pair */
    {"\xf4\x90\x80\x80", "<F4><90><80><80>", NULL}, /* beyond the last */
    {"\xf8\x88\x80\x80\x80", "<F8><88><80><80><80>", NULL},
};

START_TEST(written_out)
{
    struct bpq_buf out = BPQ_BUF_INIT, again = BPQ_BUF_INIT;
    const char *text = cases[_i].text ? cases[_i].text : cases[_i].line;

    bpq_printable_line(&out, bpq_str(cases[_i].in));
    ck_assert_str_eq(bpq_buf_str(&out).p, cases[_i].line);
    bpq_printable_line(&again, bpq_buf_str(&out));
    ck_assert_str_eq(bpq_buf_str(&again).p, cases[_i].line);
    bpq_buf_reset(&out);
    bpq_printable_text(&out, bpq_str(cases[_i].in));
    ck_assert_str_eq(bpq_buf_str(&out).p, text);
    bpq_buf_free(&again);
    bpq_buf_free(&out);
}
END_TEST

/* A NUL is treated like other control characters. */
START_TEST(nul)
{
    struct bpq_buf out = BPQ_BUF_INIT;

    bpq_printable_text(&out, (struct bpq_str){"a\0\n", 3});
    ck_assert_str_eq(out.p, "a<U+0000>\n");
    bpq_buf_free(&out);
}
END_TEST

/* Beginning and end of a long line stay, and no character is divided. */
START_TEST(long_lines)
{
    struct bpq_buf in = BPQ_BUF_INIT, out = BPQ_BUF_INIT;
    const char *p, *end;
    unsigned long c;
    size_t n;

    bpq_buf_adds(&in, _i ? "x" : "");
    while (in.len < 100000)
        bpq_buf_adds(&in, "\xf0\x9f\x90\xbc");
    bpq_message_line(&out, bpq_buf_str(&in));
    ck_assert_uint_lt(out.len, BPQ_LINE_MAX + 50);
    ck_assert_ptr_nonnull(strstr(out.p, " bytes left out)"));
    ck_assert_ptr_null(strstr(out.p, "<F0>"));
    for (p = out.p, end = p + out.len; p < end; p += n) {
        n = bpq_utf8(p, end, &c);
        ck_assert_uint_gt(n, 0);
    }
    bpq_buf_reset(&in);
    bpq_buf_adds(&in, "begin ");
    while (in.len < 3000)
        bpq_buf_adds(&in, "\033");
    bpq_buf_adds(&in, " end\nshort\n");
    bpq_buf_reset(&out);
    bpq_message_text(&out, bpq_buf_str(&in));
    ck_assert_ptr_eq(strstr(out.p, "begin <U+001B>"), out.p);
    ck_assert_ptr_nonnull(strstr(out.p, "<U+001B> end\nshort\n"));
    bpq_buf_free(&in);
    bpq_buf_free(&out);
}
END_TEST

/* Errors are printable, whatever names they contain. */
START_TEST(errors)
{
    struct bpq_err e = {0};
    char *word = bpq_alloc(1 << 20);

    memset(word, 'x', (1 << 20) - 1);
    bpq_error(&e, BPQ_FAIL, "\"%s\": no\tsuch\n\033name", "a\nb\xff");
    ck_assert_str_eq(e.line, "\"a<U+000A>b<FF>\": no<U+0009>such<U+000A>"
                             "<U+001B>name");
    bpq_error_at(&e, "%s", "d\r");
    ck_assert_ptr_eq(strstr(e.line, "d<U+000D>: \"a<U+000A>b<FF>\""), e.line);
    bpq_error(&e, BPQ_FAIL, "no verb \"%s\": see bpq --help", word);
    bpq_error_at(&e, "%s", word);
    ck_assert_uint_lt(strlen(e.line), 2 * (BPQ_LINE_MAX + 50));
    ck_assert_ptr_nonnull(strstr(e.line, ": no verb \"xxx"));
    ck_assert_ptr_nonnull(strstr(e.line, "xxx\": see bpq --help"));
    bpq_err_clear(&e);
    free(word);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("printable");
    TCase *tc = tcase_create("printable");

    tcase_add_loop_test(tc, written_out, 0, sizeof(cases) / sizeof(cases[0]));
    tcase_add_test(tc, nul);
    tcase_add_loop_test(tc, long_lines, 0, 4);
    tcase_add_test(tc, errors);
    suite_add_tcase(s, tc);
    return run_suite(s);
}
