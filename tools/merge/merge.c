/* SPDX-License-Identifier: LGPL-2.1-only */
#include <regex.h>
#include <stdlib.h>
#include <string.h>

#include "merge/merge.h"
#include "merge/align.h"
#include "merge/block.h"
#include "merge/bygit.h"
#include "git/lines.h"
#include "merge/resolution.h"
#include "merge/transplant.h"
#include "merge/wordmerge.h"
#include "merge/words.h"

/*
 * The places that conflict.  git reports them as text between markers, without
 * line numbers, so they are computed here from the same two differences, by the
 * rule of git's diff3 style: changes of both sides that touch are one conflict,
 * unless they are the same change.
 */

enum mode { BOTH, OURS, THEIRS };

struct change {
    enum mode mode;
    struct bpq_extent p;
};

struct changes {
    struct change *v;
    size_t n;
};

/* Join changes that touch; they are a conflict unless they are of one side. */
static void add_change(struct changes *c, enum mode mode, struct bpq_extent p)
{
    struct change *last = c->n ? &c->v[c->n - 1] : NULL;

    if (last && (p.i1 <= last->p.i1 + last->p.chg1 ||
                 p.i2 <= last->p.i2 + last->p.chg2)) {
        if (mode != last->mode)
            last->mode = BOTH;
        last->p.chg0 = p.i0 + p.chg0 - last->p.i0;
        last->p.chg1 = p.i1 + p.chg1 - last->p.i1;
        last->p.chg2 = p.i2 + p.chg2 - last->p.i2;
        return;
    }
    c->v = bpq_grow(c->v, c->n + 1, sizeof(*c->v));
    c->v[c->n++] = (struct change){mode, p};
}

static bool same_change(const struct bpq_sides *s, const struct bpq_hunk *a,
                        const struct bpq_hunk *b)
{
    if (a->i0 != b->i0 || a->chg0 != b->chg0 || a->chg != b->chg)
        return false;
    for (size_t k = 0; k < a->chg; k++)
        if (!bpq_str_eq(s->l1.v[a->i + k], s->l2.v[b->i + k]))
            return false;
    return true;
}

/* The lines that a hunk of each side cover together. */
static struct bpq_extent cover(const struct bpq_hunk *a,
                               const struct bpq_hunk *b)
{
    size_t end1 = a->i0 + a->chg0, end2 = b->i0 + b->chg0;
    size_t i0 = a->i0 < b->i0 ? a->i0 : b->i0;
    size_t end = end1 > end2 ? end1 : end2;
    struct bpq_extent p;

    p.i0 = i0;
    p.chg0 = end - i0;
    p.i1 = a->i - (a->i0 - i0);
    p.chg1 = a->i + a->chg + (end - end1) - p.i1;
    p.i2 = b->i - (b->i0 - i0);
    p.chg2 = b->i + b->chg + (end - end2) - p.i2;
    return p;
}

/* d: how much longer the other side is up to here; it may wrap around. */
static void add_ours(struct changes *c, const struct bpq_hunk *h, size_t d)
{
    add_change(
        c, OURS,
        (struct bpq_extent){h->i0, h->chg0, h->i, h->chg, h->i0 + d, h->chg0});
}

static void add_theirs(struct changes *c, const struct bpq_hunk *h, size_t d)
{
    add_change(
        c, THEIRS,
        (struct bpq_extent){h->i0, h->chg0, h->i0 + d, h->chg0, h->i, h->chg});
}

static void find_changes(const struct bpq_sides *s, struct changes *c)
{
    const struct bpq_hunk *a = s->h1.v, *b = s->h2.v;
    const struct bpq_hunk *a_end = a + s->h1.n, *b_end = b + s->h2.n;

    while (a < a_end && b < b_end) {
        size_t end1 = a->i0 + a->chg0, end2 = b->i0 + b->chg0;

        if (end1 < b->i0) {
            add_ours(c, a++, b->i - b->i0);
            continue;
        }
        if (end2 < a->i0) {
            add_theirs(c, b++, a->i - a->i0);
            continue;
        }
        if (!same_change(s, a, b))
            add_change(c, BOTH, cover(a, b));
        /* The side that reaches further may touch the other's next hunk. */
        if (end1 >= end2)
            b++;
        if (end2 >= end1)
            a++;
    }
    while (a < a_end)
        add_ours(c, a++, s->l2.n - s->l0.n);
    while (b < b_end)
        add_theirs(c, b++, s->l1.n - s->l0.n);
}

