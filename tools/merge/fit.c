/* SPDX-License-Identifier: LGPL-2.1-only */
#include <stdlib.h>
#include <string.h>

#include "merge/fit.h"
#include "base/buf.h"
#include "git/lines.h"
#include "merge/align.h"
#include "merge/block.h"
#include "merge/transplant.h"
#include "merge/window.h"
#include "merge/wordmerge.h"
#include "merge/words.h"

/* Changes with no more lines between them are fitted in together. */
#define TOGETHER 6
/* Of what is removed, in percent of its weight, ours must have so much. */
#define FOUND 60
/* So many letters and digits, and a line is known again. */
#define TELLS 6
/* How far from a change its indentation may be seen. */
#define NEAR 4

/* Of ours, n lines from i on become text. */
struct edit {
    size_t i, n;
    struct bpq_buf text;
};

struct fitting {
    const struct bpq_sides *s;
    struct edit *v;
    size_t n;
    char **why;
};

static bool refuse(struct fitting *f, const char *reason)
{
    *f->why = bpq_strdup(reason);
    return false;
}

static struct edit *add_edit(struct fitting *f, size_t i, size_t n)
{
    f->v = bpq_grow(f->v, f->n + 1, sizeof(*f->v));
    f->v[f->n] = (struct edit){.i = i, .n = n};
    return &f->v[f->n++];
}

static bool is_blank(struct bpq_str line)
{
    return !bpq_str_strip(line).len;
}

/* ---- indentation ---- */

static long spaces(struct bpq_str line)
{
    size_t n = 0;

    while (n < line.len && line.p[n] == ' ')
        n++;
    return (long)n;
}

/* How much further to the right ours has line k of the window; 0 if unknown. */
static bool shift_at(const struct bpq_window *w, size_t k, long *by)
{
    struct bpq_str line;

    if (k >= w->n || w->at[k] == BPQ_GONE)
        return false;
    line = w->s->l0.v[w->i0 + k];
    *by = spaces(w->s->l1.v[w->at[k]]) - spaces(line);
    return !is_blank(line);
}

/* The same for the change at h: by what it removes, or by the nearest line that
 * is the same otherwise. */
static long shift_of(const struct bpq_window *w, const struct bpq_hunk *h)
{
    size_t from = h->i0 - w->i0, to = from + h->chg0;
    long by = 0;

    for (size_t k = from; k < to; k++)
        if (shift_at(w, k, &by))
            return by;
    for (size_t far = 0; far < NEAR; far++) {
        size_t up = from - 1 - far, down = to + far; /* up may wrap around */

        if (up < w->n && w->alike[up] >= BPQ_SAME_WORDS && shift_at(w, up, &by))
            return by;
        if (down < w->n && w->alike[down] >= BPQ_SAME_WORDS &&
            shift_at(w, down, &by))
            return by;
    }
    return 0;
}

static void add_shifted(struct bpq_buf *out, struct bpq_str line, long by)
{
    struct bpq_buf b = BPQ_BUF_INIT;
    long in = spaces(line);

    if (by && !is_blank(line) && line.p[in] != '\t' && *line.p != '#') {
        for (long k = 0; k < in + by; k++)
            bpq_buf_adds(&b, " ");
        line.p += in;
        line.len -= (size_t)in;
    }
    bpq_buf_add(&b, line.p, line.len);
    bpq_lines_add(out, bpq_buf_str(&b));
    bpq_buf_free(&b);
}

static void add_all_shifted(struct bpq_buf *out, const struct bpq_lines *l,
                            size_t i, size_t n, long by)
{
    for (; n; i++, n--)
        add_shifted(out, l->v[i], by);
}

/* ---- an insertion ---- */

/* A place between two lines of ours, and whether there are blank lines above
 * and below what is added. */
struct gap {
    size_t above, below;           /* behind the line above; the line below */
    bool lacks_above, lacks_below; /* base has other lines next to it */
    bool blank_above, blank_below;
};

static size_t skip_blank_up(const struct bpq_lines *l, size_t i)
{
    while (i && is_blank(l->v[i - 1]))
        i--;
    return i;
}

static size_t skip_blank_down(const struct bpq_lines *l, size_t i)
{
    while (i < l->n && is_blank(l->v[i]))
        i++;
    return i;
}

