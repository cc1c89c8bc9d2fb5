/* SPDX-License-Identifier: LGPL-2.1-only */
#define _GNU_SOURCE
#include <check.h>
#include <git2.h>
#include <stdlib.h>
#include <string.h>

#include "git/lines.h"
#include "merge/merge.h"
#include "suite.h"

static void init(void)
{
    git_libgit2_init();
}

static void shut_down(void)
{
    git_libgit2_shutdown();
}

/* What holds for the result of any input. */
static void assert_sane_merge(const struct bpq_merge *m)
{
    bool conflict = false;

    if (m->clean)
        ck_assert_uint_eq(m->n_regions, 0);
    for (size_t i = 0; i < m->n_regions; i++) {
        const struct bpq_region *r = &m->regions[i];

        ck_assert_uint_eq(strlen(r->key), 40);
        ck_assert_uint_ge(r->line, 1);
        ck_assert_str_ne(r->ours, r->theirs);
        ck_assert_int_eq(r->how == BPQ_HOW_CONFLICT, r->why != NULL);
        conflict |= r->how == BPQ_HOW_CONFLICT;
        if (i)
            ck_assert_uint_gt(r->line, m->regions[i - 1].line);
    }
    ck_assert_int_eq(conflict, m->conflict);
    if (m->conflict)
        ck_assert_uint_eq(m->text.len, 0);
}

static void merge(struct bpq_merge *m, const char *base, const char *ours,
                  const char *theirs, struct bpq_resolutions *res)
{
    struct bpq_err e = {0};
    int rc = bpq_merge_file(bpq_str(base), bpq_str(ours), bpq_str(theirs), res,
                            m, &e);

    ck_assert_msg(rc == BPQ_OK, "%s", e.line);
    assert_sane_merge(m);
}

static void assert_text(const struct bpq_merge *m, const char *text)
{
    ck_assert(!m->conflict);
    ck_assert_str_eq(m->text.len ? m->text.p : "", text);
}

START_TEST(one_side_changed)
{
    static const char *const texts[] = {
        "", "a\n", "a\nb\nc\n", "a\nb\nc", "a\r\nb\r\n", "\n\n\n", "x",
    };
    size_t n = sizeof(texts) / sizeof(*texts);

    for (size_t i = 0; i < n * n; i++) {
        const char *a = texts[i / n], *b = texts[i % n];
        struct bpq_merge m;

        merge(&m, a, b, a, NULL);
        ck_assert(m.clean);
        assert_text(&m, b);
        bpq_merge_free(&m);
        merge(&m, a, a, b, NULL);
        ck_assert(m.clean);
        assert_text(&m, b);
        bpq_merge_free(&m);
        merge(&m, a, b, b, NULL);
        ck_assert(m.clean);
        assert_text(&m, b);
        bpq_merge_free(&m);
    }
}
END_TEST

START_TEST(all_regions_are_reported)
{
    struct bpq_merge m;

    merge(&m, "one\n1\n2\n3\ntwo\n4\n5\n6\nthree\n",
          "ONE\n1\n2\n3\nTWO\n4\n5\n6\nTHREE\n",
          "eins\n1\n2\n3\nzwei\n4\n5\n6\ndrei\n", NULL);
    ck_assert(m.conflict);
    ck_assert_uint_eq(m.n_regions, 3);
    ck_assert_uint_eq(m.regions[0].line, 1);
    ck_assert_uint_eq(m.regions[1].line, 5);
    ck_assert_str_eq(m.regions[1].base, "two\n");
    ck_assert_str_eq(m.regions[1].ours, "TWO\n");
    ck_assert_str_eq(m.regions[1].theirs, "zwei\n");
    ck_assert_uint_eq(m.regions[2].line, 9);
    bpq_merge_free(&m);
}
END_TEST

/* A resolution for the only region of the merge, kept in memory. */
static void record(struct bpq_resolutions *res, const char *key,
                   const char *recipe)
{
    struct bpq_resolution s = {0};

    strcpy(s.key, key);
    s.path = bpq_strdup("recipe");
    bpq_buf_adds(&s.recipe, recipe);
    res->v = bpq_grow(res->v, res->n + 1, sizeof(*res->v));
    res->v[res->n++] = s;
}

