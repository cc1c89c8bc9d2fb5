/* SPDX-License-Identifier: LGPL-2.1-only */
#include <stdlib.h>
#include <string.h>

#include "git/apply.h"
#include "base/buf.h"
#include "base/err.h"

bool bpq_work_take(uint64_t *work, uint64_t n)
{
    if (*work < n) {
        *work = 0;
        return false;
    }
    *work -= n;
    return true;
}

/* ---- one file's text ---- */

struct text {
    struct bpq_str *v; /* lines, each with its newline if it has one */
    size_t n;
};

static void split(struct text *t, struct bpq_str s)
{
    size_t cap = 0;

    *t = (struct text){NULL, 0};
    while (s.len) {
        const char *nl = memchr(s.p, '\n', s.len);
        size_t len = nl ? (size_t)(nl - s.p) + 1 : s.len;

        if (t->n == cap) {
            cap = cap ? 2 * cap : 256;
            t->v = bpq_grow(t->v, cap, sizeof(*t->v));
        }
        t->v[t->n++] = (struct bpq_str){s.p, len};
        s.p += len;
        s.len -= len;
    }
}

/* A hunk that is looked for. */
struct seek {
    const struct text *text;
    const struct bpq_uline *lines;
    const struct bpq_uhunk *h;
    bool first, last; /* it is at the beginning, at the end of the file */
    uint64_t *work;
};

static void prepare(struct seek *s, const struct bpq_udiff *d)
{
    size_t below = 0;

    s->lines = d->lines + s->h->first;
    while (below < s->h->n && s->lines[s->h->n - 1 - below].kind == ' ')
        below++;
    s->first = s->h->old_start <= 1;
    s->last = !below;
}

static bool stands(const struct seek *s, size_t at)
{
    size_t k = at;

    if ((s->first && at) || at > s->text->n || s->h->old_n > s->text->n - at ||
        (s->last && at + s->h->old_n != s->text->n))
        return false;
    for (size_t i = 0; i < s->h->n; i++) {
        if (s->lines[i].kind == '+')
            continue;
        if (!bpq_work_take(s->work, 1 + s->lines[i].text.len) ||
            !bpq_str_eq(s->text->v[k], s->lines[i].text))
            return false;
        k++;
    }
    return true;
}

/* A hunk of no old lines names the line above it. */
static size_t place(const struct bpq_uhunk *h)
{
    return h->old_start && h->old_n ? h->old_start - 1 : h->old_start;
}

static bool all_stand(const struct bpq_udiff *d, const struct bpq_ufile *f,
                      struct seek *s, size_t *places)
{
    size_t end = 0;

    for (size_t i = 0; i < f->n; i++) {
        s->h = &d->hunks[f->first + i];
        prepare(s, d);
        places[i] = place(s->h);
        if (places[i] < end || !stands(s, places[i]))
            return false;
        end = places[i] + s->h->old_n;
    }
    return true;
}

/* How many places there are: 0, 1, or 2 for more. */
static size_t count(const struct seek *s, size_t *place)
{
    size_t n = 0;

    for (size_t at = 0; n < 2 && at + s->h->old_n <= s->text->n; at++) {
        if (!bpq_work_take(s->work, 1))
            return 0;
        if (stands(s, at)) {
            *place = at;
            n++;
        }
    }
    return n;
}

static int no(struct bpq_err *e, const struct bpq_ufile *f, size_t line,
              const char *why)
{
    return bpq_error(e, BPQ_NO, "line %zu: %s: %s", line,
                     f->old_path ? f->old_path : f->new_path, why);
}

static int find_each(const struct bpq_udiff *d, const struct bpq_ufile *f,
                     struct seek *s, size_t *places, struct bpq_err *e)
{
    size_t end = 0;

    for (size_t i = 0; i < f->n; i++) {
        size_t n;

        s->h = &d->hunks[f->first + i];
        prepare(s, d);
        n = s->h->old_n ? count(s, &places[i]) : 0;
        if (!*s->work)
            return no(e, f, s->h->line, "looking for its lines takes too long");
        if (!n)
            return no(e, f, s->h->line, "the lines of this hunk are not there");
        if (n > 1)
            return no(e, f, s->h->line,
                      "the lines of this hunk are there more than once, and "
                      "not where it says");
        if (places[i] < end)
            return no(e, f, s->h->line,
                      "the lines of this hunk are there in another order");
        end = places[i] + s->h->old_n;
    }
    return BPQ_OK;
}

static void put_lines(struct bpq_buf *out, const struct text *t, size_t from,
                      size_t to)
{
    for (size_t i = from; i < to; i++)
        bpq_buf_add(out, t->v[i].p, t->v[i].len);
}

/* Lines without a newline are last lines. */
static bool joins(const struct bpq_buf *out, size_t more)
{
    return more && out->len && out->p[out->len - 1] != '\n';
}

static int put_hunks(struct bpq_buf *out, const struct bpq_udiff *d,
                     const struct bpq_ufile *f, const struct text *t,
                     const size_t *places, struct bpq_err *e)
{
    size_t at = 0;

    for (size_t i = 0; i < f->n; i++) {
        const struct bpq_uhunk *h = &d->hunks[f->first + i];

        put_lines(out, t, at, places[i]);
        for (size_t k = 0; k < h->n; k++) {
            const struct bpq_uline *l = &d->lines[h->first + k];

            if (l->kind == '-')
                continue;
            if (joins(out, l->text.len))
                return no(e, f, h->line,
                          "a line without a newline is not the "
                          "last one of the file");
            bpq_buf_add(out, l->text.p, l->text.len);
        }
        at = places[i] + h->old_n;
        if (joins(out, t->n - at))
            return no(e, f, h->line,
                      "a line without a newline is not the last "
                      "one of the file");
    }
    put_lines(out, t, at, t->n);
    return BPQ_OK;
}