/* The nearest lines above and below base line i0 that ours has. */
static void look_around(const struct bpq_window *w, size_t i0, struct gap *g)
{
    g->above = g->below = BPQ_GONE;
    for (size_t k = i0 - w->i0; g->above == BPQ_GONE && k--;) {
        if (is_blank(w->s->l0.v[w->i0 + k]))
            continue;
        if (w->at[k] == BPQ_GONE)
            g->lacks_above = true;
        else
            g->above = w->at[k] + 1;
    }
    for (size_t k = i0 - w->i0; g->below == BPQ_GONE && k < w->n; k++) {
        if (is_blank(w->s->l0.v[w->i0 + k]))
            continue;
        if (w->at[k] == BPQ_GONE)
            g->lacks_below = true;
        else
            g->below = w->at[k];
    }
}

static void take_above(const struct bpq_lines *l1, struct gap *g)
{
    g->below = skip_blank_down(l1, g->above);
}

static void take_below(const struct bpq_lines *l1, struct gap *g)
{
    g->above = skip_blank_up(l1, g->below);
}

/* Ours has other lines between the two: which of them do the added ones belong
 * to?  To one that is next to them in base, too; to that of their paragraph. */
static bool choose_side(struct fitting *f, struct gap *g)
{
    const struct bpq_lines *l1 = &f->s->l1;

    if (!g->lacks_above && g->lacks_below) {
        take_above(l1, g);
    } else if (g->lacks_above && !g->lacks_below) {
        take_below(l1, g);
    } else if (g->lacks_above) {
        return refuse(f, "ours has other lines where the change adds lines");
    } else if (g->blank_below) {
        take_above(l1, g);
    } else if (g->blank_above) {
        take_below(l1, g);
    } else {
        return refuse(f, "ours has other lines where the change adds lines");
    }
    return true;
}

static bool find_gap(struct fitting *f, const struct bpq_window *w, size_t i0,
                     struct gap *g)
{
    const struct bpq_lines *l1 = &f->s->l1;

    look_around(w, i0, g);
    if ((g->above == BPQ_GONE && g->lacks_below) ||
        (g->below == BPQ_GONE && g->lacks_above) ||
        (g->above == BPQ_GONE && g->below == BPQ_GONE))
        return refuse(f, "ours lacks the lines next to the added ones");
    if (g->above == BPQ_GONE) {
        take_below(l1, g);
        g->lacks_above = true;
    } else if (g->below == BPQ_GONE) {
        take_above(l1, g);
        g->lacks_below = true;
    } else if (skip_blank_down(l1, g->above) < g->below) {
        return choose_side(f, g);
    }
    return true;
}

static bool are_comments(const struct bpq_lines *l, size_t from, size_t to)
{
    for (; from < to; from++)
        if (!bpq_is_comment(l->v[from]))
            return false;
    return true;
}

/* Are the n lines of theirs from k on, which the edit puts into ours, in a
 * block there that is like theirs? */
static bool in_block(const struct fitting *f, const struct edit *d, size_t k,
                     size_t n)
{
    const struct bpq_lines *l1 = &f->s->l1, *l2 = &f->s->l2;
    struct bpq_buf text = BPQ_BUF_INIT;
    struct bpq_lines l;
    size_t first;
    bool ok = true;

    bpq_lines_adds(&text, l1, 0, d->i);
    bpq_buf_add(&text, d->text.p, d->text.len);
    bpq_lines_adds(&text, l1, d->i + d->n, l1->n - d->i - d->n);
    bpq_lines_split(&l, bpq_buf_str(&text));
    first = skip_blank_down(&l, d->i);
    for (size_t j = 0; ok && j < n; j++)
        if (bpq_line_letters(l2->v[k + j]) >= TELLS &&
            !bpq_is_comment(l2->v[k + j]))
            ok = bpq_same_block(l2, k + j, &l, first + j);
    bpq_lines_free(&l);
    bpq_buf_free(&text);
    return ok;
}