START_TEST(resolution_settles)
{
    const char *base = "1\ntwo\n3\n4\n5\n6\n", *ours = "1\nTWO\n3\n4\n5\n6\n";
    const char *theirs = "1\nzwei\n3\n4\n5\nsix\n";
    struct bpq_resolutions res = {0};
    struct bpq_err e = {0};
    struct bpq_merge m;

    merge(&m, base, ours, theirs, NULL);
    ck_assert_uint_eq(m.n_regions, 1);
    ck_assert(m.conflict);
    record(&res, "0123456789012345678901234567890123456789", "ours all\n");
    record(&res, m.regions[0].key, "ours 1\n| and\ntheirs 1\n");
    bpq_merge_free(&m);

    merge(&m, base, ours, theirs, &res);
    assert_text(&m, "1\nTWO\nand\nzwei\n3\n4\n5\nsix\n");
    ck_assert_int_eq(m.regions[0].how, BPQ_HOW_RESOLUTION);
    ck_assert(!res.v[0].used);
    ck_assert(res.v[1].used);
    bpq_merge_free(&m);

    /* The same conflict elsewhere, and with other line ends. */
    merge(&m, "0\n1\r\ntwo\r\n3\r\n", "0\n1\r\nTWO\r\n3\r\n",
          "0\n1\r\nzwei\r\n3\r\n", &res);
    assert_text(&m, "0\n1\r\nTWO\r\nand\r\nzwei\r\n3\r\n");
    bpq_merge_free(&m);

    bpq_buf_reset(&res.v[1].recipe);
    bpq_buf_adds(&res.v[1].recipe, "ours 2\n");
    ck_assert_int_eq(bpq_merge_file(bpq_str(base), bpq_str(ours),
                                    bpq_str(theirs), &res, &m, &e),
                     BPQ_FAIL);
    ck_assert_ptr_nonnull(
        strstr(e.line, "recipe:1: there is no line 2 of ours"));
    ck_assert_ptr_null(m.regions);
    bpq_err_clear(&e);
    bpq_resolutions_free(&res);
}
END_TEST

/* Without transplants, what they would settle is a conflict. */
START_TEST(git_only_settles_nothing)
{
    static const char base[] = "a\nx\nb\nc\n", ours[] = "a\nb\nc\n",
                      theirs[] = "a\nx\nnew\nb\nc\n";
    struct bpq_resolutions res = {.git_only = true};
    struct bpq_err e = {0};
    struct bpq_merge m;

    merge(&m, base, ours, theirs, NULL);
    assert_text(&m, "a\nnew\nb\nc\n");
    bpq_merge_free(&m);

    /* Not merge(), which expects the regions. */
    ck_assert_int_eq(bpq_merge_file(bpq_str(base), bpq_str(ours),
                                    bpq_str(theirs), &res, &m, &e),
                     BPQ_OK);
    ck_assert(m.conflict);
    ck_assert_uint_eq(m.text.len, 0);
    ck_assert_uint_eq(m.n_regions, 0);
    bpq_merge_free(&m);

    merge(&m, "a\nb\nc\nd\ne\n", "A\nb\nc\nd\ne\n", "a\nb\nc\nd\nE\n", &res);
    assert_text(&m, "A\nb\nc\nd\nE\n");
    bpq_merge_free(&m);
}
END_TEST

START_TEST(binary_is_refused)
{
    struct bpq_str text = bpq_str("a\n"), bin = {"a\0\n", 3};
    struct bpq_err e = {0};
    struct bpq_buf out = BPQ_BUF_INIT;
    struct bpq_merge m;
    size_t n;

    ck_assert_int_eq(bpq_merge_file(bin, text, text, NULL, &m, &e), BPQ_FAIL);
    ck_assert_int_eq(bpq_merge_file(text, bin, text, NULL, &m, &e), BPQ_FAIL);
    ck_assert_int_eq(bpq_merge_file(text, text, bin, NULL, &m, &e), BPQ_FAIL);
    ck_assert_ptr_nonnull(strstr(e.line, "theirs is not a text"));
    ck_assert_int_eq(bpq_merge_keep(text, bin, "x", &out, &n, &e), BPQ_FAIL);
    ck_assert_uint_eq(out.len, 0);
    bpq_err_clear(&e);
}
END_TEST