/*
 * The backport merge
 */

static struct bpq_open count_open(const struct bpq_lines *l, size_t i, size_t n)
{
    struct bpq_open o = {0};

    for (; n; i++, n--)
        bpq_open_add(&o, l->v[i]);
    return o;
}

/* Does the result open and close what it has to? */
static bool is_balanced(const struct bpq_sides *s, const struct bpq_extent *p,
                        const struct bpq_lines *result)
{
    struct bpq_open base = count_open(&s->l0, p->i0, p->chg0);
    struct bpq_open ours = count_open(&s->l1, p->i1, p->chg1);
    struct bpq_open theirs = count_open(&s->l2, p->i2, p->chg2);
    struct bpq_open got = count_open(result, 0, result->n);

    return got.braces == ours.braces + theirs.braces - base.braces &&
           got.parens == ours.parens + theirs.parens - base.parens &&
           got.brackets == ours.brackets + theirs.brackets - base.brackets &&
           got.ifs == ours.ifs + theirs.ifs - base.ifs;
}

static int settle_by_words(const struct bpq_sides *s,
                           const struct bpq_extent *p, struct bpq_region *r,
                           struct bpq_merge *out, struct bpq_err *e)
{
    struct bpq_buf text = BPQ_BUF_INIT;
    struct bpq_lines l = {NULL, 0};
    bool clean;
    int rc;

    rc = bpq_word_merge(bpq_str(r->base), bpq_str(r->ours), bpq_str(r->theirs),
                        &text, &clean, e);
    if (!rc && clean) {
        bpq_lines_split(&l, bpq_buf_str(&text));
        clean = is_balanced(s, p, &l);
    }
    if (!rc && clean)
        bpq_align_lines(&out->text, &l, &s->l2, p->i2, p->chg2);
    r->how = !rc && clean ? BPQ_HOW_WORDS : BPQ_HOW_CONFLICT;
    out->conflict |= r->how == BPQ_HOW_CONFLICT;
    bpq_lines_free(&l);
    bpq_buf_free(&text);
    return rc;
}

/* Would what the change adds be in its block, if it stood behind ours? */
static int try_draft(const struct bpq_sides *s, const struct bpq_extent *p,
                     struct bpq_region *r, struct bpq_err *e)
{
    struct bpq_buf text = BPQ_BUF_INIT;
    struct bpq_block_range part = {.from = p->i1 + p->chg1};
    char *line;
    int rc;

    bpq_lines_adds(&text, &s->l1, 0, part.from);
    part.to = part.from;
    for (size_t i = 0; i < s->h2.n; i++) {
        const struct bpq_hunk *h = &s->h2.v[i];

        if (h->i < p->i2 || h->i + h->chg > p->i2 + p->chg2)
            continue;
        bpq_lines_adds(&text, &s->l2, h->i, h->chg);
        part.to += h->chg;
    }
    bpq_lines_adds(&text, &s->l1, part.from, s->l1.n - part.from);
    rc = bpq_block_moved(s->text0, s->text2, s->text1, bpq_buf_str(&text),
                         &part, &line, e);
    r->draft = !rc && !line;
    free(line);
    bpq_buf_free(&text);
    return rc;
}

/* Append the settled conflict to out->text, or report it. */
static int settle(const struct bpq_sides *s, const struct bpq_extent *p,
                  struct bpq_resolutions *res, struct bpq_merge *out,
                  struct bpq_err *e)
{
    struct bpq_resolution *found;
    size_t from = out->text.len;
    struct bpq_region *r;
    int rc;

