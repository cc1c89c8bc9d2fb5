/* SPDX-License-Identifier: LGPL-2.1-only */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "merge/transplant.h"
#include "merge/words.h"

void bpq_sides_free(struct bpq_sides *s)
{
    bpq_lines_free(&s->l0);
    bpq_lines_free(&s->l1);
    bpq_lines_free(&s->l2);
    bpq_hunks_free(&s->h1);
    bpq_hunks_free(&s->h2);
    free(s->to1);
}

int bpq_sides_read(struct bpq_sides *s, struct bpq_str base,
                   struct bpq_str ours, struct bpq_str theirs,
                   struct bpq_err *e)
{
    int rc;

    *s = (struct bpq_sides){0};
    s->text0 = base;
    s->text1 = ours;
    s->text2 = theirs;
    bpq_lines_split(&s->l0, base);
    bpq_lines_split(&s->l1, ours);
    bpq_lines_split(&s->l2, theirs);
    rc = bpq_diff(&s->h1, base, ours, e);
    if (!rc)
        rc = bpq_diff(&s->h2, base, theirs, e);
    if (!rc)
        s->to1 = bpq_align(&s->h1, s->l0.n);
    return rc;
}

/* A change of theirs with its place in ours: replace n lines from i1 on. */
struct graft {
    const struct bpq_hunk *h;
    size_t i1;
};

/*
 * Reasons, which quote a line
 */

static bool refuse(char **why, char *reason)
{
    *why = reason;
    return false;
}

static bool refuse_line(char **why, const char *reason, struct bpq_str line)
{
    struct bpq_str q = bpq_str_strip(line);

    return refuse(why, bpq_fmt("%s: %.*s", reason, (int)q.len, q.p));
}

/*
 * Placing a change
 */

/* The line of ours for base line i0.  Both ends of the place are common lines.
 */
static size_t to_ours(const struct bpq_sides *s, size_t i0)
{
    return i0 == s->l0.n ? s->l1.n : s->to1[i0];
}

/* How far around the place a similar line is searched, for the message. */
#define NEAR 30

static bool refuse_missing(const struct bpq_sides *s,
                           const struct bpq_extent *p, size_t i0, char **why)
{
    struct bpq_str want = s->l0.v[i0], q = bpq_str_strip(want), near;
    size_t i1 = p->i1 > NEAR ? p->i1 - NEAR : 0;
    size_t end = p->i1 + p->chg1 + NEAR;

    for (; i1 < end && i1 < s->l1.n; i1++)
        if (bpq_lines_alike(want, s->l1.v[i1]))
            break;
    if (i1 == end || i1 >= s->l1.n)
        return refuse_line(why,
                           "the change removes a line that ours does not "
                           "have here",
                           want);
    near = bpq_str_strip(s->l1.v[i1]);
    return refuse(why, bpq_fmt("the change removes a line that ours does not "
                               "have here: %.*s (closest is line %zu: %.*s)",
                               (int)q.len, q.p, i1 + 1, (int)near.len, near.p));
}

/* All removed lines must be in ours, with no others between them. */
static bool place_removal(const struct bpq_sides *s, const struct bpq_extent *p,
                          struct graft *g, char **why)
{
    const struct bpq_hunk *h = g->h;

    for (size_t k = 0; k < h->chg0; k++) {
        size_t i1 = to_ours(s, h->i0 + k);

        if (i1 == BPQ_GONE)
            return refuse_missing(s, p, h->i0 + k, why);
        if (!k)
            g->i1 = i1;
        else if (i1 != g->i1 + k)
            return refuse_line(
                why,
                "ours has other lines between those that the change removes",
                s->l1.v[g->i1 + k]);
    }
    return true;
}

static bool ends_with(struct bpq_str line, const char *end)
{
    struct bpq_str s = bpq_str_strip(line);
    size_t n = strlen(end);

    return s.len >= n && !memcmp(s.p + s.len - n, end, n);
}

/* Is line i in the body of a C function, as far as the lines above show? */
static bool is_in_function(const struct bpq_lines *l, size_t i)
{
    while (i--) {
        char c = l->v[i].p[0];

        if (isspace((unsigned char)c) || c == '#')
            continue;
        if (ends_with(l->v[i], ") {"))
            return true;
        return i && bpq_str_eq(bpq_str_strip(l->v[i]), bpq_str("{")) &&
               ends_with(l->v[i - 1], ")");
    }
    return false;
}

/*
 * Variables of a function that both sides declare: their order does not
 * matter, as that of a structure's members does.
 */
