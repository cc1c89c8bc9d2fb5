/* SPDX-License-Identifier: LGPL-2.1-only */
#include <stdlib.h>

#include "queue/diagnose.h"
#include "base/err.h"
#include "git/lines.h"
#include "merge/resolution.h"

/*
 * The sides of a region and the differences between them, which are marked in
 * long blocks.
 */
struct view {
    struct bpq_lines base, ours, theirs;
    struct bpq_hunks own, change; /* base to ours, base to theirs */
};

static void open_view(struct view *v, const struct bpq_region *r)
{
    struct bpq_err e = {0};

    *v = (struct view){0};
    bpq_lines_split(&v->base, bpq_str(r->base));
    bpq_lines_split(&v->ours, bpq_str(r->ours));
    bpq_lines_split(&v->theirs, bpq_str(r->theirs));
    /* If the comparison fails, there are no marks. */
    if (bpq_diff(&v->own, bpq_str(r->base), bpq_str(r->ours), &e) ||
        bpq_diff(&v->change, bpq_str(r->base), bpq_str(r->theirs), &e))
        bpq_err_clear(&e);
}

static void close_view(struct view *v)
{
    bpq_lines_free(&v->base);
    bpq_lines_free(&v->ours);
    bpq_lines_free(&v->theirs);
    bpq_hunks_free(&v->own);
    bpq_hunks_free(&v->change);
}

/* Is line i of base (or of the other side) in one of the hunks? */
static bool changed(const struct bpq_hunks *h, bool of_base, size_t i)
{
    for (size_t k = 0; k < h->n; k++) {
        size_t from = of_base ? h->v[k].i0 : h->v[k].i;

        if (i >= from && i < from + (of_base ? h->v[k].chg0 : h->v[k].chg))
            return true;
    }
    return false;
}

/* Lines have the numbers that a resolution uses. */
static void put_side(struct bpq_buf *out, const char *name,
                     const struct bpq_lines *l, const struct bpq_hunks *h,
                     bool of_base, char mark)
{
    bpq_buf_addf(out, "  %s:%s\n", name, l->n ? "" : " nothing");
    for (size_t i = 0; i < l->n; i++) {
        struct bpq_str s = bpq_line_trim(l->v[i]);

        bpq_buf_addf(out, "  %c %4zu | %.*s\n",
                     changed(h, of_base, i) ? mark : ' ', i + 1, (int)s.len,
                     s.p);
    }
}

/* The lines that the change removes in the conflict, or those that it adds. */
static size_t count(const struct bpq_hunks *change, bool removed)
{
    size_t n = 0;

    for (size_t k = 0; k < change->n; k++)
        n += removed ? change->v[k].chg0 : change->v[k].chg;
    return n;
}

/* Why no draft is offered, or NULL. */
static const char *no_draft(const struct view *v, bool proved)
{
    if (!proved)
        return "behind ours, those that the change adds would be in another\n"
               "  block than the one that it adds them to";
    if (v->ours.n && count(&v->change, true))
        return "the change removes some, and ours would\n"
               "  keep what it has in their place";
    return NULL;
}

/* A draft of the resolution: ours, then what the change adds. */
static void put_draft(struct bpq_buf *out, const struct view *v, bool proved)
{
    const char *why = no_draft(v, proved);

    bpq_buf_adds(out, "    # what was decided, and why\n");
    if (why) {
        bpq_buf_addf(out, "  (no lines are suggested: %s)\n", why);
        return;
    }
    if (v->ours.n || !count(&v->change, false))
        bpq_buf_adds(out, "    ours all\n");
    for (size_t k = 0; k < v->change.n; k++) {
        const struct bpq_hunk *h = &v->change.v[k];

        if (h->chg == 1)
            bpq_buf_addf(out, "    theirs %zu\n", h->i + 1);
        else if (h->chg)
            bpq_buf_addf(out, "    theirs %zu-%zu\n", h->i + 1, h->i + h->chg);
    }
}

static void put_region(struct bpq_buf *out, const struct bpq_plan *plan,
                       const struct bpq_patch *patch, const char *path,
                       const struct bpq_region *r)
{
    struct view v;

    open_view(&v, r);
    bpq_buf_addf(out, "\n%s:%zu: %s\n", path, r->line,
                 r->why ? r->why : "git's merge conflicts here");
    bpq_buf_adds(out, "  (- and + mark what the change removes and adds, * "
                      "what only ours has)\n");
    put_side(out, "base", &v.base, &v.change, true, '-');
    put_side(out, "ours", &v.ours, &v.own, false, '*');
    put_side(out, "theirs", &v.theirs, &v.change, false, '+');
    bpq_buf_addf(out, "  to settle it, write below %s in %s/series\n",
                 patch->name, bpq_patch_dir(plan, patch));
    bpq_buf_addf(out, "    #+ resolve %s\n", r->key);
    if (!patch->why)
        bpq_buf_adds(out, "    #+ why REASON\n");
    bpq_buf_addf(out,
                 "  and in %s/resolutions/%s the pieces of the result in "
                 "order: \"ours\", \"theirs\"\n"
                 "  or \"base\" with line numbers (4, 1-3 or all), and own "
                 "lines behind \"| \"; to begin with:\n",
                 bpq_patch_dir(plan, patch), r->key);
    put_draft(out, &v, r->draft);
    close_view(&v);
}

void bpq_diagnose_conflict(struct bpq_buf *out, const struct bpq_plan *plan,
                           const struct bpq_patch *patch, const char *path,
                           const struct bpq_merge *m)
{
    for (size_t i = 0; i < m->n_regions; i++)
        if (m->regions[i].how == BPQ_HOW_CONFLICT)
            put_region(out, plan, patch, path, &m->regions[i]);
}