    out->regions =
        bpq_grow(out->regions, out->n_regions + 1, sizeof(*out->regions));
    r = &out->regions[out->n_regions++];
    *r = (struct bpq_region){.where = *p};
    r->base = bpq_lines_text(&s->l0, p->i0, p->chg0);
    r->ours = bpq_lines_text(&s->l1, p->i1, p->chg1);
    r->theirs = bpq_lines_text(&s->l2, p->i2, p->chg2);
    r->line = p->i1 + 1;
    rc = bpq_conflict_key(r->key, r->base, r->ours, r->theirs, e);
    if (rc)
        return rc;
    found = bpq_resolution_find(res, r->key);
    if (found) {
        r->how = BPQ_HOW_RESOLUTION;
        rc = bpq_resolution_apply(found, r, &out->text, e);
    } else if (bpq_transplant(s, p, &out->text, &r->why)) {
        r->how = BPQ_HOW_TRANSPLANT;
    } else if (res && res->words) {
        rc = settle_by_words(s, p, r, out, e);
    } else {
        r->how = BPQ_HOW_CONFLICT;
        out->conflict = true;
        if (res && res->drafts)
            rc = try_draft(s, p, r, e);
    }
    r->at = from;
    r->len = out->text.len - from;
    return rc;
}

static bool sides_agree(const struct bpq_sides *s, const struct bpq_extent *p)
{
    if (p->chg1 != p->chg2)
        return false;
    for (size_t k = 0; k < p->chg1; k++)
        if (!bpq_str_eq(s->l1.v[p->i1 + k], s->l2.v[p->i2 + k]))
            return false;
    return true;
}

static int settle_all(const struct bpq_sides *s, struct bpq_resolutions *res,
                      struct bpq_merge *out, struct bpq_err *e)
{
    struct changes c = {0};
    size_t i1 = 0;
    int rc = BPQ_OK;

    find_changes(s, &c);
    for (size_t i = 0; i < c.n && !rc; i++) {
        const struct bpq_extent *p = &c.v[i].p;
        enum mode mode = c.v[i].mode;

        if (mode == OURS || (mode == BOTH && sides_agree(s, p)))
            continue; /* copied with the rest of ours */
        bpq_lines_adds(&out->text, &s->l1, i1, p->i1 - i1);
        i1 = p->i1 + p->chg1;
        if (mode == THEIRS)
            bpq_lines_adds(&out->text, &s->l2, p->i2, p->chg2);
        else
            rc = settle(s, p, res, out, e);
    }
    bpq_lines_adds(&out->text, &s->l1, i1, s->l1.n - i1);
    if (out->conflict)
        bpq_buf_reset(&out->text);
    free(c.v);
    return rc;
}

static size_t line_at(struct bpq_str text, size_t at)
{
    size_t n = 0;

    for (size_t i = 0; i < at; i++)
        n += text.p[i] == '\n';
    return n;
}

/* Lines of theirs that a resolution puts into another block are refused. */
static int check_taken(const struct bpq_sides *s, struct bpq_resolutions *res,
                       const struct bpq_region *r, const struct bpq_buf *text,
                       struct bpq_err *e)
{
    struct bpq_str result = bpq_buf_str(text);
    int rc = BPQ_OK;

    for (size_t i = 0; !rc && i < r->n_taken; i++) {
        struct bpq_block_range part;
        char *line;

        part.from = line_at(result, r->taken[i].from);
        part.to = line_at(result, r->taken[i].to);
        rc = bpq_block_moved(s->text0, s->text2, s->text1, result, &part, &line,
                             e);
        if (!rc && line)
            rc = bpq_error(e, BPQ_FAIL,
                           "%s: puts \"%s\" of theirs into another block than "
                           "the one that it is made for; put it into that, or "
                           "if this is meant, write it as a line of our own: "
                           "| TEXT",
                           bpq_resolution_find(res, r->key)->path, line);
        free(line);
    }
    return rc;
}

static int refuse_binary(struct bpq_str s, const char *side, struct bpq_err *e)
{
    if (!s.len || !memchr(s.p, 0, s.len))
        return BPQ_OK;
    return bpq_error(e, BPQ_FAIL,
                     "%s is not a text file (it has NUL bytes) and cannot be "
                     "merged; leave it out with a `not` clause",
                     side);
}

