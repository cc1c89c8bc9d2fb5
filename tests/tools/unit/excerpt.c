/* SPDX-License-Identifier: LGPL-2.1-only */
#define _GNU_SOURCE
#include <check.h>
#include <git2.h>
#include <stdlib.h>

#include "merge/excerpt.h"
#include "suite.h"

/* A function of five lines that contains `mark`, and an empty line. */
static void put_function(struct bpq_buf *b, const char *name, const char *mark)
{
    bpq_buf_addf(b, "int %s(void)\n{\n    use_%s();\n    %s;\n}\n\n", name,
                 name, mark);
}

static void merge(const struct bpq_buf *base, const struct bpq_buf *ours,
                  const struct bpq_buf *theirs, struct bpq_merge *m)
{
    struct bpq_err e = {0};

    ck_assert_int_eq(bpq_merge_part(bpq_buf_str(base), bpq_buf_str(ours),
                                    bpq_buf_str(theirs), true, NULL, m, &e),
                     BPQ_OK);
}

static void merges_to(const struct bpq_buf *base, const struct bpq_buf *ours,
                      const struct bpq_buf *theirs, const struct bpq_buf *want)
{
    struct bpq_merge m;

    merge(base, ours, theirs, &m);
    ck_assert(!m.conflict);
    ck_assert_str_eq(m.text.p, want->p);
    bpq_merge_free(&m);
}

static void free_bufs(struct bpq_buf *b, size_t n)
{
    while (n--)
        bpq_buf_free(&b[n]);
}

enum { BASE, OURS, THEIRS, WANT, SIDES };

/* Ours has the text that upstream split off among other text, in reverse. */
START_TEST(turned_round)
{
    struct bpq_buf b[SIDES] = {0};

    for (int s = 0; s < SIDES; s++) {
        const char *mark = s >= THEIRS ? "after" : "before";

        if (s == BASE || s == THEIRS) {
            bpq_buf_adds(&b[s], "/* split off */\n");
            put_function(&b[s], "one", "same");
            put_function(&b[s], "two", mark);
            put_function(&b[s], "three", mark);
            continue;
        }
        bpq_buf_adds(&b[s], "/* all of it */\n");
        put_function(&b[s], "first", "x");
        put_function(&b[s], "three", mark);
        put_function(&b[s], "middle", "x");
        put_function(&b[s], "two", mark);
        put_function(&b[s], "last", "x");
        put_function(&b[s], "one", "same");
    }
    merges_to(&b[BASE], &b[OURS], &b[THEIRS], &b[WANT]);
    free_bufs(b, SIDES);
}
END_TEST

/* A function that is added is put after the one above it. */
START_TEST(added_between)
{
    struct bpq_buf b[SIDES] = {0};

    for (int s = 0; s < SIDES; s++) {
        put_function(&b[s], "one", "same");
        if (s >= THEIRS)
            put_function(&b[s], "new", "same");
        if (s == OURS || s == WANT)
            put_function(&b[s], "other", "same");
        put_function(&b[s], "two", "same");
    }
    merges_to(&b[BASE], &b[OURS], &b[THEIRS], &b[WANT]);
    free_bufs(b, SIDES);
}
END_TEST

/* A conflict names the line in ours, and shows none of the other text. */
START_TEST(conflict)
{
    struct bpq_buf b[SIDES] = {0};
    struct bpq_merge m;

    put_function(&b[BASE], "one", "before");
    put_function(&b[THEIRS], "one", "after");
    for (int i = 0; i < 20; i++) {
        char *name = bpq_fmt("other%d", i);

        put_function(&b[OURS], name, "same");
        free(name);
    }
    put_function(&b[OURS], "one", "ours");
    merge(&b[BASE], &b[OURS], &b[THEIRS], &m);
    ck_assert(m.conflict);
    ck_assert_uint_eq(m.n_regions, 1);
    ck_assert_uint_eq(m.regions[0].line, 20 * 6 + 4);
    ck_assert_str_eq(m.regions[0].ours, "    ours;\n");
    bpq_merge_free(&m);
    free_bufs(b, SIDES);
}
END_TEST

