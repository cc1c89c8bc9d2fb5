/* SPDX-License-Identifier: LGPL-2.1-only */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "port/lacking.h"
#include "base/buf.h"
#include "git/lineage.h"
#include "git/lines.h"
#include "git/names.h"
#include "git/repo.h"
#include "git/tree.h"
#include "git/treediff.h"
#include "merge/words.h"

/* Lines around a hunk, as in a patch. */
#define AROUND 3
/* Names that are looked for, and files in which each is. */
#define NAMES 16
#define FILES 4

static struct bpq_made_by *made_by(struct bpq_lacking *l, size_t at)
{
    for (size_t i = 0; i < l->n; i++)
        if (l->v[i].at == at)
            return &l->v[i];
    l->v = bpq_grow(l->v, l->n + 1, sizeof(*l->v));
    l->v[l->n] = (struct bpq_made_by){.at = at};
    return &l->v[l->n++];
}

/* ---- lines ---- */

static struct bpq_str strip(struct bpq_str s)
{
    return bpq_str_strip(bpq_line_trim(s));
}

static int by_text(const void *a, const void *b)
{
    return bpq_str_cmp(strip(*(const struct bpq_str *)a),
                       strip(*(const struct bpq_str *)b));
}

/* near[i]: line i of base is in a hunk, or close to one */
static void mark_near(bool *near, size_t n, const struct bpq_hunks *h)
{
    for (size_t i = 0; i < h->n; i++) {
        size_t from = h->v[i].i0 > AROUND ? h->v[i].i0 - AROUND : 0;
        size_t to = h->v[i].i0 + h->v[i].chg0 + AROUND;

        for (; from < to && from < n; from++)
            near[from] = true;
    }
}

static bool is_removed(const struct bpq_hunks *h, size_t i)
{
    for (size_t k = 0; k < h->n; k++)
        if (i >= h->v[k].i0 && i < h->v[k].i0 + h->v[k].chg0)
            return true;
    return false;
}

static bool has(const struct bpq_lines *sorted, const struct bpq_str *line)
{
    return sorted->n &&
           bsearch(line, sorted->v, sorted->n, sizeof(*sorted->v), by_text);
}

int bpq_lacking_lines(struct bpq_lacking *l, const struct bpq_where_file *f,
                      struct bpq_str ours, struct bpq_err *e)
{
    struct bpq_hunks h = {NULL, 0};
    struct bpq_lines base = {NULL, 0}, have = {NULL, 0};
    bool *near;
    size_t *there = NULL;
    int rc = bpq_diff(&h, f->base, f->theirs, e);

    if (!rc)
        rc = bpq_align_texts(f->base, ours, &there, e);
    if (rc) {
        bpq_hunks_free(&h);
        return rc;
    }
    bpq_lines_split(&base, f->base);
    bpq_lines_split(&have, ours);
    if (have.n)
        qsort(have.v, have.n, sizeof(*have.v), by_text);
    near = bpq_alloc((base.n + 1) * sizeof(*near));
    mark_near(near, base.n, &h);
    for (size_t i = 0; i < base.n; i++) {
        if (!near[i] || !bpq_line_letters(base.v[i]) ||
            (has(&have, &base.v[i]) &&
             (there[i] != BPQ_GONE || !is_removed(&h, i))))
            continue;
        l->lines++;
        if (i < f->lineage->n && f->lineage->by[i] != BPQ_NO_LINK)
            made_by(l, f->lineage->by[i])->lines++;
    }
    free(there);
    free(near);
    bpq_lines_free(&have);
    bpq_lines_free(&base);
    bpq_hunks_free(&h);
    return BPQ_OK;
}

/* ---- names ---- */

struct wanted {
    bpq_name name;
    char *text;
    const struct bpq_delta *in[FILES]; /* of mainline's files */
    size_t n_in;
    size_t at;  /* the oldest commit that added a line with it */
    bool older; /* a line with it is older than what was read */
};

struct searching {
    struct bpq_porter *p;
    struct bpq_between *b;
    struct wanted v[NAMES];
    size_t n;
};

