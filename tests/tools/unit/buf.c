/* SPDX-License-Identifier: LGPL-2.1-only */
#define _GNU_SOURCE
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/file.h"
#include "base/sha256.h"
#include "suite.h"

static void assert_sane_buf(const struct bpq_buf *b)
{
    if (!b->p) {
        ck_assert_uint_eq(b->len, 0);
        ck_assert_uint_eq(b->cap, 0);
        return;
    }
    ck_assert_uint_lt(b->len, b->cap);
    ck_assert_int_eq(b->p[b->len], 0);
}

START_TEST(strings_in_order)
{
    static const char *const sorted[] = {"", "A", "Ab", "a", "ab", "b", "\xff"};
    const size_t n = sizeof(sorted) / sizeof(sorted[0]);

    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < n; k++) {
            int r = bpq_str_cmp(bpq_str(sorted[i]), bpq_str(sorted[k]));

            ck_assert_int_eq((r > 0) - (r < 0), (i > k) - (i < k));
        }
    ck_assert_int_eq(bpq_str_cmp((struct bpq_str){NULL, 0}, bpq_str("")), 0);
}
END_TEST

START_TEST(buf_grows_and_stays_terminated)
{
    struct bpq_buf b = BPQ_BUF_INIT;

    assert_sane_buf(&b);
    for (int i = 0; i < 1000; i++) {
        bpq_buf_addf(&b, "%d,", i);
        assert_sane_buf(&b);
    }
    ck_assert_uint_eq(b.len, 10 * 2 + 90 * 3 + 900 * 4);
    bpq_buf_add(&b, "a\0b", 3);
    assert_sane_buf(&b);
    ck_assert_int_eq(b.p[b.len - 1], 'b');
    bpq_buf_reset(&b);
    assert_sane_buf(&b);
    ck_assert_uint_eq(b.len, 0);
    bpq_buf_free(&b);
    assert_sane_buf(&b);
}
END_TEST

/* The examples of FIPS 180-2, and the lengths around a block's end. */
START_TEST(sha256_known)
{
    static const struct {
        const char *text, *hex;
    } known[] = {
        {"", "e3b0c44298fc1c149afbf4c8996fb924"
             "27ae41e4649b934ca495991b7852b855"},
        {"abc", "ba7816bf8f01cfea414140de5dae2223"
                "b00361a396177a9cb410ff61f20015ad"},
        {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
         "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
    };
    char hex[65];

    for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++) {
        bpq_sha256(bpq_str(known[i].text), hex);
        ck_assert_str_eq(hex, known[i].hex);
    }
}
END_TEST

START_TEST(sha256_agrees_with_coreutils)
{
    char text[200], hex[65], line[256], cmd[320];

    memset(text, 'x', sizeof(text));
    for (size_t n = 50; n < 140; n += 1) {
        FILE *f;

        bpq_sha256((struct bpq_str){text, n}, hex);
        snprintf(cmd, sizeof(cmd),
                 "head -c %zu /dev/zero | tr '\\0' x | "
                 "sha256sum",
                 n);
        f = popen(cmd, "r");
        ck_assert_ptr_nonnull(fgets(line, sizeof(line), f));
        pclose(f);
        ck_assert_int_eq(strncmp(line, hex, 64), 0);
    }
}
END_TEST

START_TEST(error_keeps_its_arguments)
{
    struct bpq_err e = {0};

    ck_assert_int_eq(bpq_error(&e, BPQ_NO, "%s", "first"), BPQ_NO);
    ck_assert_int_eq(bpq_error(&e, BPQ_FAIL, "%s, then", e.line), BPQ_FAIL);
    ck_assert_str_eq(e.line, "first, then");
    ck_assert_int_eq(bpq_error_at(&e, "file:%d", 3), BPQ_FAIL);
    ck_assert_str_eq(e.line, "file:3: first, then");
    bpq_err_clear(&e);
    ck_assert_ptr_null(e.line);
}
END_TEST

START_TEST(file_errors_name_the_file)
{
    struct bpq_buf b = BPQ_BUF_INIT;
    struct bpq_err e = {0};

    ck_assert_int_eq(bpq_file_read("/nonexistent/x", &b, &e), BPQ_FAIL);
    ck_assert_ptr_nonnull(strstr(e.line, "/nonexistent/x"));
    ck_assert_int_eq(bpq_file_read("/", &b, &e), BPQ_FAIL);
    ck_assert_ptr_nonnull(strstr(e.line, "not a regular file"));
    ck_assert_int_eq(bpq_file_write("/dev/full", bpq_str("x"), &e), BPQ_FAIL);
    ck_assert_ptr_nonnull(strstr(e.line, "/dev/full"));
    bpq_err_clear(&e);
    bpq_buf_free(&b);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("buf");
    TCase *t = tcase_create("buf");

    tcase_add_test(t, buf_grows_and_stays_terminated);
    tcase_add_test(t, strings_in_order);
    tcase_add_test(t, sha256_known);
    tcase_add_test(t, sha256_agrees_with_coreutils);
    tcase_add_test(t, error_keeps_its_arguments);
    tcase_add_test(t, file_errors_name_the_file);
    suite_add_tcase(s, t);
    return run_suite(s);
}