static bool insert(struct fitting *f, const struct bpq_window *w,
                   const struct bpq_hunk *h)
{
    const struct bpq_lines *l2 = &f->s->l2;
    size_t from = skip_blank_down(l2, h->i);
    size_t to = skip_blank_up(l2, h->i + h->chg);
    struct gap g = {0};
    struct edit *d;
    bool was_blank;

    if (from >= to)
        return refuse(f, "the change adds only blank lines here");
    g.blank_above = from && is_blank(l2->v[from - 1]);
    g.blank_below = to < l2->n && is_blank(l2->v[to]);
    if (!find_gap(f, w, h->i0, &g))
        return false;
    if (g.below < g.above)
        return refuse(f, "ours has the lines in another order");
    if (g.lacks_below && !g.blank_below && are_comments(l2, from, to))
        return refuse(f, "the change adds a comment on what ours lacks");
    /* next to other lines than in base, what ours has there counts */
    was_blank = g.below > g.above;
    if (g.lacks_above)
        g.blank_above = was_blank;
    if (g.lacks_below)
        g.blank_below = was_blank;
    d = add_edit(f, g.above, g.below - g.above);
    if (g.blank_above)
        bpq_lines_add(&d->text, bpq_str("\n"));
    add_all_shifted(&d->text, l2, from, to - from, shift_of(w, h));
    if (g.blank_below)
        bpq_lines_add(&d->text, bpq_str("\n"));
    return in_block(f, d, from, to - from) ||
           refuse(f, "the added lines would stand in another block");
}

/* ---- a replacement, and a removal ---- */

/* Removed lines as ours has them. */
struct removed {
    size_t from, to, n; /* n of the lines of ours */
    unsigned weight, found;
    bool exact;
};

static void find_removed(const struct bpq_window *w, const struct bpq_hunk *h,
                         struct removed *r)
{
    *r = (struct removed){.from = BPQ_GONE, .exact = true};
    for (size_t i0 = h->i0; i0 < h->i0 + h->chg0; i0++) {
        unsigned weight = bpq_line_weight(w->s->l0.v[i0]);
        unsigned alike = w->alike[i0 - w->i0];
        size_t i1 = bpq_window_at(w, i0);

        r->weight += weight;
        r->exact &= i1 != BPQ_GONE && alike == 100;
        if (i1 == BPQ_GONE)
            continue;
        r->found += weight * (alike >= BPQ_SAME_WORDS ? 100 : alike) / 100;
        if (!r->n++)
            r->from = i1;
        r->to = i1 + 1;
    }
}

/* Remove each line by itself.  A blank line goes with the one above it. */
static void remove_each(struct fitting *f, const struct bpq_window *w,
                        const struct bpq_hunk *h)
{
    size_t after = BPQ_GONE;

    for (size_t i0 = h->i0; i0 < h->i0 + h->chg0; i0++) {
        size_t i1 = bpq_window_at(w, i0);

        if (i1 == BPQ_GONE || (is_blank(f->s->l0.v[i0]) && i1 != after))
            continue;
        add_edit(f, i1, 1);
        after = i1 + 1;
    }
}

static bool has_line(const struct bpq_lines *l, size_t i, size_t n,
                     struct bpq_str line)
{
    for (; n; i++, n--)
        if (bpq_str_eq(l->v[i], line))
            return true;
    return false;
}

/* What came of merging words: lines of theirs alone are shifted. */
static void add_merged(struct fitting *f, const struct bpq_hunk *h,
                       const struct bpq_buf *merged, const struct removed *r,
                       long by, struct bpq_buf *out)
{
    const struct bpq_sides *s = f->s;
    struct bpq_buf text = BPQ_BUF_INIT;
    struct bpq_lines l;

    bpq_lines_split(&l, bpq_buf_str(merged));
    for (size_t k = 0; k < l.n; k++)
        add_shifted(&text, l.v[k],
                    has_line(&s->l2, h->i, h->chg, l.v[k]) &&
                            !has_line(&s->l1, r->from, r->to - r->from, l.v[k])
                        ? by
                        : 0);
    bpq_lines_free(&l);
    bpq_lines_split(&l, bpq_buf_str(&text));
    bpq_align_lines(out, &l, &s->l2, h->i, h->chg);
    bpq_lines_free(&l);
    bpq_buf_free(&text);
}

static bool lines_have(const struct bpq_lines *l, size_t i, size_t n,
                       struct bpq_str word)
{
    for (; n; i++, n--)
        if (bpq_has_word(l->v[i], word))
            return true;
    return false;
}

