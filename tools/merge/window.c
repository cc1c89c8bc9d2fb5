/* SPDX-License-Identifier: LGPL-2.1-only */
#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "merge/window.h"
#include "base/buf.h"
#include "git/lines.h"
#include "merge/block.h"
#include "merge/words.h"

/* Lines above and below a change that are looked for. */
#define AROUND 12
/* The percentage of words that a line and its other form have in common. */
#define ALIKE 60
/* The same for lines that must be each other, by what is next to them. */
#define PAIRED 34
#define PAIRED_COUNT 75
/* What a line of ours costs that base does not have. */
#define EXTRA 3
/* What a place must reach, in percent of a perfect one; and what another one
 * must not reach, in percent of that. */
#define ENOUGH 30
#define RIVAL 90
/* So much is compared at most: lines of base times lines of ours. */
#define MAX_CELLS ((size_t)4 << 20)

unsigned bpq_line_weight(struct bpq_str line)
{
    size_t n = bpq_line_letters(line);

    if (!bpq_str_strip(line).len)
        return 5;
    return n > 15 ? 100 : 10 + (unsigned)(6 * n);
}

/* A bit for each word, so that most pairs of lines need no comparison. */
static uint64_t words_of(struct bpq_str line)
{
    const char *p = line.p;
    struct bpq_str w;
    uint64_t bits = 0;

    while ((w = bpq_word_next(line, &p)).len) {
        uint32_t h = 2166136261u; /* FNV-1a */

        for (size_t i = 0; i < w.len; i++)
            h = (h ^ (unsigned char)w.p[i]) * 16777619u;
        bits |= (uint64_t)1 << (h >> 26);
    }
    return bits;
}

/* In percent; 0 if one is not a form of the other. */
static unsigned compare(struct bpq_str a, uint64_t words_a, struct bpq_str b,
                        uint64_t words_b)
{
    unsigned n;

    if (bpq_str_eq(bpq_line_trim(a), bpq_line_trim(b)))
        return 100;
    if (bpq_str_eq(bpq_str_strip(a), bpq_str_strip(b)))
        return BPQ_SAME_WORDS;
    if (!(words_a & words_b))
        return 0;
    n = bpq_likeness(a, b);
    if (n < ALIKE)
        return 0;
    return n < BPQ_SAME_WORDS ? n : BPQ_SAME_WORDS - 1;
}

/* ---- the area of ours in which the window is looked for ---- */

struct area {
    size_t from, n;
};

/* Does a function begin here? */
static bool is_head(struct bpq_str line)
{
    struct bpq_str t = bpq_str_strip(line);

    return t.len && (isalpha((unsigned char)*line.p) || *line.p == '_') &&
           t.p[t.len - 1] != ':' && t.p[t.len - 1] != ';' &&
           bpq_line_called(line).len;
}

/* What the function is called in which line i stands; empty if in none. */
static struct bpq_str function_at(const struct bpq_lines *l, size_t i)
{
    for (size_t k = i; k--;) {
        if (*l->v[k].p == '}' && k + 1 < i)
            break;
        if (is_head(l->v[k]))
            return bpq_line_called(l->v[k]);
    }
    return (struct bpq_str){NULL, 0};
}

static size_t end_of_function(const struct bpq_lines *l, size_t i)
{
    while (i < l->n && *l->v[i].p != '}')
        i++;
    return i < l->n ? i + 1 : i;
}

/* The only function of that name, otherwise the whole file. */
static struct area find_area(const struct bpq_sides *s, size_t i0)
{
    struct bpq_str name = function_at(&s->l0, i0);
    struct area whole = {0, s->l1.n}, found = whole;
    size_t n = 0;

    for (size_t i = 0; name.len && i < s->l1.n; i++) {
        if (!is_head(s->l1.v[i]) ||
            !bpq_str_eq(bpq_line_called(s->l1.v[i]), name))
            continue;
        found = (struct area){i, end_of_function(&s->l1, i) - i};
        n++;
    }
    return n == 1 ? found : whole;
}

/* ---- alignment ---- */

/* The best way to align the lines of base so far with lines of the area up to
 * this one. */
struct cell {
    int score;
    size_t first, last; /* lines of the area that are used, from 1; 0: none */
};

enum step { IS_GONE, IS_EXTRA, IS_FOUND };

struct alignment {
    struct bpq_window *w;
    struct area area;
    uint64_t *words; /* of the area's lines */
    struct cell *above, *row;
    unsigned char *steps; /* w->n rows of area.n + 1 */
};

/* Lines next to the change count most. */
static int weight_of(const struct bpq_window *w, size_t k)
{
    size_t far = 1;

    if (k < w->from)
        far = w->from - k;
    else if (k >= w->to)
        far = k - w->to + 1;
    return (int)(bpq_line_weight(w->s->l0.v[w->i0 + k]) *
                 (100 + 100 / (unsigned)far) / 100);
}

static bool is_changed(const struct bpq_window *w, size_t k)
{
    return k >= w->from && k < w->to;
}

/* Another form of a line is worth less than the line. */
static int worth(int weight, unsigned alike)
{
    if (alike < BPQ_SAME_WORDS)
        alike = alike * 8 / 10;
    return weight * (int)alike / 100;
}

