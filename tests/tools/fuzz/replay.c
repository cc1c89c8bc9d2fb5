/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * For make check: gives the kept inputs to a target, without libFuzzer, so that
 * any compiler will do.  Each input is a test.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <limits.h>
#include <string.h>

#include "input.h"
#include "base/file.h"
#include "suite.h"

static struct bpq_strs inputs;

static void replay(int i)
{
    struct bpq_buf text = BPQ_BUF_INIT;
    struct bpq_err e = {0};

    ck_assert_msg(!bpq_file_read(inputs.v[i], &text, &e), "%s", e.line);
    LLVMFuzzerTestOneInput((const uint8_t *)text.p, text.len);
    bpq_buf_free(&text);
}

static int is_input(const struct dirent *d)
{
    return *d->d_name != '.';
}

/* The paths of the inputs, in order. */
static void list(const char *folder)
{
    struct dirent **v;
    int n = scandir(folder, &v, is_input, alphasort);

    for (int i = 0; i < n; i++) {
        char *path = bpq_fmt("%s/%s", folder, v[i]->d_name);

        bpq_strs_add(&inputs, path);
        free(path);
        free(v[i]);
    }
    if (n >= 0)
        free(v);
}

/* Named by the target and the input, so that a failure tells which it is. */
static void add_tests(TCase *tc, const char *target)
{
    for (size_t i = 0; i < inputs.n; i++) {
        TTest *test = bpq_alloc(sizeof(*test));
        const char *name = strrchr(inputs.v[i], '/') + 1;

        *test =
            (TTest){bpq_fmt("%s %s", target, name), replay, __FILE__, __LINE__};
        tcase_add_loop_test(tc, test, (int)i, (int)i + 1);
    }
}

/* From the repository's root, as all tests. */
int main(int argc, char **argv)
{
    const char *slash = strrchr(argv[0], '/');
    const char *target = slash ? slash + 1 : argv[0];
    char *folder;
    Suite *s = suite_create(target);
    TCase *tc = tcase_create("kept inputs");

    (void)argc;
    if (!strncmp(target, "fuzz_", 5))
        target += 5;
    folder = bpq_fmt("tests/tools/fuzz/corpus/%s", target);
    list(folder);
    if (!inputs.n) {
        fprintf(stderr,
                "replay: %s: no inputs; run this in the repository's "
                "root\n",
                folder);
        return 2;
    }
    tcase_set_timeout(tc, 60);
    add_tests(tc, target);
    suite_add_tcase(s, tc);
    free(folder);
    return run_suite(s);
}
