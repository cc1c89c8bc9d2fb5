/* SPDX-License-Identifier: LGPL-2.1-only */
#include <stdlib.h>
#include <string.h>

#include "merge/recipe.h"
#include "base/buf.h"
#include "base/err.h"
#include "git/lines.h"
#include "merge/excerpt.h"
#include "merge/merge.h"
#include "merge/resolution.h"

/*
 * The pieces
 */

#define N_SIDES 3

struct run {
    size_t side, from, n;
};

struct sides {
    const char *name[N_SIDES];
    struct bpq_lines l[N_SIDES];
    size_t next[N_SIDES]; /* the line below the last piece */
};

static size_t run_length(const struct bpq_lines *side, size_t from,
                         const struct bpq_str *lines, size_t n)
{
    size_t k = 0;

    while (k < n && from + k < side->n &&
           bpq_str_eq(side->v[from + k], lines[k]))
        k++;
    return k;
}

/* Of runs of the same length, one that goes on below the last piece. */
static void longest_of(const struct sides *s, size_t side,
                       const struct bpq_str *lines, size_t n, struct run *best)
{
    const struct bpq_lines *l = &s->l[side];
    struct run of = {.side = side};

    for (size_t i = 0; i < l->n; i++) {
        size_t k = run_length(l, i, lines, n);

        if (k > of.n ||
            (k && k == of.n && i >= s->next[side] && of.from < s->next[side]))
            of = (struct run){side, i, k};
    }
    if (of.n > best->n)
        *best = of;
}

static void put_run(const struct sides *s, const struct run *r,
                    struct bpq_buf *out)
{
    const char *name = s->name[r->side];

    if (r->n == s->l[r->side].n)
        bpq_buf_addf(out, "%s all\n", name);
    else if (r->n == 1)
        bpq_buf_addf(out, "%s %zu\n", name, r->from + 1);
    else
        bpq_buf_addf(out, "%s %zu-%zu\n", name, r->from + 1, r->from + r->n);
}

/* Its newline is that of the file. */
static void put_own(struct bpq_str line, struct bpq_buf *out)
{
    if (line.len && line.p[line.len - 1] == '\n')
        line.len--;
    if (line.len && line.p[line.len - 1] == '\r')
        line.len--;
    bpq_buf_adds(out, line.len ? "| " : "|");
    bpq_buf_add(out, line.p, line.len);
    bpq_buf_adds(out, "\n");
}

/* No lines: all of a side that has none. */
static bool put_nothing(const struct sides *s, struct bpq_buf *out)
{
    for (size_t i = 0; i < N_SIDES; i++)
        if (!s->l[i].n) {
            bpq_buf_addf(out, "%s all\n", s->name[i]);
            return true;
        }
    return false;
}

static void open_sides(struct sides *s, const struct bpq_region *r)
{
    *s = (struct sides){.name = {"ours", "theirs", "base"}};
    bpq_lines_split(&s->l[0], bpq_str(r->ours));
    bpq_lines_split(&s->l[1], bpq_str(r->theirs));
    bpq_lines_split(&s->l[2], bpq_str(r->base));
}

bool bpq_recipe(const struct bpq_region *r, const struct bpq_str *lines,
                size_t n, struct bpq_buf *out)
{
    struct sides s;
    bool is = true;

    open_sides(&s, r);
    if (!n)
        is = put_nothing(&s, out);
    /* the longest run first makes the fewest pieces */
    for (size_t i = 0; i < n;) {
        struct run best = {0};

        for (size_t k = 0; k < N_SIDES; k++)
            longest_of(&s, k, lines + i, n - i, &best);
        if (best.n) {
            put_run(&s, &best, out);
            s.next[best.side] = best.from + best.n;
            i += best.n;
        } else {
            put_own(lines[i++], out);
        }
    }
    for (size_t k = 0; k < N_SIDES; k++)
        bpq_lines_free(&s.l[k]);
    return is;
}

/*
 * What stands for each region: the file is merged with a mark for each, and
 * what is between the marks has to be in the result.
 */