static void fill_row(struct alignment *a, size_t k)
{
    const struct bpq_window *w = a->w;
    const struct bpq_lines *l1 = &w->s->l1;
    struct bpq_str line = w->s->l0.v[w->i0 + k];
    uint64_t words = words_of(line);
    int weight = weight_of(w, k), lost = is_changed(w, k) ? weight : weight / 3;
    unsigned char *steps = a->steps + k * (a->area.n + 1);

    a->row[0] = a->above[0];
    a->row[0].score -= lost;
    for (size_t j = 1; j <= a->area.n; j++) {
        unsigned alike =
            compare(line, words, l1->v[a->area.from + j - 1], a->words[j - 1]);
        int gone = a->above[j].score - lost;
        int extra = a->row[j - 1].score - EXTRA;
        int found = a->above[j - 1].score + worth(weight, alike);
        struct cell *c = &a->row[j];

        if (alike && found >= gone && found >= extra) {
            *c = a->above[j - 1];
            c->score = found;
            c->last = j;
            if (!c->first)
                c->first = j;
            steps[j] = IS_FOUND;
        } else if (extra > gone) {
            *c = a->row[j - 1];
            c->score = extra;
            steps[j] = IS_EXTRA;
        } else {
            *c = a->above[j];
            c->score = gone;
            steps[j] = IS_GONE;
        }
    }
}

static void trace(struct alignment *a, size_t j)
{
    struct bpq_window *w = a->w;
    const struct bpq_lines *l1 = &w->s->l1;

    for (size_t k = w->n; k && j;) {
        unsigned char step = a->steps[(k - 1) * (a->area.n + 1) + j];

        if (step != IS_EXTRA)
            k--;
        if (step == IS_FOUND) {
            struct bpq_str line = w->s->l0.v[w->i0 + k];
            size_t i1 = a->area.from + j - 1;

            w->at[k] = i1;
            w->alike[k] =
                compare(line, words_of(line), l1->v[i1], a->words[j - 1]);
        }
        if (step != IS_GONE)
            j--;
    }
}

static bool refuse(char **why, const char *reason)
{
    *why = bpq_strdup(reason);
    return false;
}

/* The last row tells how good each place is. */
static bool choose(struct alignment *a, char **why)
{
    const struct cell *last = a->above;
    int perfect = 0, rival = 0;
    size_t best = 0;

    for (size_t k = 0; k < a->w->n; k++)
        perfect += weight_of(a->w, k);
    for (size_t j = 1; j <= a->area.n; j++)
        if (last[j].score > last[best].score)
            best = j;
    for (size_t j = 1; j <= a->area.n; j++)
        if (last[j].score > rival && (last[j].first > last[best].last ||
                                      last[j].last < last[best].first))
            rival = last[j].score;
    if (100 * last[best].score < ENOUGH * perfect)
        return refuse(why, "no place of ours is like that of the change");
    if (100 * rival > RIVAL * last[best].score)
        return refuse(why, "two places of ours are like that of the change");
    trace(a, best);
    return true;
}

static bool align(struct bpq_window *w, struct area area, char **why)
{
    struct alignment a = {.w = w, .area = area};
    bool ok;

    if ((area.n + 1) * (w->n + 1) > MAX_CELLS)
        return refuse(why, "the change or the file is too long");
    a.words = bpq_alloc((area.n + 1) * sizeof(*a.words));
    a.above = bpq_alloc((area.n + 1) * sizeof(*a.above));
    a.row = bpq_alloc((area.n + 1) * sizeof(*a.row));
    a.steps = bpq_alloc((w->n + 1) * (area.n + 1));
    for (size_t j = 0; j < area.n; j++)
        a.words[j] = words_of(w->s->l1.v[area.from + j]);
    for (size_t k = 0; k < w->n; k++) {
        struct cell *row = a.row;

        fill_row(&a, k);
        a.row = a.above;
        a.above = row;
    }
    ok = choose(&a, why);
    free(a.words);
    free(a.above);
    free(a.row);
    free(a.steps);
    return ok;
}

/* Where ours has as many lines as base between two that are found, they are
 * the same lines, if they have some words in common. */
static void pair_rest(struct bpq_window *w)
{
    for (size_t k = 1; k < w->n; k++) {
        size_t from = k, n;

        if (w->at[k] != BPQ_GONE || w->at[k - 1] == BPQ_GONE)
            continue;
        while (k < w->n && w->at[k] == BPQ_GONE)
            k++;
        n = k - from;
        if (k == w->n || w->at[k] - w->at[from - 1] != n + 1)
            continue;
        for (size_t i = 0; i < n; i++) {
            size_t i1 = w->at[from - 1] + 1 + i;

            if (bpq_likeness(w->s->l0.v[w->i0 + from + i], w->s->l1.v[i1]) <
                PAIRED)
                continue;
            w->at[from + i] = i1;
            w->alike[from + i] = PAIRED_COUNT;
        }
    }
}

bool bpq_window_find(struct bpq_window *w, const struct bpq_sides *s, size_t i0,
                     size_t end, char **why)
{
    *w = (struct bpq_window){.s = s};
    w->i0 = i0 > AROUND ? i0 - AROUND : 0;
    w->n = (end + AROUND < s->l0.n ? end + AROUND : s->l0.n) - w->i0;
    w->from = i0 - w->i0;
    w->to = end - w->i0;
    w->at = bpq_alloc((w->n + 1) * sizeof(*w->at));
    w->alike = bpq_alloc((w->n + 1) * sizeof(*w->alike));
    for (size_t k = 0; k < w->n; k++)
        w->at[k] = BPQ_GONE;
    if (!align(w, find_area(s, i0), why))
        return false;
    pair_rest(w);
    return true;
}

void bpq_window_free(struct bpq_window *w)
{
    free(w->at);
    free(w->alike);
    w->at = NULL;
    w->alike = NULL;
}

size_t bpq_window_at(const struct bpq_window *w, size_t i0)
{
    return i0 >= w->i0 && i0 < w->i0 + w->n ? w->at[i0 - w->i0] : BPQ_GONE;
}
