/* SPDX-License-Identifier: LGPL-2.1-only */
#include "merge/excerpt.h"

#include <stdlib.h>
#include <string.h>

/* Lines i0 to i0+n of base are lines i1 to i1+n of ours. */
struct run {
    size_t i0, i1, n;
};

struct finding {
    const struct bpq_lines *l0, *l1;
    bool is_c;
    size_t *to1;   /* for each base line, its line in ours or BPQ_GONE */
    bool *claimed; /* for each line of ours, whether a base line is there */
    struct run *runs;
    size_t n_runs;
};

/*
 * Finding lines that occur once in each file
 */

struct entry {
    struct bpq_str line;
    size_t i;
    bool ours;
};

static int by_line(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;

    return bpq_str_cmp(x->line, y->line);
}

/* Can the line identify a place?  A brace or an empty line cannot. */
static bool tells(struct bpq_str s)
{
    return bpq_line_letters(s) > 0;
}

static void find_anchors(struct finding *f)
{
    size_t n = f->l0->n + f->l1->n, i, k;
    struct entry *v = bpq_alloc((n + 1) * sizeof(*v));

    for (i = 0; i < f->l0->n; i++) {
        v[i] = (struct entry){f->l0->v[i], i, false};
        f->to1[i] = BPQ_GONE;
    }
    for (; i < n; i++)
        v[i] = (struct entry){f->l1->v[i - f->l0->n], i - f->l0->n, true};
    qsort(v, n, sizeof(*v), by_line);
    for (i = 0; i < n; i = k) {
        for (k = i + 1; k < n && !by_line(&v[i], &v[k]); k++)
            ;
        if (k - i != 2 || v[i].ours == v[i + 1].ours || !tells(v[i].line))
            continue;
        f->to1[v[i].ours ? v[i + 1].i : v[i].i] =
            v[i].ours ? v[i].i : v[i + 1].i;
        f->claimed[v[i].ours ? v[i].i : v[i + 1].i] = true;
    }
    free(v);
}

static void claim(struct finding *f, size_t i0, size_t i1)
{
    f->to1[i0] = i1;
    f->claimed[i1] = true;
}

static bool is_free(const struct finding *f, size_t i0, size_t i1)
{
    return f->to1[i0] == BPQ_GONE && !f->claimed[i1] &&
           bpq_str_eq(f->l0->v[i0], f->l1->v[i1]);
}

/* Extend what was found to equal lines above and below. */
static void extend(struct finding *f)
{
    size_t i0, i1;

    for (i0 = 0; i0 + 1 < f->l0->n; i0++) {
        i1 = f->to1[i0];
        if (i1 != BPQ_GONE && i1 + 1 < f->l1->n && is_free(f, i0 + 1, i1 + 1))
            claim(f, i0 + 1, i1 + 1);
    }
    while (i0-- > 0) {
        i1 = f->to1[i0 + 1];
        if (i1 != BPQ_GONE && i1 && is_free(f, i0, i1 - 1))
            claim(f, i0, i1 - 1);
    }
}

static void find_runs(struct finding *f)
{
    f->runs = bpq_alloc((f->l0->n + 1) * sizeof(*f->runs));
    for (size_t i = 0; i < f->l0->n; i++) {
        struct run *last = f->n_runs ? &f->runs[f->n_runs - 1] : NULL;
        size_t i1 = f->to1[i];

        if (i1 == BPQ_GONE)
            continue;
        if (last && i == last->i0 + last->n && i1 == last->i1 + last->n)
            last->n++;
        else
            f->runs[f->n_runs++] = (struct run){i, i1, 1};
    }
}

/* The number of the run's lines that can identify a place. */
static size_t weight(const struct finding *f, const struct run *r)
{
    size_t n = 0;

    for (size_t i = 0; i < r->n; i++)
        n += tells(f->l0->v[r->i0 + i]);
    return n;
}

/*
 * A line or two that also occur elsewhere in ours by chance, while their
 * neighbours in base continue in ours without them.
 */
static bool is_stray(const struct finding *f, const struct run *up,
                     const struct run *r, const struct run *down)
{
    size_t end = up->i1 + up->n;

    return down->i1 >= end && (r->i1 < end || r->i1 >= down->i1) &&
           weight(f, r) <= 2;
}