#define MARK '\1'

struct recipes {
    const struct bpq_wanted *w;
    struct bpq_resolutions *res;
    struct bpq_merge bare;        /* merged without resolutions */
    struct bpq_resolutions marks; /* for the regions that need one */
    struct bpq_lines result;
    struct {
        size_t from, n; /* lines of the result */
        bool found;
    } * stand; /* for each mark */
};

static int merge(const struct bpq_wanted *w, struct bpq_resolutions *res,
                 struct bpq_merge *m, struct bpq_err *e)
{
    return w->part
               ? bpq_merge_part(w->base, w->ours, w->theirs, w->is_c, res, m, e)
               : bpq_merge_file(w->base, w->ours, w->theirs, res, m, e);
}

static bool is_result(const struct bpq_wanted *w, const struct bpq_merge *m)
{
    return !m->conflict && bpq_str_eq(bpq_buf_str(&m->text), w->result);
}

/* The mark that a line is, or NULL. */
static struct bpq_resolution *mark_of(struct recipes *r, struct bpq_str line)
{
    struct bpq_str t = bpq_line_trim(line);
    char key[41];

    if (t.len != 41 || t.p[0] != MARK)
        return NULL;
    memcpy(key, t.p + 1, 40);
    key[40] = 0;
    return bpq_resolution_find(&r->marks, key);
}

/* Mark conflicts, and with all what is transplanted, too. */
static int put_marks(struct recipes *r, bool all, struct bpq_err *e)
{
    int rc = BPQ_OK;

    bpq_resolutions_free(&r->marks);
    for (size_t i = 0; !rc && i < r->bare.n_regions; i++) {
        const struct bpq_region *g = &r->bare.regions[i];
        char *recipe;

        if (!all && g->how != BPQ_HOW_CONFLICT)
            continue;
        recipe = bpq_fmt("| %c%s", MARK, g->key);
        rc = bpq_resolution_add(&r->marks, g->key, g->key, bpq_str(recipe), e);
        free(recipe);
    }
    free(r->stand);
    r->stand = bpq_alloc((r->marks.n + 1) * sizeof(*r->stand));
    return rc;
}

/* The first of the result's lines, from `at` on, that are these n. */
static bool find_lines(const struct recipes *r, const struct bpq_str *lines,
                       size_t n, size_t *at)
{
    for (; *at + n <= r->result.n; (*at)++)
        if (run_length(&r->result, *at, lines, n) == n)
            return true;
    return false;
}

/* These lines of the result stand for the mark; twice only if they are the
 * same. */
static bool stand(struct recipes *r, const struct bpq_resolution *mark,
                  size_t from, size_t to)
{
    size_t i = (size_t)(mark - r->marks.v);
    bool same = !r->stand[i].found ||
                (r->stand[i].n == to - from &&
                 run_length(&r->result, r->stand[i].from, r->result.v + from,
                            to - from) == to - from);

    r->stand[i].from = from;
    r->stand[i].n = to - from;
    r->stand[i].found = true;
    return same;
}

/* Find the lines between marks one after the other; the first begin the result,
 * and the last end it. */
static bool match(struct recipes *r, const struct bpq_lines *marked)
{
    struct bpq_resolution *mark = NULL, *next;
    size_t at = 0;

    for (size_t i = 0; i <= marked->n;) {
        size_t n = 0, from = at;

        while (i + n < marked->n && !mark_of(r, marked->v[i + n]))
            n++;
        next = i + n < marked->n ? mark_of(r, marked->v[i + n]) : NULL;
        if (!next && r->result.n >= at + n)
            at = r->result.n - n;
        if (!find_lines(r, marked->v + i, n, &at) || (!mark && at != 0) ||
            (mark && !stand(r, mark, from, at)))
            return false;
        at += n;
        i += n + 1;
        mark = next;
    }
    return at == r->result.n;
}