static bool are_declarations(const struct bpq_sides *s,
                             const struct bpq_hunk *h, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++)
        if (!bpq_is_declaration(s->l1.v[i]))
            return false;
    for (size_t i = h->i; i < h->i + h->chg; i++)
        if (!bpq_is_declaration(s->l2.v[i]))
            return false;
    return is_in_function(&s->l1, from) && is_in_function(&s->l2, h->i);
}

/* A line of ours, or the end of a side, must show where the lines go. */
static bool place_insertion(const struct bpq_sides *s, struct graft *g,
                            char **why)
{
    const struct bpq_hunk *h = g->h;
    /* After the line above and before the line below must be the same place, if
     * ours has both lines. */
    size_t above = !h->i0 ? 0 : s->to1[h->i0 - 1];
    size_t below = to_ours(s, h->i0);

    if (h->i0 && above != BPQ_GONE)
        above++;
    if (above == BPQ_GONE && below == BPQ_GONE)
        return refuse(why, bpq_strdup("ours has neither the line above nor the "
                                      "line below the added lines"));
    if (above != BPQ_GONE && below != BPQ_GONE && above < below &&
        are_declarations(s, h, above, below)) {
        g->i1 = below;
        return true;
    }
    if (above != BPQ_GONE && below != BPQ_GONE && above != below)
        return refuse_line(
            why, "ours has added other lines where the change adds lines",
            s->l1.v[above]);
    g->i1 = below != BPQ_GONE ? below : above;
    return true;
}

/*
 * Reasons to refuse
 */

/* Does the line have enough letters and digits to identify it? */
static bool tells(struct bpq_str s)
{
    return bpq_line_letters(s) >= 4;
}

static bool has_already(const struct bpq_sides *s, const struct bpq_extent *p,
                        const struct bpq_hunk *h, char **why)
{
    for (size_t k = h->i; k < h->i + h->chg; k++)
        for (size_t i = p->i1; tells(s->l2.v[k]) && i < p->i1 + p->chg1; i++)
            if (bpq_str_eq(bpq_line_trim(s->l2.v[k]),
                           bpq_line_trim(s->l1.v[i])))
                return !refuse_line(
                    why, "ours already has a line that the change adds",
                    s->l1.v[i]);
    return false;
}

/* Call f for each name in the code that h adds, until it returns true. */
typedef bool name_fn(const struct bpq_sides *s, const void *arg,
                     struct bpq_str name);

static bool any_name(const struct bpq_sides *s, const struct bpq_hunk *h,
                     name_fn *f, const void *arg, struct bpq_str *found)
{
    for (size_t k = h->i; k < h->i + h->chg; k++) {
        const char *p = s->l2.v[k].p;

        if (bpq_is_comment(s->l2.v[k]))
            continue;
        while ((*found = bpq_word_next(s->l2.v[k], &p)).len)
            if (!isdigit((unsigned char)*found->p) && f(s, arg, *found))
                return true;
    }
    return false;
}

/* Is the name in base, but not in ours? */
static bool is_unknown(const struct bpq_sides *s, const void *arg,
                       struct bpq_str name)
{
    (void)arg;
    return bpq_has_word(s->text0, name) && !bpq_has_word(s->text1, name);
}

static bool lines_have(const struct bpq_lines *l, size_t i, size_t n,
                       struct bpq_str name)
{
    for (; n; i++, n--)
        if (bpq_has_word(l->v[i], name))
            return true;
    return false;
}

/* Does hunk o of ours replace the name by other words? */
static bool is_replaced(const struct bpq_sides *s, const void *arg,
                        struct bpq_str name)
{
    const struct bpq_hunk *o = arg;

    return o->chg0 && o->chg && lines_have(&s->l0, o->i0, o->chg0, name) &&
           !lines_have(&s->l1, o->i, o->chg, name);
}

/*
 * The line of ours that replaces base line i0 in hunk o, or BPQ_GONE: the most
 * similar one, and of several the nearest to the hunk's end.
 */
static size_t became(const struct bpq_sides *s, const struct bpq_hunk *o,
                     size_t i0)
{
    bool from_end = i0 - o->i0 >= o->chg0 / 2;
    size_t best = BPQ_GONE;
    unsigned most = 0;

    for (size_t k = 0; k < o->chg; k++) {
        size_t i1 = from_end ? o->i + o->chg - 1 - k : o->i + k;
        unsigned n = bpq_likeness(s->l0.v[i0], s->l1.v[i1]);

        if (n >= 50 && n > most) {
            most = n;
            best = i1;
        }
    }
    return best;
}

/* Does an added line resemble one that ours has in another form? */
static bool has_other_form(const struct bpq_sides *s, const struct bpq_hunk *h,
                           const struct bpq_hunk *o, size_t *i1)
{
    for (size_t i0 = o->i0; i0 < o->i0 + o->chg0; i0++) {
        *i1 = became(s, o, i0);
        for (size_t k = h->i; *i1 != BPQ_GONE && k < h->i + h->chg; k++)
            if (!bpq_is_comment(s->l2.v[k]) &&
                bpq_built_alike(s->l2.v[k], s->l0.v[i0]))
                return true;
    }
    return false;
}