static int apply_text(struct bpq_buf *out, const struct bpq_udiff *d,
                      const struct bpq_ufile *f, struct bpq_str old,
                      uint64_t *work, struct bpq_err *e)
{
    size_t *places = bpq_alloc((f->n + 1) * sizeof(*places));
    struct text t;
    struct seek s = {.text = &t, .work = work};
    int rc = BPQ_OK;

    split(&t, old);
    if (!all_stand(d, f, &s, places))
        rc = find_each(d, f, &s, places, e);
    if (!rc)
        rc = put_hunks(out, d, f, &t, places, e);
    if (!rc && out->len > BPQ_BLOB_MAX)
        rc = no(e, f, f->line, "the file gets too large");
    free(t.v);
    free(places);
    return rc;
}

/* ---- one file ---- */

/* The file as it is; *mode is 0 if there is none, and there should not be. */
static int read_old(struct bpq_tree *t, const struct bpq_ufile *f,
                    struct bpq_buf *text, unsigned *mode, struct bpq_err *e)
{
    git_oid id;
    int rc;

    if (f->new_path && (!f->old_path || strcmp(f->old_path, f->new_path))) {
        rc = bpq_tree_get_id(t, f->new_path, &id, mode, e);
        if (!rc && *mode)
            rc = no(e, f, f->line, "the new file is there already");
        if (rc || !f->old_path)
            return rc;
    }
    rc = bpq_tree_get_text(t, f->old_path, text, mode, e);
    return rc ? bpq_error_at(e, "line %zu", f->line) : BPQ_OK;
}

static int put_new(struct bpq_tree *t, const struct bpq_ufile *f,
                   const struct bpq_buf *text, unsigned mode, struct bpq_err *e)
{
    bool stays =
        f->old_path && f->new_path && !strcmp(f->old_path, f->new_path);
    int rc = BPQ_OK;

    if (!f->new_path && text->len)
        return no(e, f, f->line, "it removes the file, but not all its lines");
    if (f->old_path && !stays)
        rc = bpq_tree_remove(t, f->old_path, e);
    if (f->new_mode)
        mode = f->new_mode;
    if (!rc && f->new_path)
        rc = bpq_tree_put(t, f->new_path, bpq_buf_str(text),
                          mode ? mode : GIT_FILEMODE_BLOB, e);
    return rc;
}

/* To find a file, and to put it back among others, whatever is in it. */
#define FILE_WORK 100000

static int apply_file(struct bpq_tree *t, const struct bpq_udiff *d,
                      const struct bpq_ufile *f, uint64_t *work,
                      struct bpq_err *e)
{
    struct bpq_buf old = BPQ_BUF_INIT, new = BPQ_BUF_INIT;
    unsigned mode = 0;
    int rc = read_old(t, f, &old, &mode, e);

    if (!rc && !bpq_work_take(work, FILE_WORK + old.len))
        rc = no(e, f, f->line, "applying it takes too long");
    if (!rc)
        rc = apply_text(&new, d, f, bpq_buf_str(&old), work, e);
    if (!rc)
        rc = put_new(t, f, &new, mode, e);
    bpq_buf_free(&old);
    bpq_buf_free(&new);
    return rc;
}

int bpq_apply(struct bpq_tree *t, const struct bpq_udiff *d, uint64_t *work,
              struct bpq_err *e)
{
    int rc = BPQ_OK;

    for (size_t i = 0; !rc && i < d->n; i++)
        rc = apply_file(t, d, &d->v[i], work, e);
    return rc;
}

/* ---- backwards ---- */

static void turn_hunks(struct bpq_udiff *d, const struct bpq_ufile *f)
{
    size_t grown = 0; /* lines, by the hunks above; modulo */

    for (size_t i = 0; i < f->n; i++) {
        struct bpq_uhunk *h = &d->hunks[f->first + i];
        size_t old_n = h->old_n, from = place(h) + grown;

        grown += h->new_n - old_n;
        h->old_n = h->new_n;
        h->new_n = old_n;
        h->old_start = h->old_n ? from + 1 : from;
        for (size_t k = 0; k < h->n; k++) {
            struct bpq_uline *l = &d->lines[h->first + k];

            if (l->kind != ' ')
                l->kind = l->kind == '-' ? '+' : '-';
        }
    }
}

bool bpq_is_applied(const struct bpq_tree *t, struct bpq_udiff *d,
                    uint64_t *work)
{
    struct bpq_err e = {0};
    struct bpq_tree scratch;
    int rc;

    for (size_t i = 0; i < d->n; i++) {
        char *path = d->v[i].old_path;

        d->v[i].old_path = d->v[i].new_path;
        d->v[i].new_path = path;
        d->v[i].new_mode = 0;
        turn_hunks(d, &d->v[i]);
    }
    rc = bpq_tree_open(&scratch, t->repo, &t->oid);
    /* from the last file to the first, if one is named twice */
    for (size_t i = d->n; !rc && i-- > 0;)
        rc = apply_file(&scratch, d, &d->v[i], work, &e);
    bpq_tree_close(&scratch);
    bpq_err_clear(&e);
    return !rc;
}