static bool see(void *arg, bpq_name name, struct bpq_str text)
{
    struct searching *s = arg;

    if (bpq_names_have(&s->p->doubt.ours, name) ||
        !bpq_names_have(&s->p->doubt.mainline, name))
        return true;
    for (size_t i = 0; i < s->n; i++)
        if (s->v[i].name == name)
            return true;
    s->v[s->n++] = (struct wanted){
        .name = name, .text = bpq_strndup(text.p, text.len), .at = BPQ_NO_LINK};
    return s->n < NAMES;
}

/* The names in lines that the change adds to a file. */
static int see_file(struct searching *s, const struct bpq_delta *d,
                    struct bpq_err *e)
{
    struct bpq_buf old = BPQ_BUF_INIT, new = BPQ_BUF_INIT;
    struct bpq_hunks h = {NULL, 0};
    struct bpq_lines l = {NULL, 0};
    int rc = BPQ_OK;

    if (bpq_is_regular(d->old_mode))
        rc = bpq_repo_blob(s->p->repo, &d->old_id, d->path, &old, e);
    if (!rc)
        rc = bpq_repo_blob(s->p->repo, &d->new_id, d->path, &new, e);
    if (!rc)
        rc = bpq_diff(&h, bpq_buf_str(&old), bpq_buf_str(&new), e);
    if (!rc)
        bpq_lines_split(&l, bpq_buf_str(&new));
    for (size_t i = 0; !rc && i < h.n; i++)
        for (size_t k = h.v[i].i; k < h.v[i].i + h.v[i].chg; k++)
            if (s->n < NAMES && !bpq_is_comment(l.v[k]))
                bpq_names_each(d->path, l.v[k], see, s);
    bpq_lines_free(&l);
    bpq_hunks_free(&h);
    bpq_buf_free(&new);
    bpq_buf_free(&old);
    return rc;
}

static bool is_header(const char *path)
{
    size_t n = strlen(path);

    return n > 2 && !strcmp(path + n - 2, ".h");
}

/* Headers are worth more, as names are defined there. */
static void add_file(struct wanted *w, const struct bpq_delta *d)
{
    if (w->n_in < FILES) {
        w->in[w->n_in++] = d;
        return;
    }
    for (size_t i = 0; is_header(d->path) && i < FILES; i++)
        if (!is_header(w->in[i]->path)) {
            w->in[i] = d;
            return;
        }
}

/* Which of mainline's files have them, of those that differ. */
static int find_files(struct searching *s, const struct bpq_deltas *deltas,
                      struct bpq_err *e)
{
    bpq_name names[NAMES];
    bool has[NAMES];
    int rc = BPQ_OK;

    for (size_t i = 0; i < s->n; i++)
        names[i] = s->v[i].name;
    for (size_t k = 0; !rc && k < deltas->n; k++) {
        const struct bpq_delta *d = &deltas->v[k];

        if (!bpq_is_regular(d->new_mode) || !bpq_is_code(d->path) ||
            bpq_repo_is_large(s->p->repo, &d->new_id))
            continue;
        rc = bpq_names_in_file(&s->p->names, d->path, &d->new_id, names, s->n,
                               has, e);
        for (size_t i = 0; !rc && i < s->n; i++)
            if (has[i])
                add_file(&s->v[i], d);
    }
    return rc;
}

struct same_name {
    bpq_name name;
    bool found;
};

static bool compare(void *arg, bpq_name name, struct bpq_str text)
{
    struct same_name *n = arg;

    (void)text;
    n->found |= n->name == name;
    return !n->found;
}

/* The oldest line of a file that has the name. */
static void find_oldest(struct wanted *w, const char *path, struct bpq_str text,
                        const struct bpq_lineage *lineage)
{
    struct bpq_lines l = {NULL, 0};

    bpq_lines_split(&l, text);
    for (size_t i = 0; i < l.n && i < lineage->n; i++) {
        struct same_name n = {.name = w->name};

        bpq_names_each(path, l.v[i], compare, &n);
        if (!n.found)
            continue;
        if (lineage->by[i] == BPQ_NO_LINK)
            w->older = true;
        else if (w->at == BPQ_NO_LINK || lineage->by[i] > w->at)
            w->at = lineage->by[i];
    }
    bpq_lines_free(&l);
}