/* If a line next to an insertion is gone, ours must have nothing or its new
 * form there. */
static bool is_exact(const struct bpq_sides *s, const struct bpq_hunk *h,
                     const struct bpq_hunk *o)
{
    bool above = o->i0 + o->chg0 == h->i0; /* o is above the insertion */

    if (!o->chg0 || !o->chg)
        return true;
    if (above)
        return became(s, o, h->i0 - 1) == o->i + o->chg - 1;
    return became(s, o, h->i0) == o->i;
}

/* Do the lines of ours open and close the same blocks as those of base? */
static bool is_complete(const struct bpq_sides *s, const struct bpq_hunk *o)
{
    struct bpq_open a = {0}, b = {0};

    for (size_t k = 0; k < o->chg0; k++)
        bpq_open_add(&a, s->l0.v[o->i0 + k]);
    for (size_t k = 0; k < o->chg; k++)
        bpq_open_add(&b, s->l1.v[o->i + k]);
    return a.braces == b.braces && a.parens == b.parens &&
           a.brackets == b.brackets && a.ifs == b.ifs;
}

static bool touch(const struct bpq_hunk *a, const struct bpq_hunk *b)
{
    return a->i0 <= b->i0 + b->chg0 && b->i0 <= a->i0 + a->chg0;
}

/* Is change h of theirs independent of change o of ours next to it? */
static bool is_independent(const struct bpq_sides *s, const struct bpq_hunk *h,
                           const struct bpq_hunk *o, char **why)
{
    struct bpq_str name;
    size_t i1;

    if (!is_complete(s, o))
        return refuse(why, bpq_fmt("near the change, ours (line %zu) opens or "
                                   "closes other blocks than base",
                                   o->i + 1));
    if (any_name(s, h, is_replaced, o, &name))
        return refuse_line(why,
                           "near the change, ours has something else in place "
                           "of a name that the added lines use",
                           name);
    if (has_other_form(s, h, o, &i1))
        return refuse_line(
            why, "an added line resembles one that ours has in another form",
            s->l1.v[i1]);
    if (!h->chg0 && !is_exact(s, h, o))
        return refuse_line(why, "near the added lines, ours differs from base",
                           s->l1.v[o->i]);
    return true;
}

static bool nothing_against(const struct bpq_sides *s,
                            const struct bpq_extent *p,
                            const struct bpq_hunk *h, char **why)
{
    struct bpq_str name;

    if (has_already(s, p, h, why))
        return false;
    if (any_name(s, h, is_unknown, NULL, &name))
        return refuse_line(
            why, "ours lacks a name that base has and the added lines use",
            name);
    for (size_t k = 0; k < s->h1.n; k++)
        if (touch(&s->h1.v[k], h) && !is_independent(s, h, &s->h1.v[k], why))
            return false;
    return true;
}

/*
 * The whole conflict
 */

static bool inside(const struct bpq_extent *p, const struct bpq_hunk *h)
{
    return h->i0 >= p->i0 && h->i0 + h->chg0 <= p->i0 + p->chg0 &&
           h->i >= p->i2 && h->i + h->chg <= p->i2 + p->chg2;
}

static void put(const struct bpq_sides *s, const struct bpq_extent *p,
                const struct graft *g, size_t n, struct bpq_buf *out)
{
    size_t i1 = p->i1;

    for (; n; g++, n--) {
        bpq_lines_adds(out, &s->l1, i1, g->i1 - i1);
        bpq_lines_adds(out, &s->l2, g->h->i, g->h->chg);
        i1 = g->i1 + g->h->chg0;
    }
    bpq_lines_adds(out, &s->l1, i1, p->i1 + p->chg1 - i1);
}

bool bpq_transplant(const struct bpq_sides *s, const struct bpq_extent *p,
                    struct bpq_buf *out, char **why)
{
    struct graft *g = bpq_alloc((s->h2.n + 1) * sizeof(*g));
    size_t n = 0;
    bool ok = true;

    *why = NULL;
    for (size_t i = 0; i < s->h2.n && ok; i++) {
        const struct bpq_hunk *h = &s->h2.v[i];

        if (!inside(p, h))
            continue;
        g[n].h = h;
        ok = (h->chg0 ? place_removal(s, p, &g[n], why)
                      : place_insertion(s, &g[n], why)) &&
             nothing_against(s, p, h, why);
        n++;
    }
    if (ok)
        put(s, p, g, n, out);
    free(g);
    return ok;
}
