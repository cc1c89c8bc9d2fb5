/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * The merge of one file, whose parts are "base", "ours" and "theirs"; an
 * expression in "keep" leaves out parts of the change.
 */
#include <git2.h>
#include <string.h>

#include "input.h"
#include "base/textfile.h"
#include "git/lines.h"
#include "merge/block.h"
#include "merge/excerpt.h"
#include "merge/merge.h"
#include "port/tables.h"

struct sides {
    struct bpq_str base, ours, theirs;
};

static bool same(const struct bpq_buf *text, struct bpq_str s)
{
    return bpq_str_eq(bpq_buf_str(text), s);
}

static void check_region(const struct bpq_merge *m, size_t i)
{
    const struct bpq_region *r = &m->regions[i];

    FUZZ_HOLDS(strlen(r->key) == 40 && r->line >= 1);
    FUZZ_HOLDS((r->how == BPQ_HOW_CONFLICT) == (r->why != NULL) ||
               r->how == BPQ_HOW_WORDS);
    FUZZ_HOLDS(!i || r->line > m->regions[i - 1].line);
    FUZZ_HOLDS(m->conflict || r->at + r->len <= m->text.len);
}

/* What holds for the result of any input. */
static void holds(const struct bpq_merge *m, const struct sides *s)
{
    bool conflict = false;

    for (size_t i = 0; i < m->n_regions; i++) {
        check_region(m, i);
        conflict |= m->regions[i].how == BPQ_HOW_CONFLICT;
    }
    FUZZ_HOLDS(conflict == m->conflict);
    FUZZ_HOLDS(!m->clean || !m->n_regions);
    FUZZ_HOLDS(!m->conflict || !m->text.len);
    if (bpq_str_eq(s->base, s->ours))
        FUZZ_HOLDS(m->clean && same(&m->text, s->theirs));
    if (bpq_str_eq(s->base, s->theirs) || bpq_str_eq(s->ours, s->theirs))
        FUZZ_HOLDS(m->clean && same(&m->text, s->ours));
}

static void look(const struct sides *s, struct bpq_str result)
{
    struct bpq_hunks h = {NULL, 0};
    struct bpq_lines l = {NULL, 0};
    struct bpq_err e = {0};
    char *line;

    fuzz_said(
        bpq_block_moved(s->base, s->theirs, s->ours, result, NULL, &line, &e),
        &e);
    free(line);
    fuzz_said(bpq_diff(&h, s->ours, result, &e), &e);
    bpq_lines_split(&l, result);
    bpq_table_repeats(&h, &l, &line);
    free(line);
    bpq_lines_free(&l);
    bpq_hunks_free(&h);
}

static void merge(const struct sides *s, struct bpq_resolutions *res)
{
    struct bpq_merge m;
    struct bpq_err e = {0};
    int rc = bpq_merge_file(s->base, s->ours, s->theirs, res, &m, &e);

    fuzz_said(rc, &e);
    if (!rc)
        holds(&m, s);
    if (!rc && !m.conflict)
        look(s, bpq_buf_str(&m.text));
    bpq_merge_free(&m);
}

static void merge_part(const struct sides *s, bool is_c)
{
    struct bpq_resolutions res = {0};
    struct bpq_merge m;
    struct bpq_err e = {0};

    fuzz_said(bpq_merge_part(s->base, s->ours, s->theirs, is_c, &res, &m, &e),
              &e);
    bpq_merge_free(&m);
}

static void keep(const struct sides *s, struct bpq_str part)
{
    struct bpq_str ere = bpq_str_strip(part);
    char *text = bpq_strndup(ere.p, ere.len);
    struct bpq_buf out = BPQ_BUF_INIT;
    struct bpq_err e = {0};
    size_t n;
    int rc = bpq_ere_check(text, &e);

    if (!rc)
        rc = bpq_merge_keep(s->base, s->theirs, text, &out, &n, &e);
    fuzz_said(rc, &e);
    FUZZ_HOLDS(rc || n || same(&out, s->theirs));
    bpq_buf_free(&out);
    free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bpq_resolutions drafts = {.drafts = true}, words = {.words = true};
    struct fuzz_input in;
    struct sides s;

    git_libgit2_init(); /* only counts after the first time */
    fuzz_input_read(&in, data, size);
    s = (struct sides){fuzz_part(&in, "base"), fuzz_part(&in, "ours"),
                       fuzz_part(&in, "theirs")};
    merge(&s, &drafts);
    merge(&s, &words);
    merge_part(&s, true);
    merge_part(&s, false);
    keep(&s, fuzz_part(&in, "keep"));
    fuzz_input_free(&in);
    return 0;
}