static void drop_strays(struct finding *f)
{
    size_t n = 0;

    for (size_t i = 0; i < f->n_runs; i++) {
        const struct run *r = &f->runs[i];

        if (n && i + 1 < f->n_runs &&
            is_stray(f, &f->runs[n - 1], r, &f->runs[i + 1])) {
            memset(f->claimed + r->i1, 0, r->n * sizeof(*f->claimed));
            continue;
        }
        f->runs[n++] = *r;
    }
    f->n_runs = n;
}

/*
 * Choosing the parts
 */

/* Does the line end a function, or a paragraph? */
static bool is_end(const struct finding *f, size_t i1)
{
    struct bpq_str s = f->l1->v[i1];

    return f->is_c ? s.p[0] == '}' : !bpq_line_trim(s).len;
}

/* Does the code above line i1 end there? */
static bool at_end(const struct finding *f, size_t i1)
{
    size_t k = i1;

    while (k && !bpq_line_trim(f->l1->v[k - 1]).len)
        k--;
    return !k || (f->is_c ? is_end(f, k - 1) : k < i1);
}

/* The end of the part that continues at i1. */
static size_t tail(const struct finding *f, size_t i1)
{
    if (at_end(f, i1))
        return i1;
    while (i1 < f->l1->n && !f->claimed[i1])
        if (is_end(f, i1++))
            break;
    return i1;
}

/* The beginning of the part that continues to i1, not before `from`. */
static size_t head(const struct finding *f, size_t from, size_t i1)
{
    while (i1 > from && !f->claimed[i1 - 1] && !is_end(f, i1 - 1))
        i1--;
    return i1;
}

static bool goes_on(const struct finding *f, size_t i1, size_t end)
{
    for (; i1 < end; i1++)
        if (f->claimed[i1] || is_end(f, i1))
            return false;
    return i1 == end;
}

static void add_range(struct bpq_ranges *out, bool *taken, size_t from,
                      size_t to)
{
    struct bpq_range *last = out->n ? &out->v[out->n - 1] : NULL;

    while (from < to && taken[from])
        from++;
    if (from >= to)
        return;
    memset(taken + from, 1, (to - from) * sizeof(*taken));
    if (last && last->to == from) {
        last->to = to;
        return;
    }
    out->v = bpq_grow(out->v, out->n + 1, sizeof(*out->v));
    out->v[out->n++] = (struct bpq_range){from, to};
}

static void find_parts(const struct finding *f, struct bpq_ranges *out)
{
    bool *taken = bpq_alloc((f->l1->n + 1) * sizeof(*taken));
    size_t end0 = 0, end1 = 0;

    for (size_t i = 0; i < f->n_runs; i++) {
        const struct run *r = &f->runs[i];

        if (i && goes_on(f, end1, r->i1)) {
            add_range(out, taken, end1, r->i1);
        } else if (r->i0 > end0) {
            /* ours has the lines of base here in another form */
            if (i)
                add_range(out, taken, end1, tail(f, end1));
            add_range(out, taken, head(f, 0, r->i1), r->i1);
        }
        add_range(out, taken, r->i1, r->i1 + r->n);
        end0 = r->i0 + r->n;
        end1 = r->i1 + r->n;
    }
    if (f->n_runs && end0 < f->l0->n)
        add_range(out, taken, end1, tail(f, end1));
    free(taken);
}

void bpq_excerpt(const struct bpq_lines *base, const struct bpq_lines *ours,
                 bool is_c, struct bpq_ranges *out)
{
    struct finding f = {.l0 = base, .l1 = ours, .is_c = is_c};

    *out = (struct bpq_ranges){0};
    f.to1 = bpq_alloc((base->n + 1) * sizeof(*f.to1));
    f.claimed = bpq_alloc((ours->n + 1) * sizeof(*f.claimed));
    find_anchors(&f);
    if (base->n)
        extend(&f);
    find_runs(&f);
    drop_strays(&f);
    find_parts(&f, out);
    free(f.to1);
    free(f.claimed);
    free(f.runs);
}

void bpq_ranges_free(struct bpq_ranges *r)
{
    free(r->v);
    *r = (struct bpq_ranges){0};
}

/*
 * Making the excerpt and putting the result back
 */

/* For each line of the excerpt, its line in ours; the caller frees it. */
static size_t *lines_of(const struct bpq_ranges *parts, size_t *n)
{
    size_t *v, i;

    for (*n = i = 0; i < parts->n; i++)
        *n += parts->v[i].to - parts->v[i].from;
    v = bpq_alloc((*n + 1) * sizeof(*v));
    for (*n = i = 0; i < parts->n; i++)
        for (size_t k = parts->v[i].from; k < parts->v[i].to; k++)
            v[(*n)++] = k;
    return v;
}

