/* SPDX-License-Identifier: LGPL-2.1-only */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "transplant.h"

/* A change of theirs with its place in ours: replace n lines from i1 on. */
struct graft {
    const struct bpq_hunk *h;
    size_t i1;
};

static bool refuse(struct bpq_refusal *no, char *why)
{
    no->why = why;
    return false;
}

/* Enough letters and digits to tell the line from its neighbours. */
static bool tells(struct bpq_str s)
{
    size_t i, n = 0;

    for (i = 0; i < s.len; i++)
        n += isalnum((unsigned char)s.p[i]) != 0;
    return n >= 4;
}

static bool same(struct bpq_str a, struct bpq_str b)
{
    return bpq_str_eq(bpq_line_trim(a), bpq_line_trim(b));
}

/* Line of ours for base line i0; its two ends count as common lines. */
static size_t to_ours(const struct bpq_sides *s, size_t i0)
{
    return i0 == s->l0.n ? s->l1.n : s->to1[i0];
}

static char *quote(struct bpq_str line)
{
    struct bpq_str t = bpq_line_trim(line);

    while (t.len && isspace((unsigned char)*t.p))
        t.p++, t.len--;
    return bpq_strndup(t.p, t.len);
}

/* All removed lines stand in ours, and nothing else between them. */
static bool place_removal(const struct bpq_sides *s, struct graft *g,
                          struct bpq_refusal *no)
{
    const struct bpq_hunk *h = g->h;
    size_t k;

    for (k = 0; k < h->chg0; k++) {
        size_t i1 = to_ours(s, h->i0 + k);

        if (i1 == BPQ_GONE) {
            char *line = quote(s->l0.v[h->i0 + k]);
            char *why = bpq_fmt("the change removes a line that ours does not "
                                "have here: %s",
                                line);

            free(line);
            return refuse(no, why);
        }
        if (!k)
            g->i1 = i1;
        else if (i1 != g->i1 + k)
            return refuse(no, bpq_fmt("ours has lines of its own (line %zu) "
                                      "among those that the change removes",
                                      g->i1 + k + 1));
    }
    return true;
}

/* Exactly one line of ours, or the end of a side, shows where it goes. */
static bool place_insertion(const struct bpq_sides *s, struct graft *g,
                            struct bpq_refusal *no)
{
    const struct bpq_hunk *h = g->h;
    /* One past the line of ours that is the line above. */
    size_t above = !h->i0 ? 0 : s->to1[h->i0 - 1];
    size_t below = to_ours(s, h->i0);

    if (h->i0 && above != BPQ_GONE)
        above++;
    if (above == BPQ_GONE && below == BPQ_GONE)
        return refuse(no, bpq_fmt("ours has neither the line above nor the "
                                  "line below of what the change adds"));
    if (above != BPQ_GONE && below != BPQ_GONE && above != below)
        return refuse(no, bpq_fmt("ours adds lines of its own (from line %zu "
                                  "on) where the change adds some",
                                  above + 1));
    g->i1 = below != BPQ_GONE ? below : above;
    return true;
}

/* A telling line that is added stands in this place of ours already. */
static bool has_already(const struct bpq_sides *s, const struct bpq_place *p,
                        const struct bpq_hunk *h, struct bpq_refusal *no)
{
    size_t i, k;

    for (k = 0; k < h->chg; k++)
        for (i = p->i1; tells(s->l2.v[h->i + k]) && i < p->i1 + p->chg1; i++)
            if (same(s->l2.v[h->i + k], s->l1.v[i])) {
                char *line = quote(s->l1.v[i]);

                no->why = bpq_fmt("ours has a line that the change adds "
                                  "(line %zu): %s",
                                  i + 1, line);
                free(line);
                return true;
            }
    return false;
}

static bool inside(const struct bpq_place *p, const struct bpq_hunk *h)
{
    return h->i0 >= p->i0 && h->i0 + h->chg0 <= p->i0 + p->chg0 &&
           h->i >= p->i2 && h->i + h->chg <= p->i2 + p->chg2;
}

bool bpq_transplant(const struct bpq_sides *s, const struct bpq_place *p,
                    struct bpq_buf *out, struct bpq_refusal *no)
{
    struct graft *g = bpq_alloc((s->h2.n + 1) * sizeof(*g));
    size_t n = 0, i, i1;
    bool ok = true;

    for (i = 0; i < s->h2.n && ok; i++) {
        if (!inside(p, &s->h2.v[i]))
            continue;
        g[n].h = &s->h2.v[i];
        ok = g[n].h->chg0 ? place_removal(s, &g[n], no)
                          : place_insertion(s, &g[n], no);
        ok = ok && !has_already(s, p, g[n].h, no);
        n++;
    }
    i1 = p->i1;
    for (i = 0; i < n && ok; i++) {
        bpq_lines_adds(out, &s->l1, i1, g[i].i1 - i1);
        bpq_lines_adds(out, &s->l2, g[i].h->i, g[i].h->chg);
        i1 = g[i].i1 + g[i].h->chg0;
    }
    if (ok)
        bpq_lines_adds(out, &s->l1, i1, p->i1 + p->chg1 - i1);
    free(g);
    return ok;
}