/* Do the added lines keep a word of base for which ours has another? */
static bool keeps_replaced(const struct fitting *f, const struct bpq_hunk *h,
                           const struct removed *r)
{
    const struct bpq_sides *s = f->s;
    struct bpq_str word;

    for (size_t i = h->i; i < h->i + h->chg; i++)
        for (const char *p = s->l2.v[i].p;
             (word = bpq_word_next(s->l2.v[i], &p)).len;)
            if (lines_have(&s->l0, h->i0, h->chg0, word) &&
                !lines_have(&s->l1, r->from, r->to - r->from, word))
                return true;
    return false;
}

/* Ours has another form of what is replaced: merge the words, and where they
 * conflict, take those of the change. */
static int replace_words(struct fitting *f, const struct bpq_hunk *h,
                         const struct removed *r, long by, struct edit *d,
                         struct bpq_err *e)
{
    const struct bpq_sides *s = f->s;
    char *base = bpq_lines_text(&s->l0, h->i0, h->chg0);
    char *ours = bpq_lines_text(&s->l1, r->from, r->to - r->from);
    char *theirs = bpq_lines_text(&s->l2, h->i, h->chg);
    struct bpq_buf merged = BPQ_BUF_INIT;
    bool clean;
    int rc = bpq_word_merge(bpq_str(base), bpq_str(ours), bpq_str(theirs),
                            &merged, &clean, e);

    if (!rc && clean)
        add_merged(f, h, &merged, r, by, &d->text);
    else if (!rc && keeps_replaced(f, h, r))
        refuse(f, "ours has something else in place of a word that the change "
                  "keeps");
    else if (!rc)
        add_all_shifted(&d->text, &s->l2, h->i, h->chg, by);
    bpq_buf_free(&merged);
    free(base);
    free(ours);
    free(theirs);
    return rc;
}

static int replace(struct fitting *f, const struct bpq_window *w,
                   const struct bpq_hunk *h, struct bpq_err *e)
{
    struct removed r;
    struct edit *d;
    long by;

    find_removed(w, h, &r);
    if (!r.n && !h->chg)
        return BPQ_OK; /* it is gone already */
    if (100 * r.found < FOUND * r.weight || !r.n) {
        refuse(f, "ours lacks most of what the change removes");
        return BPQ_OK;
    }
    if (r.to - r.from != r.n) {
        if (h->chg || r.found != r.weight)
            refuse(f, "ours has other lines between those that the change "
                      "removes");
        else
            remove_each(f, w, h);
        return BPQ_OK;
    }
    by = shift_of(w, h);
    d = add_edit(f, r.from, r.to - r.from);
    if (h->chg && !r.exact)
        return replace_words(f, h, &r, by, d, e);
    add_all_shifted(&d->text, &f->s->l2, h->i, h->chg, by);
    return BPQ_OK;
}

/* ---- reasons to refuse ---- */

/* Does ours have an added line there, that is not one of base's? */
static bool has_already(const struct bpq_window *w, const struct bpq_hunk *h)
{
    size_t from = BPQ_GONE, to = 0;
    bool found = false;

    for (size_t k = 0; k < w->n; k++)
        if (w->at[k] != BPQ_GONE) {
            if (from == BPQ_GONE)
                from = w->at[k];
            to = w->at[k] + 1;
        }
    for (size_t i = from; !found && i < to; i++) {
        bool known = bpq_line_letters(w->s->l1.v[i]) < TELLS;

        for (size_t k = 0; !known && k < w->n; k++)
            known = w->at[k] == i && w->alike[k] >= BPQ_SAME_WORDS;
        for (size_t k = h->i; !known && !found && k < h->i + h->chg; k++)
            found = bpq_str_eq(bpq_str_strip(w->s->l1.v[i]),
                               bpq_str_strip(w->s->l2.v[k]));
    }
    return found;
}

static void count(struct bpq_open *o, const struct bpq_lines *l, size_t i,
                  size_t n)
{
    for (; n; i++, n--)
        bpq_open_add(o, l->v[i]);
}