START_TEST(huge_file)
{
    struct bpq_buf base = BPQ_BUF_INIT, ours = BPQ_BUF_INIT;
    struct bpq_buf theirs = BPQ_BUF_INIT, want = BPQ_BUF_INIT;
    struct bpq_merge m;

    for (int i = 0; i < 300000; i++) {
        bpq_buf_addf(&base, "line number %d\n", i);
        bpq_buf_addf(&ours, i == 777 ? "X %d\n" : "line number %d\n", i);
        bpq_buf_addf(&theirs,
                     i == 776      ? "Y %d\n"
                     : i == 299999 ? "Z %d"
                                   : "line number %d\n",
                     i);
        bpq_buf_addf(&want,
                     i == 776      ? "Y %d\n"
                     : i == 777    ? "X %d\n"
                     : i == 299999 ? "Z %d"
                                   : "line number %d\n",
                     i);
    }
    merge(&m, base.p, ours.p, theirs.p, NULL);
    ck_assert_uint_eq(m.n_regions, 1);
    ck_assert_int_eq(m.regions[0].how, BPQ_HOW_TRANSPLANT);
    ck_assert_uint_eq(m.regions[0].line, 777);
    assert_text(&m, want.p);
    bpq_merge_free(&m);
    bpq_buf_free(&base);
    bpq_buf_free(&ours);
    bpq_buf_free(&theirs);
    bpq_buf_free(&want);
}
END_TEST

/*
 * keep
 */

static void assert_keep(const char *base, const char *theirs, const char *ere,
                        const char *want, size_t n_want)
{
    struct bpq_buf out = BPQ_BUF_INIT;
    struct bpq_err e = {0};
    size_t n;
    int rc = bpq_merge_keep(bpq_str(base), bpq_str(theirs), ere, &out, &n, &e);

    ck_assert_msg(rc == BPQ_OK, "%s", e.line);
    ck_assert_str_eq(out.len ? out.p : "", want);
    ck_assert_uint_eq(n, n_want);
    bpq_buf_free(&out);
}

START_TEST(keep_reverts_regions)
{
    const char *base = "a\nNONE one\nb\nc\nNONE two\nd\n";
    const char *theirs = "a\nb\nx\nc\ntwo\nmore\nd\n";

    assert_keep(base, theirs, "NONE", "a\nNONE one\nb\nx\nc\nNONE two\nd\n", 2);
    assert_keep(base, theirs, "NONE (one|1)",
                "a\nNONE one\nb\nx\nc\ntwo\nmore\nd\n", 1);
    assert_keep(base, theirs, "^more$", "a\nb\nx\nc\nNONE two\nd\n", 1);
    assert_keep(base, theirs, "^x$", "a\nb\nc\ntwo\nmore\nd\n", 1);
    assert_keep(base, theirs, ".", base, 3);
    /* Lines that the change does not touch do not count. */
    assert_keep(base, theirs, "^[abcd]$", theirs, 0);
    assert_keep(base, base, ".", base, 0);
}
END_TEST

START_TEST(keep_at_the_edges)
{
    assert_keep("", "", ".", "", 0);
    assert_keep("", "a\n", "a", "", 1);
    assert_keep("a\n", "", "a", "a\n", 1);
    assert_keep("a\n", "a", "a$", "a\n", 1);
    assert_keep("a\r\nb\r\n", "a\r\nc\r\n", "^c$", "a\r\nb\r\n", 1);
    assert_keep("a\nb", "a\nb\nc\n", "c", "a\nb", 1);
}
END_TEST

START_TEST(keep_names_a_bad_expression)
{
    struct bpq_buf out = BPQ_BUF_INIT;
    struct bpq_err e = {0};
    size_t n;

    ck_assert_int_eq(
        bpq_merge_keep(bpq_str(""), bpq_str(""), "a(", &out, &n, &e), BPQ_FAIL);
    ck_assert_ptr_nonnull(strstr(e.line, "`a(`"));
    bpq_err_clear(&e);
}
END_TEST

/*
 * Properties of merges of many small texts, made from few different lines so
 * that repeated lines and odd alignments are common.  The generator is our
 * own, so that the texts are the same on every machine.
 */

static unsigned seed;

static unsigned dice(unsigned n)
{
    seed = seed * 1103515245u + 12345u;
    return (seed >> 16) % n;
}

#define KINDS 9
static const char *const kinds[KINDS] = {"",
                                         "}\n",
                                         "{\n",
                                         "alpha beta\n",
                                         "gamma delta\n",
                                         "epsilon\n",
                                         "zeta eta;\n",
                                         "theta = 1\n",
                                         "    iota(kappa);\n"};

static void random_text(struct bpq_buf *out)
{
    for (unsigned n = dice(14); n; n--)
        bpq_buf_adds(out, kinds[1 + dice(KINDS - 1)]);
}