static int read_file(struct searching *s, const struct bpq_delta *d,
                     struct bpq_err *e)
{
    struct bpq_lineage lineage = {0};
    struct bpq_buf text = BPQ_BUF_INIT;
    int rc = bpq_repo_blob(s->p->repo, &d->new_id, d->path, &text, e);
    struct bpq_followed f = {.from = s->b->from,
                             .until = s->b->until,
                             .path = d->path,
                             .text = bpq_buf_str(&text)};

    if (!rc)
        rc = bpq_lineage_read(&lineage, s->b->chain, &s->p->similar, &f, e);
    for (size_t i = 0; !rc && i < s->n; i++)
        for (size_t k = 0; k < s->v[i].n_in; k++)
            if (s->v[i].in[k] == d)
                find_oldest(&s->v[i], d->path, f.text, &lineage);
    bpq_lineage_free(&lineage);
    bpq_buf_free(&text);
    return rc;
}

static bool is_in(const struct searching *s, const struct bpq_delta *d)
{
    for (size_t i = 0; i < s->n; i++)
        for (size_t k = 0; k < s->v[i].n_in; k++)
            if (s->v[i].in[k] == d)
                return true;
    return false;
}

static int search(struct searching *s, const struct bpq_port *what,
                  struct bpq_err *e)
{
    struct bpq_deltas deltas;
    int rc =
        bpq_treediff(&deltas, s->p->repo, &what->onto, &what->change.from, e);

    if (rc)
        return rc;
    rc = find_files(s, &deltas, e);
    for (size_t i = 0; !rc && i < deltas.n; i++)
        if (is_in(s, &deltas.v[i]))
            rc = read_file(s, &deltas.v[i], e);
    bpq_deltas_free(&deltas);
    return rc;
}

static int see_all(struct searching *s, const struct bpq_port *what,
                   struct bpq_err *e)
{
    struct bpq_deltas deltas;
    int rc = bpq_treediff(&deltas, s->p->repo, &what->change.from,
                          &what->change.to, e);

    if (rc)
        return rc;
    rc = bpq_names_move(&s->p->doubt.ours, &what->onto, e);
    if (!rc)
        rc = bpq_names_move(&s->p->doubt.mainline, &what->change.from, e);
    for (size_t i = 0; !rc && i < deltas.n; i++)
        if (bpq_is_regular(deltas.v[i].new_mode) &&
            bpq_is_code(deltas.v[i].path) &&
            !bpq_repo_is_large(s->p->repo, &deltas.v[i].new_id))
            rc = see_file(s, &deltas.v[i], e);
    bpq_deltas_free(&deltas);
    return rc;
}

int bpq_lacking_names(struct bpq_lacking *l, struct bpq_porter *p,
                      struct bpq_between *b, const struct bpq_port *what,
                      struct bpq_err *e)
{
    struct searching s = {.p = p, .b = b};
    int rc = see_all(&s, what, e);

    if (!rc && s.n)
        rc = search(&s, what, e);
    for (size_t i = 0; i < s.n; i++) {
        if (!rc) {
            bpq_strs_add(&l->names, s.v[i].text);
            if (s.v[i].at != BPQ_NO_LINK && !s.v[i].older)
                bpq_strs_add(&made_by(l, s.v[i].at)->names, s.v[i].text);
        }
        free(s.v[i].text);
    }
    return rc;
}

/* ---- all ---- */

static int by_most(const void *va, const void *vb)
{
    const struct bpq_made_by *a = va, *b = vb;
    size_t na = a->lines + a->names.n, nb = b->lines + b->names.n;

    if (na != nb)
        return na > nb ? -1 : 1;
    return a->at < b->at ? -1 : a->at > b->at;
}

void bpq_lacking_sort(struct bpq_lacking *l)
{
    if (l->n)
        qsort(l->v, l->n, sizeof(*l->v), by_most);
}

void bpq_lacking_free(struct bpq_lacking *l)
{
    for (size_t i = 0; i < l->n; i++)
        bpq_strs_free(&l->v[i].names);
    free(l->v);
    bpq_strs_free(&l->names);
    memset(l, 0, sizeof(*l));
}