/* Without common lines it is an ordinary merge. */
START_TEST(nothing_in_common)
{
    struct bpq_buf b[SIDES] = {0};
    struct bpq_merge m;

    bpq_buf_adds(&b[BASE], "a\n");
    bpq_buf_adds(&b[OURS], "b\nb\n");
    bpq_buf_adds(&b[THEIRS], "c\n");
    merge(&b[BASE], &b[OURS], &b[THEIRS], &m);
    ck_assert(m.conflict);
    bpq_merge_free(&m);
    bpq_buf_reset(&b[BASE]);
    bpq_buf_reset(&b[OURS]);
    merges_to(&b[BASE], &b[OURS], &b[THEIRS], &b[THEIRS]);
    free_bufs(b, SIDES);
}
END_TEST

/* A single equal line elsewhere does not include the lines around it. */
START_TEST(stray_line)
{
    struct bpq_buf base = BPQ_BUF_INIT, ours = BPQ_BUF_INIT;
    struct bpq_lines l0, l1;
    struct bpq_ranges r;

    put_function(&base, "one", "alone");
    put_function(&base, "two", "same");
    put_function(&ours, "one", "other");
    put_function(&ours, "two", "same");
    put_function(&ours, "three", "alone");
    bpq_lines_split(&l0, bpq_buf_str(&base));
    bpq_lines_split(&l1, bpq_buf_str(&ours));
    bpq_excerpt(&l0, &l1, true, &r);
    ck_assert_uint_eq(r.n, 1);
    ck_assert_uint_eq(r.v[0].from, 0);
    ck_assert_uint_eq(r.v[0].to, 12);
    bpq_ranges_free(&r);
    bpq_lines_free(&l0);
    bpq_lines_free(&l1);
    bpq_buf_free(&base);
    bpq_buf_free(&ours);
}
END_TEST

/*
 * Functions in any order.  Ours has more of them and differs in some lines,
 * theirs changes some: the result has these changes and no others.
 */
static unsigned next_random(unsigned *seed)
{
    *seed = *seed * 1103515245u + 12345u;
    return *seed >> 16 & 0x7fff;
}

#define FUNCTIONS 12

static void shuffle(size_t *v, unsigned *seed)
{
    for (size_t i = 0; i < FUNCTIONS; i++)
        v[i] = i;
    for (size_t i = FUNCTIONS; i > 1; i--) {
        size_t k = next_random(seed) % i, was = v[k];

        v[k] = v[i - 1];
        v[i - 1] = was;
    }
}

START_TEST(any_order)
{
    unsigned seed = (unsigned)_i + 1;
    size_t in_base[FUNCTIONS], in_ours[FUNCTIONS];
    bool surplus[FUNCTIONS], changed[FUNCTIONS], own[FUNCTIONS];
    struct bpq_buf b[SIDES] = {0};

    shuffle(in_base, &seed);
    shuffle(in_ours, &seed);
    for (size_t i = 0; i < FUNCTIONS; i++) {
        surplus[i] = next_random(&seed) % 2 && i;
        changed[i] = next_random(&seed) % 3 == 0;
        own[i] = next_random(&seed) % 3 == 0;
    }
    for (int s = 0; s < SIDES; s++)
        for (size_t i = 0; i < FUNCTIONS; i++) {
            bool whole = s == OURS || s == WANT;
            size_t k = whole ? in_ours[i] : in_base[i];

            if (!whole && surplus[k])
                continue;
            bpq_buf_addf(&b[s], "int f%zu(%s)\n{\n    a%zu;\n    b%zu;\n", k,
                         whole && own[k] ? "int" : "void", k, k);
            bpq_buf_addf(
                &b[s], "    c%zu;\n    %s;\n    d%zu;\n}\n\n", k,
                s >= THEIRS && changed[k] && !surplus[k] ? "new" : "old", k);
        }
    merges_to(&b[BASE], &b[OURS], &b[THEIRS], &b[WANT]);
    free_bufs(b, SIDES);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("excerpt");
    TCase *tc = tcase_create("excerpt");
    int failed;

    git_libgit2_init();
    tcase_add_test(tc, turned_round);
    tcase_add_test(tc, added_between);
    tcase_add_test(tc, conflict);
    tcase_add_test(tc, nothing_in_common);
    tcase_add_test(tc, stray_line);
    tcase_add_loop_test(tc, any_order, 0, 300);
    suite_add_tcase(s, tc);
    failed = run_suite(s);
    git_libgit2_shutdown();
    return failed;
}