/* Replace up to three runs of lines. */
static void edit(struct bpq_buf *out, const char *text)
{
    unsigned changed = 0;

    while (*text) {
        size_t len = (size_t)(strchr(text, '\n') + 1 - text);

        if (changed < 3 && !dice(5)) {
            changed++;
            for (unsigned n = dice(3); n; n--)
                bpq_buf_adds(out, kinds[1 + dice(KINDS - 1)]);
            if (dice(2)) {
                text += len;
                continue;
            }
        }
        bpq_buf_add(out, text, len);
        text += len;
    }
}

struct triple {
    struct bpq_buf base, ours, theirs;
};

static void make_triple(struct triple *t, unsigned n)
{
    *t = (struct triple){0};
    seed = n;
    random_text(&t->base);
    bpq_buf_adds(&t->base, "");
    bpq_buf_adds(&t->ours, "");
    bpq_buf_adds(&t->theirs, "");
    edit(&t->ours, t->base.p);
    edit(&t->theirs, t->base.p);
    if (n % 8 == 0 && t->ours.len)
        t->ours.p[--t->ours.len] = 0;
    if (n % 7 == 0 && t->theirs.len)
        t->theirs.p[--t->theirs.len] = 0;
}

static void free_triple(struct triple *t)
{
    bpq_buf_free(&t->base);
    bpq_buf_free(&t->ours);
    bpq_buf_free(&t->theirs);
}

static void git_merge_text(struct triple *t, unsigned flags,
                           git_merge_file_result *out)
{
    struct bpq_buf *b[] = {&t->base, &t->ours, &t->theirs};
    git_merge_file_options opts;
    git_merge_file_input in[3];

    git_merge_file_options_init(&opts, GIT_MERGE_FILE_OPTIONS_VERSION);
    opts.flags = flags;
    opts.marker_size = 30; /* no line of ours is that long */
    for (int i = 0; i < 3; i++) {
        git_merge_file_input_init(&in[i], GIT_MERGE_FILE_INPUT_VERSION);
        in[i].ptr = b[i]->p;
        in[i].size = b[i]->len;
    }
    ck_assert_int_eq(git_merge_file(out, &in[0], &in[1], &in[2], &opts), 0);
}

/* The text between two markers, without a newline that git added. */
static const char *between(const char **p, char mark, struct bpq_buf *side)
{
    char marker[31];
    const char *end;

    memset(marker, mark, 30);
    marker[30] = 0;
    end = strstr(*p, marker);
    ck_assert_ptr_nonnull(end);
    bpq_buf_reset(side);
    bpq_buf_add(side, *p, (size_t)(end - *p));
    *p = strchr(end, '\n') + 1;
    return side->p;
}

/* Git adds a newline to the last line of a side, we do not. */
static bool same_side(const char *git, const char *mine)
{
    size_t n = strlen(mine);

    return !strncmp(git, mine, n) &&
           !strcmp(git + n, n && mine[n - 1] != '\n' ? "\n" : "");
}

/* Git's conflicts, in its diff3 style, are our regions. */
static size_t compare_regions(const char *git, const struct bpq_merge *m)
{
    struct bpq_buf text = BPQ_BUF_INIT, ours = BPQ_BUF_INIT;
    struct bpq_buf base = BPQ_BUF_INIT, theirs = BPQ_BUF_INIT;
    size_t n = 0;

    while (strstr(git, "<<<<<<<<")) {
        const struct bpq_region *r = &m->regions[n];

        between(&git, '<', &text);
        between(&git, '|', &ours);
        between(&git, '=', &base);
        between(&git, '>', &theirs);
        if (n < m->n_regions && same_side(base.p, r->base) &&
            same_side(ours.p, r->ours) && same_side(theirs.p, r->theirs))
            n++;
        else /* both sides made the same change: not a conflict for us */
            ck_assert_str_eq(ours.p, theirs.p);
    }
    ck_assert_uint_eq(n, m->n_regions);
    bpq_buf_free(&text);
    bpq_buf_free(&ours);
    bpq_buf_free(&base);
    bpq_buf_free(&theirs);
    return n;
}