/* Do the edits of a change open and close what it does itself? */
static bool is_balanced(const struct fitting *f, size_t first,
                        const struct bpq_hunk *h)
{
    struct bpq_open base = {0}, theirs = {0}, was = {0}, is = {0};

    count(&base, &f->s->l0, h->i0, h->chg0);
    count(&theirs, &f->s->l2, h->i, h->chg);
    for (; first < f->n; first++) {
        const struct edit *d = &f->v[first];
        struct bpq_lines l;

        count(&was, &f->s->l1, d->i, d->n);
        bpq_lines_split(&l, bpq_buf_str(&d->text));
        count(&is, &l, 0, l.n);
        bpq_lines_free(&l);
    }
    return is.braces - was.braces == theirs.braces - base.braces &&
           is.parens - was.parens == theirs.parens - base.parens &&
           is.brackets - was.brackets == theirs.brackets - base.brackets &&
           is.ifs - was.ifs == theirs.ifs - base.ifs;
}

/* How often a comment begins in another, ends outside of any, or goes on. */
static size_t odd_comments(const struct bpq_lines *l)
{
    bool in = false;
    size_t odd = 0;

    for (size_t i = 0; i < l->n; i++) {
        struct bpq_str t = bpq_str_strip(l->v[i]);

        odd += !in && t.len > 1 && t.p[0] == '*' && t.p[1] == ' ';
        for (size_t k = 0; k + 1 < t.len; k++) {
            bool begins = t.p[k] == '/' && t.p[k + 1] == '*';

            if (!begins && !(t.p[k] == '*' && t.p[k + 1] == '/'))
                continue;
            odd += begins == in;
            in = begins;
            k++;
        }
    }
    return odd;
}

static bool breaks_comments(const struct bpq_sides *s,
                            const struct bpq_buf *result)
{
    struct bpq_lines l;
    bool breaks;

    bpq_lines_split(&l, bpq_buf_str(result));
    breaks = odd_comments(&l) > odd_comments(&s->l1);
    bpq_lines_free(&l);
    return breaks;
}

/* ---- the changes of a conflict ---- */

static int fit_in(struct fitting *f, const struct bpq_window *w,
                  const struct bpq_hunk *h, struct bpq_err *e)
{
    size_t first = f->n;
    int rc = BPQ_OK;

    if (has_already(w, h)) {
        refuse(f, "ours already has a line that the change adds");
        return BPQ_OK;
    }
    if (h->chg0)
        rc = replace(f, w, h, e);
    else
        insert(f, w, h);
    if (!rc && !*f->why && !is_balanced(f, first, h))
        refuse(f, "ours would open or close other blocks than the change does");
    return rc;
}

static bool is_inside(const struct bpq_extent *p, const struct bpq_hunk *h)
{
    return h->i0 >= p->i0 && h->i0 + h->chg0 <= p->i0 + p->chg0 &&
           h->i >= p->i2 && h->i + h->chg <= p->i2 + p->chg2;
}

/* How many changes from h on are near each other. */
static size_t count_together(const struct bpq_sides *s,
                             const struct bpq_extent *p, size_t h)
{
    size_t n = 1;

    while (h + n < s->h2.n && is_inside(p, &s->h2.v[h + n]) &&
           s->h2.v[h + n].i0 - s->h2.v[h + n - 1].i0 -
                   s->h2.v[h + n - 1].chg0 <=
               TOGETHER)
        n++;
    return n;
}

static int fit_extent(struct fitting *f, const struct bpq_extent *p,
                      struct bpq_err *e)
{
    const struct bpq_hunk *h = f->s->h2.v;
    int rc = BPQ_OK;

    for (size_t i = 0; !rc && !*f->why && i < f->s->h2.n;) {
        struct bpq_window w;
        size_t n;

        if (!is_inside(p, &h[i])) {
            i++;
            continue;
        }
        n = count_together(f->s, p, i);
        if (bpq_window_find(&w, f->s, h[i].i0,
                            h[i + n - 1].i0 + h[i + n - 1].chg0, f->why))
            for (size_t k = i; !rc && !*f->why && k < i + n; k++)
                rc = fit_in(f, &w, &h[k], e);
        bpq_window_free(&w);
        i += n;
    }
    return rc;
}

/* ---- the file ---- */

static int by_line(const void *a, const void *b)
{
    const struct edit *x = a, *y = b;

    return x->i < y->i ? -1 : x->i > y->i;
}