static int find_stands(struct recipes *r, bool *found, struct bpq_err *e)
{
    struct bpq_lines marked = {NULL, 0};
    struct bpq_merge m;
    int rc = merge(r->w, &r->marks, &m, e);

    *found = false;
    if (rc)
        return rc;
    bpq_lines_split(&marked, bpq_buf_str(&m.text));
    *found = !m.conflict && match(r, &marked);
    bpq_lines_free(&marked);
    bpq_merge_free(&m);
    return BPQ_OK;
}

/*
 * The resolutions
 */

static const struct bpq_region *region_of(const struct recipes *r,
                                          const char *key)
{
    size_t i = 0;

    while (strcmp(r->bare.regions[i].key, key))
        i++;
    return &r->bare.regions[i];
}

static int add_recipe(struct recipes *r, size_t i, struct bpq_resolutions *to,
                      bool *found, struct bpq_err *e)
{
    const char *key = r->marks.v[i].key;
    struct bpq_resolution *known = bpq_resolution_find(r->res, key);
    char *path = bpq_fmt("resolutions/%s", key);
    struct bpq_buf recipe = BPQ_BUF_INIT;
    int rc = BPQ_OK;

    if (!known)
        known = bpq_resolution_find(r->w->known, key);
    bpq_buf_addf(&recipe, "# %s\n", r->w->note);
    *found =
        known || bpq_recipe(region_of(r, key), r->result.v + r->stand[i].from,
                            r->stand[i].n, &recipe);
    if (*found)
        rc = bpq_resolution_add(
            to, key, path, bpq_buf_str(known ? &known->recipe : &recipe), e);
    bpq_buf_free(&recipe);
    free(path);
    return rc;
}

/* Do they lead to the result?  Merging refuses some, which is no error. */
static bool lead(const struct bpq_wanted *w, struct bpq_resolutions *res)
{
    struct bpq_err e = {0};
    struct bpq_merge m;
    bool do_lead = !merge(w, res, &m, &e) && is_result(w, &m);

    if (!e.rc)
        bpq_merge_free(&m);
    bpq_err_clear(&e);
    return do_lead;
}

/* Leave out what is transplanted as it should be. */
static void prune(const struct bpq_wanted *w, struct bpq_resolutions *res)
{
    for (size_t i = res->n; i-- > 0;) {
        struct bpq_resolution last = res->v[res->n - 1], one = res->v[i];

        res->v[i] = last;
        res->n--;
        if (lead(w, res)) {
            free(one.path);
            bpq_buf_free(&one.recipe);
            continue;
        }
        res->v[i] = one;
        res->v[res->n++] = last;
    }
}

static int add_recipes(struct recipes *r, bool *found, struct bpq_err *e)
{
    struct bpq_resolutions own = {0};
    int rc = BPQ_OK;

    for (size_t i = 0; !rc && *found && i < r->marks.n; i++)
        rc = add_recipe(r, i, &own, found, e);
    *found = !rc && *found && lead(r->w, &own);
    if (*found)
        prune(r->w, &own);
    for (size_t i = 0; !rc && *found && i < own.n; i++)
        rc = bpq_resolution_add(r->res, own.v[i].key, own.v[i].path,
                                bpq_buf_str(&own.v[i].recipe), e);
    bpq_resolutions_free(&own);
    return rc;
}

int bpq_recipes(const struct bpq_wanted *w, struct bpq_resolutions *res,
                bool *found, struct bpq_err *e)
{
    struct recipes r = {.w = w, .res = res};
    int rc = merge(w, NULL, &r.bare, e);

    *found = !rc && is_result(w, &r.bare);
    if (rc)
        return rc;
    bpq_lines_split(&r.result, w->result);
    for (int all = 0; !rc && !*found && all <= 1 && !r.bare.clean; all++) {
        rc = put_marks(&r, all, e);
        if (!rc)
            rc = find_stands(&r, found, e);
        if (!rc && *found)
            rc = add_recipes(&r, found, e);
    }
    bpq_lines_free(&r.result);
    bpq_resolutions_free(&r.marks);
    free(r.stand);
    bpq_merge_free(&r.bare);
    return rc;
}