/* The merge's changes of ours, by line. */
struct putting {
    const struct bpq_hunk **by; /* replaces line i1 and gone lines below it */
    const struct bpq_hunk **after; /* is inserted below line i1 - 1 */
    bool *gone;
};

/* Apply to ours the hunks h, which changed the excerpt to `merged`; line i of
 * the excerpt is line at[i] of ours. */
static void put_back(const struct bpq_lines *ours, const size_t *at,
                     const struct bpq_hunks *h, const struct bpq_lines *merged,
                     struct bpq_buf *out)
{
    struct putting p;

    p.by = bpq_alloc((ours->n + 1) * sizeof(*p.by));
    p.after = bpq_alloc((ours->n + 1) * sizeof(*p.after));
    p.gone = bpq_alloc((ours->n + 1) * sizeof(*p.gone));
    for (size_t i = 0; i < h->n; i++) {
        const struct bpq_hunk *hunk = &h->v[i];

        for (size_t k = 0; k < hunk->chg0; k++)
            p.gone[at[hunk->i0 + k]] = true;
        if (hunk->chg0)
            p.by[at[hunk->i0]] = hunk;
        else
            p.after[hunk->i0 ? at[hunk->i0 - 1] + 1 : at[0]] = hunk;
    }
    for (size_t i = 0; i <= ours->n; i++) {
        if (p.after[i])
            bpq_lines_adds(out, merged, p.after[i]->i, p.after[i]->chg);
        if (i < ours->n && p.by[i])
            bpq_lines_adds(out, merged, p.by[i]->i, p.by[i]->chg);
        if (i < ours->n && !p.gone[i])
            bpq_lines_add(out, ours->v[i]);
    }
    free(p.by);
    free(p.after);
    free(p.gone);
}

static int merge_part(struct bpq_str base, const struct bpq_lines *ours,
                      struct bpq_str theirs, const struct bpq_ranges *parts,
                      struct bpq_resolutions *res, struct bpq_merge *out,
                      struct bpq_err *e)
{
    struct bpq_buf text = BPQ_BUF_INIT, whole = BPQ_BUF_INIT, merged;
    struct bpq_lines lines = {0};
    struct bpq_hunks h = {0};
    size_t n, *at = lines_of(parts, &n);
    int rc;

    for (size_t i = 0; i < n; i++)
        bpq_lines_add(&text, ours->v[at[i]]);
    rc = bpq_merge_file(base, bpq_buf_str(&text), theirs, res, out, e);
    if (rc)
        goto out;
    for (size_t i = 0; i < out->n_regions; i++) {
        struct bpq_region *r = &out->regions[i];

        r->line = r->line <= n ? at[r->line - 1] + 1 : at[n - 1] + 2;
        r->at = r->len = 0;
    }
    if (out->conflict)
        goto out;
    rc = bpq_diff(&h, bpq_buf_str(&text), bpq_buf_str(&out->text), e);
    if (rc)
        goto out;
    bpq_lines_split(&lines, bpq_buf_str(&out->text));
    put_back(ours, at, &h, &lines, &whole);
    merged = out->text;
    out->text = whole;
    whole = merged;
out:
    free(at);
    bpq_buf_free(&text);
    bpq_buf_free(&whole);
    bpq_lines_free(&lines);
    bpq_hunks_free(&h);
    if (rc)
        bpq_merge_free(out);
    return rc;
}

int bpq_merge_part(struct bpq_str base, struct bpq_str ours,
                   struct bpq_str theirs, bool is_c,
                   struct bpq_resolutions *res, struct bpq_merge *out,
                   struct bpq_err *e)
{
    struct bpq_lines l0, l1;
    struct bpq_ranges parts;
    int rc;

    bpq_lines_split(&l0, base);
    bpq_lines_split(&l1, ours);
    bpq_excerpt(&l0, &l1, is_c, &parts);
    if (parts.n)
        rc = merge_part(base, &l1, theirs, &parts, res, out, e);
    else
        rc = bpq_merge_file(base, ours, theirs, res, out, e);
    bpq_ranges_free(&parts);
    bpq_lines_free(&l0);
    bpq_lines_free(&l1);
    return rc;
}