/* Ours with all edits. */
static bool put_ours(struct fitting *f, struct bpq_buf *out)
{
    const struct bpq_lines *l1 = &f->s->l1;
    size_t i1 = 0;

    if (f->n)
        qsort(f->v, f->n, sizeof(*f->v), by_line);
    for (size_t i = 0; i < f->n; i++) {
        const struct edit *d = &f->v[i];

        if (d->i < i1)
            return refuse(f, "two changes come to the same place of ours");
        bpq_lines_adds(out, l1, i1, d->i - i1);
        if (d->text.len)
            bpq_lines_add(out, bpq_buf_str(&d->text));
        i1 = d->i + d->n;
    }
    bpq_lines_adds(out, l1, i1, l1->n - i1);
    return !breaks_comments(f->s, out) ||
           refuse(f, "a comment of ours would not end");
}

/* Theirs without what was fitted in. */
static void put_theirs(const struct bpq_sides *s, const struct bpq_merge *m,
                       struct bpq_buf *out)
{
    size_t i2 = 0;

    for (size_t i = 0; i < m->n_regions; i++) {
        const struct bpq_extent *p = &m->regions[i].where;

        if (m->regions[i].how != BPQ_HOW_CONFLICT)
            continue;
        bpq_lines_adds(out, &s->l2, i2, p->i2 - i2);
        bpq_lines_adds(out, &s->l0, p->i0, p->chg0);
        i2 = p->i2 + p->chg2;
    }
    bpq_lines_adds(out, &s->l2, i2, s->l2.n - i2);
}

/* Merge what is left of theirs. */
static int merge_rest(struct fitting *f, const struct bpq_buf *ours,
                      const struct bpq_buf *theirs, struct bpq_buf *out,
                      struct bpq_err *e)
{
    struct bpq_resolutions words = {.words = true};
    struct bpq_merge m;
    char *line = NULL;
    int rc = bpq_merge_file(f->s->text0, bpq_buf_str(ours), bpq_buf_str(theirs),
                            &words, &m, e);

    if (rc)
        return rc;
    if (!m.clean && !m.conflict)
        rc =
            bpq_block_moved(f->s->text0, bpq_buf_str(theirs), bpq_buf_str(ours),
                            bpq_buf_str(&m.text), NULL, &line, e);
    if (!rc && m.conflict)
        refuse(f, "the other changes conflict with what was fitted in");
    else if (line)
        *f->why = line;
    else if (!rc)
        bpq_buf_add(out, m.text.p, m.text.len);
    bpq_merge_free(&m);
    return rc;
}

static int fit_all(struct fitting *f, const struct bpq_merge *m,
                   struct bpq_buf *out, struct bpq_err *e)
{
    const struct bpq_sides *s = f->s;
    struct bpq_extent whole = {0, s->l0.n, 0, s->l1.n, 0, s->l2.n};
    struct bpq_buf ours = BPQ_BUF_INIT, theirs = BPQ_BUF_INIT;
    int rc = BPQ_OK;

    if (!m)
        rc = fit_extent(f, &whole, e);
    for (size_t i = 0; m && !rc && !*f->why && i < m->n_regions; i++)
        if (m->regions[i].how == BPQ_HOW_CONFLICT)
            rc = fit_extent(f, &m->regions[i].where, e);
    if (!rc && !*f->why && put_ours(f, &ours)) {
        if (m) {
            put_theirs(s, m, &theirs);
            rc = merge_rest(f, &ours, &theirs, out, e);
        } else {
            bpq_buf_add(out, ours.p, ours.len);
        }
    }
    bpq_buf_free(&ours);
    bpq_buf_free(&theirs);
    return rc;
}

int bpq_fit(struct bpq_str base, struct bpq_str ours, struct bpq_str theirs,
            const struct bpq_merge *m, struct bpq_buf *out, bool *clean,
            char **why, struct bpq_err *e)
{
    struct bpq_sides s;
    struct fitting f = {.s = &s, .why = why};
    int rc = bpq_sides_read(&s, base, ours, theirs, e);

    *why = NULL;
    if (!rc)
        rc = fit_all(&f, m, out, e);
    *clean = !rc && !*why;
    for (size_t i = 0; i < f.n; i++)
        bpq_buf_free(&f.v[i].text);
    free(f.v);
    bpq_sides_free(&s);
    return rc;
}