int bpq_merge_file(struct bpq_str base, struct bpq_str ours,
                   struct bpq_str theirs, struct bpq_resolutions *res,
                   struct bpq_merge *out, struct bpq_err *e)
{
    struct bpq_sides s = {0};
    int rc;

    *out = (struct bpq_merge){0};
    bpq_buf_adds(&out->text, ""); /* an empty result has a string, too */
    rc = refuse_binary(base, "base", e);
    if (!rc)
        rc = refuse_binary(ours, "ours", e);
    if (!rc)
        rc = refuse_binary(theirs, "theirs", e);
    if (!rc && !(res && res->git_fails))
        rc = bpq_merge_by_git(base, ours, theirs, &out->clean, &out->text, e);
    if (rc || out->clean)
        goto out;
    if (res && res->git_only) {
        out->conflict = true;
        goto out;
    }
    rc = bpq_sides_read(&s, base, ours, theirs, e);
    if (!rc)
        rc = settle_all(&s, res, out, e);
    for (size_t i = 0; !rc && !out->conflict && i < out->n_regions; i++)
        rc = check_taken(&s, res, &out->regions[i], &out->text, e);
    bpq_sides_free(&s);

out:
    if (rc)
        bpq_merge_free(out);
    return rc;
}

void bpq_merge_free(struct bpq_merge *m)
{
    for (size_t i = 0; i < m->n_regions; i++) {
        free(m->regions[i].base);
        free(m->regions[i].ours);
        free(m->regions[i].theirs);
        free(m->regions[i].why);
        free(m->regions[i].taken);
    }
    free(m->regions);
    bpq_buf_free(&m->text);
    *m = (struct bpq_merge){0};
}

/*
 * Leaving out parts of the change
 */

static bool matches(const regex_t *re, const struct bpq_lines *l, size_t i,
                    size_t n)
{
    for (; n; i++, n--) {
        struct bpq_str t = bpq_line_trim(l->v[i]);
        char *line = bpq_strndup(t.p, t.len);
        int r = regexec(re, line, 0, NULL, 0);

        free(line);
        if (!r)
            return true;
    }
    return false;
}

static void keep(const regex_t *re, const struct bpq_lines *l0,
                 const struct bpq_lines *l2, const struct bpq_hunks *h,
                 struct bpq_buf *out, size_t *n)
{
    size_t i2 = 0;

    for (size_t i = 0; i < h->n; i++) {
        const struct bpq_hunk *k = &h->v[i];

        if (!matches(re, l0, k->i0, k->chg0) && !matches(re, l2, k->i, k->chg))
            continue;
        bpq_lines_adds(out, l2, i2, k->i - i2);
        bpq_lines_adds(out, l0, k->i0, k->chg0);
        i2 = k->i + k->chg;
        (*n)++;
    }
    bpq_lines_adds(out, l2, i2, l2->n - i2);
}

static int compile(regex_t *re, const char *ere, struct bpq_err *e)
{
    char why[200];
    int r = regcomp(re, ere, REG_EXTENDED | REG_NOSUB);

    if (!r)
        return BPQ_OK;
    regerror(r, re, why, sizeof(why));
    return bpq_error(e, BPQ_FAIL,
                     "`%s` is not a regular expression (POSIX extended): %s",
                     ere, why);
}

int bpq_merge_keep(struct bpq_str base, struct bpq_str theirs, const char *ere,
                   struct bpq_buf *out, size_t *n, struct bpq_err *e)
{
    struct bpq_lines l0 = {0}, l2 = {0};
    struct bpq_hunks h = {0};
    regex_t re;
    int rc;

    *n = 0;
    rc = compile(&re, ere, e);
    if (rc)
        return rc;
    rc = refuse_binary(base, "base", e);
    if (!rc)
        rc = refuse_binary(theirs, "theirs", e);
    if (!rc)
        rc = bpq_diff(&h, base, theirs, e);
    if (rc)
        goto out;
    bpq_lines_split(&l0, base);
    bpq_lines_split(&l2, theirs);
    keep(&re, &l0, &l2, &h, out, n);

out:
    bpq_lines_free(&l0);
    bpq_lines_free(&l2);
    bpq_hunks_free(&h);
    regfree(&re);
    return rc;
}
