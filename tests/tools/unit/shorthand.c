/* SPDX-License-Identifier: LGPL-2.1-only */
/* Texts in shorthand are compared and merged as the texts themselves are. */
#include "git/shorthand.h"

#include <git2.h>
#include <stdlib.h>
#include <string.h>

#include "suite.h"

static unsigned seed;

static unsigned random_below(unsigned n)
{
    seed = seed * 1103515245 + 12345;
    return (seed >> 8) % n;
}

/* Some lines come often, as in C; some have the indentation of another. */
static void random_line(struct bpq_buf *out)
{
    static const char *const often[] = {
        "\n",    "}\n",   "    }\n", "{\n",     "   \n",
        "\t\n",  "\f\n",  "\t}\n",   "  \t}\n", "    return 0;\n",
        " a \n", "\va\n", "a\n",     "b\n",     "        a\n",
    };

    if (random_below(3))
        bpq_buf_addf(
            out, "%*sline %u%s\n", (int)random_below(18), "", random_below(200),
            random_below(9) ? "" : " which is longer than some others");
    else
        bpq_buf_adds(out, often[random_below(sizeof(often) / sizeof(*often))]);
}

static void random_lines(struct bpq_buf *out, size_t n)
{
    while (n--)
        random_line(out);
}

/* The text with lines removed, added and moved. */
static void edit(struct bpq_str text, unsigned often, struct bpq_buf *out)
{
    const char *p = text.p, *end = p + text.len, *nl;

    for (; p < end; p = nl) {
        nl = (const char *)memchr(p, '\n', (size_t)(end - p)) + 1;
        if (random_below(often)) {
            bpq_buf_add(out, p, (size_t)(nl - p));
            continue;
        }
        if (random_below(2))
            random_lines(out, random_below(5));
        else if (random_below(2))
            bpq_buf_add(out, text.p,
                        (size_t)(nl - text.p) < 300 ? (size_t)(nl - text.p)
                                                    : 0);
    }
}

static int add_hunk(const git_diff_delta *delta, const git_diff_hunk *h,
                    void *payload)
{
    (void)delta;
    bpq_buf_addf(payload, "%d,%d %d,%d\n", h->old_start, h->old_lines,
                 h->new_start, h->new_lines);
    return 0;
}

static void diff(struct bpq_str a, struct bpq_str b, unsigned flags,
                 struct bpq_buf *out)
{
    git_diff_options opts;

    git_diff_options_init(&opts, GIT_DIFF_OPTIONS_VERSION);
    opts.context_lines = 0;
    opts.flags = GIT_DIFF_FORCE_TEXT | flags;
    ck_assert_int_eq(git_diff_buffers(a.len ? a.p : "", a.len, NULL,
                                      b.len ? b.p : "", b.len, NULL, &opts,
                                      NULL, NULL, add_hunk, NULL, out),
                     0);
}

/* s: what the sides are in, or NULL.  Appends nothing if they conflict. */
static bool merge(const struct bpq_str side[3], const struct bpq_shorthand *s,
                  struct bpq_buf *out)
{
    git_merge_file_input in[3];
    git_merge_file_result result = {0};
    struct bpq_str text;
    bool clean;

    for (size_t i = 0; i < 3; i++) {
        git_merge_file_input_init(&in[i], GIT_MERGE_FILE_INPUT_VERSION);
        in[i].ptr = side[i].len ? side[i].p : "";
        in[i].size = side[i].len;
    }
    ck_assert_int_eq(git_merge_file(&result, &in[0], &in[1], &in[2], NULL), 0);
    clean = result.automergeable;
    text = (struct bpq_str){result.ptr, result.len};
    if (clean && s)
        bpq_shorthand_read(s, text, out);
    else if (clean)
        bpq_buf_add(out, text.p, text.len);
    git_merge_file_result_free(&result);
    return clean;
}

static void same_diff(const struct bpq_str raw[3],
                      const struct bpq_str shorthand[3], size_t other,
                      unsigned flags)
{
    struct bpq_buf a = BPQ_BUF_INIT, b = BPQ_BUF_INIT;

    diff(raw[0], raw[other], flags, &a);
    diff(shorthand[0], shorthand[other], flags, &b);
    ck_assert_msg(bpq_str_eq(bpq_buf_str(&a), bpq_buf_str(&b)), "seed %u",
                  seed);
    bpq_buf_free(&a);
    bpq_buf_free(&b);
}