START_TEST(agrees_with_git)
{
    size_t clean = 0, regions = 0;

    for (unsigned n = 1; n <= 20000; n++) {
        git_merge_file_result git = {0}, diff3 = {0};
        struct bpq_merge m;
        struct triple t;

        make_triple(&t, n);
        merge(&m, t.base.p, t.ours.p, t.theirs.p, NULL);
        git_merge_text(&t, 0, &git);
        ck_assert_int_eq(m.clean, git.automergeable);
        if (m.clean) {
            clean++;
            ck_assert_uint_eq(m.text.len, git.len);
            ck_assert(!git.len || !memcmp(m.text.p, git.ptr, git.len));
        } else {
            char *text;

            git_merge_text(&t, GIT_MERGE_FILE_STYLE_DIFF3, &diff3);
            text = bpq_strndup(diff3.ptr, diff3.len);
            regions += compare_regions(text, &m);
            free(text);
        }
        git_merge_file_result_free(&git);
        git_merge_file_result_free(&diff3);
        bpq_merge_free(&m);
        free_triple(&t);
    }
    /* Both happened often enough to have been tested. */
    ck_assert_uint_gt(clean, 1000);
    ck_assert_uint_gt(regions, 1000);
}
END_TEST

static size_t count(const char *text, const char *line)
{
    size_t n = 0;

    while (*text) {
        const char *nl = strchr(text, '\n');
        size_t len = nl ? (size_t)(nl - text) : strlen(text);

        if (len + 1 == strlen(line) && !memcmp(text, line, len))
            n++;
        text += len + (nl != NULL);
    }
    return n;
}

/* How often is the line removed (or added) from a to b? */
static size_t count_changed(const char *a, const char *b, bool added,
                            const char *line)
{
    struct bpq_hunks h;
    struct bpq_lines l;
    struct bpq_err e = {0};
    size_t n = 0;

    ck_assert_int_eq(bpq_diff(&h, bpq_str(a), bpq_str(b), &e), BPQ_OK);
    bpq_lines_split(&l, bpq_str(added ? b : a));
    for (size_t i = 0; i < h.n; i++) {
        size_t at = added ? h.v[i].i : h.v[i].i0;
        size_t len = added ? h.v[i].chg : h.v[i].chg0;
        char *text = bpq_lines_text(&l, at, len);

        n += count(text, line);
        free(text);
    }
    bpq_hunks_free(&h);
    bpq_lines_free(&l);
    return n;
}

/* Losing lines would be the worst fault, so every kind of line is counted. */
START_TEST(no_line_is_lost)
{
    size_t transplants = 0;

    for (unsigned n = 1; n <= 40000; n++) {
        struct bpq_merge m;
        struct triple t;

        make_triple(&t, n);
        merge(&m, t.base.p, t.ours.p, t.theirs.p, NULL);
        for (size_t k = 1; k < KINDS && m.n_regions && !m.conflict; k++) {
            const char *line = kinds[k];
            size_t gone = count_changed(t.base.p, t.theirs.p, false, line);
            size_t got = count(m.text.p, line);

            ck_assert_uint_ge(got + gone, count(t.ours.p, line));
            ck_assert_uint_ge(got,
                              count_changed(t.base.p, t.theirs.p, true, line));
        }
        transplants += m.n_regions && !m.conflict;
        bpq_merge_free(&m);
        free_triple(&t);
    }
    ck_assert_uint_gt(transplants, 1000);
}
END_TEST

/* Merging a result with one of its sides again gives what it should. */
START_TEST(result_is_stable)
{
    for (unsigned n = 1; n <= 20000; n++) {
        struct bpq_merge m, again;
        struct triple t;

        make_triple(&t, n);
        merge(&m, t.base.p, t.ours.p, t.theirs.p, NULL);
        if (!m.conflict) {
            const char *text = m.text.len ? m.text.p : "";

            merge(&again, t.theirs.p, text, t.theirs.p, NULL);
            assert_text(&again, text);
            bpq_merge_free(&again);
            merge(&again, text, t.ours.p, text, NULL);
            assert_text(&again, t.ours.p);
            bpq_merge_free(&again);
        }
        bpq_merge_free(&m);
        free_triple(&t);
    }
}
END_TEST

int main(void)
{
    Suite *s = suite_create("merge");
    TCase *t = tcase_create("merge");

    tcase_add_checked_fixture(t, init, shut_down);
    tcase_set_timeout(t, 120);
    tcase_add_test(t, one_side_changed);
    tcase_add_test(t, all_regions_are_reported);
    tcase_add_test(t, resolution_settles);
    tcase_add_test(t, git_only_settles_nothing);
    tcase_add_test(t, binary_is_refused);
    tcase_add_test(t, huge_file);
    tcase_add_test(t, keep_reverts_regions);
    tcase_add_test(t, keep_at_the_edges);
    tcase_add_test(t, keep_names_a_bad_expression);
    tcase_add_test(t, agrees_with_git);
    tcase_add_test(t, no_line_is_lost);
    tcase_add_test(t, result_is_stable);
    suite_add_tcase(s, t);
    return run_suite(s);
}