static bool same_merge(const struct bpq_str raw[3],
                       const struct bpq_str shorthand[3],
                       const struct bpq_shorthand *s)
{
    struct bpq_buf a = BPQ_BUF_INIT, b = BPQ_BUF_INIT;
    bool clean = merge(raw, NULL, &a);

    ck_assert_int_eq(merge(shorthand, s, &b), clean);
    ck_assert_msg(bpq_str_eq(bpq_buf_str(&a), bpq_buf_str(&b)), "seed %u",
                  seed);
    bpq_buf_free(&a);
    bpq_buf_free(&b);
    return clean;
}

/* Are three texts the same to libgit2?  Returns whether they merged clean. */
static bool compare(const struct bpq_str raw[3])
{
    struct bpq_shorthand s;
    struct bpq_str text[3];
    struct bpq_buf back = BPQ_BUF_INIT;
    bool clean;

    ck_assert(bpq_shorthand_write(&s, raw, 3));
    for (size_t i = 0; i < 3; i++) {
        text[i] = bpq_buf_str(&s.text[i]);
        bpq_buf_reset(&back);
        bpq_shorthand_read(&s, text[i], &back);
        ck_assert(bpq_str_eq(bpq_buf_str(&back), raw[i]));
    }
    for (size_t i = 1; i < 3; i++) {
        same_diff(raw, text, i, 0);
        same_diff(raw, text, i, GIT_DIFF_INDENT_HEURISTIC);
    }
    clean = same_merge(raw, text, &s);
    bpq_shorthand_free(&s);
    bpq_buf_free(&back);
    return clean;
}

START_TEST(libgit2_comes_to_the_same)
{
    static const unsigned often[] = {3, 20, 150, 1000};
    size_t clean = 0, n = 400;

    for (unsigned i = 0; i < n; i++) {
        struct bpq_buf base = BPQ_BUF_INIT, ours = BPQ_BUF_INIT,
                       theirs = BPQ_BUF_INIT;

        seed = i;
        random_lines(&base, i % 8 ? 300 + random_below(300) : 6000);
        edit(bpq_buf_str(&base), often[i % 4], &ours);
        edit(bpq_buf_str(&base), often[i / 4 % 4], &theirs);
        clean += compare((struct bpq_str[3]){
            bpq_buf_str(&base), bpq_buf_str(&ours), bpq_buf_str(&theirs)});
        bpq_buf_free(&base);
        bpq_buf_free(&ours);
        bpq_buf_free(&theirs);
    }
    /* both kinds were seen */
    ck_assert_int_gt((int)clean, 20);
    ck_assert_int_lt((int)clean, (int)n - 20);
}
END_TEST

START_TEST(texts_without_lines)
{
    const struct bpq_str none = {NULL, 0}, a = bpq_str("a\n");

    compare((struct bpq_str[3]){none, none, none});
    compare((struct bpq_str[3]){none, a, none});
    compare((struct bpq_str[3]){a, none, a});
    compare((struct bpq_str[3]){bpq_str("\n"), a, bpq_str("\n\n")});
}
END_TEST

START_TEST(other_ends_are_left_alone)
{
    static const char *const odd[] = {"a\nb", "a\r\nb\n", "a\n\r", "a"};

    for (size_t i = 0; i < sizeof(odd) / sizeof(*odd); i++)
        for (size_t k = 0; k < 3; k++) {
            struct bpq_str text[3] = {bpq_str("a\n"), bpq_str("b\n"),
                                      bpq_str("")};
            struct bpq_shorthand s;

            text[k] = bpq_str(odd[i]);
            ck_assert(!bpq_shorthand_write(&s, text, 3));
            bpq_shorthand_free(&s);
        }
}
END_TEST

int main(void)
{
    Suite *s = suite_create("shorthand");
    TCase *t = tcase_create("shorthand");
    int r;

    git_libgit2_init();
    tcase_set_timeout(t, 300);
    tcase_add_test(t, libgit2_comes_to_the_same);
    tcase_add_test(t, texts_without_lines);
    tcase_add_test(t, other_ends_are_left_alone);
    suite_add_tcase(s, t);
    r = run_suite(s);
    git_libgit2_shutdown();
    return r;
}
