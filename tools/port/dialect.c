/* SPDX-License-Identifier: LGPL-2.1-only */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "port/dialect.h"
#include "base/buf.h"
#include "git/lines.h"
#include "git/names.h"
#include "git/repo.h"
#include "git/tree.h"
#include "git/treediff.h"
#include "merge/words.h"

/* How many backports must have a spelling before it is used; and how many for
 * each backport that kept mainline's word. */
#define ENOUGH 2
#define AGAINST 2

/* A word of mainline's in a component, and what backports had in its place. */
struct bpq_spelling {
    bpq_name key;
    unsigned kept; /* backports that have the word itself */
    size_t kept_round;
    struct instead {
        char *word;
        unsigned count; /* backports that have it */
        size_t round;   /* the last of them */
    } * instead;
    size_t n;
};

/* ---- the table ---- */

static struct bpq_spelling *slot(const struct bpq_dialect *d, bpq_name key)
{
    size_t i = (key ^ key >> 32) & (d->cap - 1);

    for (; d->v[i].key && d->v[i].key != key; i = (i + 1) & (d->cap - 1))
        ;
    return &d->v[i];
}

static struct bpq_spelling *add(struct bpq_dialect *d, bpq_name key)
{
    struct bpq_dialect was = *d;
    struct bpq_spelling *s;

    if (2 * (d->n + 1) > d->cap) {
        d->cap = d->cap ? 2 * d->cap : 4096;
        d->v = bpq_alloc(d->cap * sizeof(*d->v));
        for (size_t i = 0; i < was.cap; i++)
            if (was.v[i].key)
                *slot(d, was.v[i].key) = was.v[i];
        free(was.v);
    }
    s = slot(d, key);
    if (!s->key) {
        s->key = key;
        d->n++;
    }
    return s;
}

static void count_kept(struct bpq_dialect *d, struct bpq_spelling *s)
{
    if (s->kept_round != d->round)
        s->kept++;
    s->kept_round = d->round;
}

static void count_instead(struct bpq_dialect *d, struct bpq_spelling *s,
                          struct bpq_str word)
{
    struct instead *found = NULL;

    for (size_t i = 0; i < s->n && !found; i++)
        if (bpq_str_eq(bpq_str(s->instead[i].word), word))
            found = &s->instead[i];
    if (!found) {
        s->instead = bpq_grow(s->instead, s->n + 1, sizeof(*s->instead));
        found = &s->instead[s->n++];
        *found = (struct instead){.word = bpq_strndup(word.p, word.len)};
    }
    if (found->round != d->round)
        found->count++;
    found->round = d->round;
}

/* What the branch writes for a word; NULL: the word itself. */
static const char *spelling(const struct bpq_dialect *d, const char *path,
                            struct bpq_str word)
{
    const struct bpq_spelling *s;
    const struct instead *best = NULL;

    if (!d->cap)
        return NULL;
    s = slot(d, bpq_name_of(path, word));
    for (size_t i = 0; i < s->n; i++)
        if (!best || s->instead[i].count > best->count)
            best = &s->instead[i];
    if (!best || best->count < ENOUGH || best->count < AGAINST * s->kept)
        return NULL;
    return best->word;
}

/* ---- learning ---- */

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Are two lines the same, apart from their blanks and words? */
static bool same_shape(struct bpq_str a, struct bpq_str b)
{
    const char *pa = a.p, *pb = b.p, *ea = a.p + a.len, *eb = b.p + b.len;

    for (;;) {
        while (pa < ea && is_blank(*pa))
            pa++;
        while (pb < eb && is_blank(*pb))
            pb++;
        if (pa == ea || pb == eb)
            return pa == ea && pb == eb;
        if (bpq_is_word_char(*pa) != bpq_is_word_char(*pb))
            return false;
        if (!bpq_is_word_char(*pa)) {
            if (*pa++ != *pb++)
                return false;
            continue;
        }
        while (pa < ea && bpq_is_word_char(*pa))
            pa++;
        while (pb < eb && bpq_is_word_char(*pb))
            pb++;
    }
}

static bool tells(struct bpq_str word)
{
    return !(word.p[0] >= '0' && word.p[0] <= '9');
}

/* A line of mainline's commit and the one that the backport has for it. */
static void learn_line(struct bpq_dialect *d, const char *path,
                       struct bpq_str theirs, struct bpq_str ours)
{
    const char *p = theirs.p, *q = ours.p;
    struct bpq_str a;

    if (bpq_is_comment(theirs) || !same_shape(theirs, ours))
        return;
    while ((a = bpq_word_next(theirs, &p)).len) {
        struct bpq_str b = bpq_word_next(ours, &q);

        if (!tells(a))
            continue;
        if (bpq_str_eq(a, b))
            count_kept(d, add(d, bpq_name_of(path, a)));
        else
            count_instead(d, add(d, bpq_name_of(path, a)), b);
    }
}

/* Added lines of both, in their order. */
static int learn_lines(struct bpq_dialect *d, const char *path,
                       struct bpq_str theirs, struct bpq_str ours,
                       struct bpq_err *e)
{
    struct bpq_lines a = {NULL, 0}, b = {NULL, 0};
    struct bpq_hunks h = {NULL, 0};
    size_t i = 0;
    int rc = bpq_diff(&h, theirs, ours, e);

    if (rc)
        return rc;
    bpq_lines_split(&a, theirs);
    bpq_lines_split(&b, ours);
    for (size_t k = 0; k <= h.n; k++) {
        size_t end = k < h.n ? h.v[k].i0 : a.n;

        for (; i < end; i++)
            learn_line(d, path, a.v[i], a.v[i]);
        if (k == h.n)
            break;
        for (size_t j = 0; h.v[k].chg0 == h.v[k].chg && j < h.v[k].chg; j++)
            learn_line(d, path, a.v[h.v[k].i0 + j], b.v[h.v[k].i + j]);
        i = h.v[k].i0 + h.v[k].chg0;
    }
    bpq_lines_free(&a);
    bpq_lines_free(&b);
    bpq_hunks_free(&h);
    return BPQ_OK;
}

/* *out is NULL if this side has no such file. */
static int open_side(struct bpq_repo *repo, const char *path, unsigned mode,
                     const git_oid *id, git_blob **out, struct bpq_err *e)
{
    *out = NULL;
    return bpq_is_regular(mode) ? bpq_repo_blob_open(repo, id, path, out, e)
                                : BPQ_OK;
}

static void add_lines(struct bpq_buf *out, const git_blob *blob,
                      const struct bpq_hunks *h)
{
    struct bpq_lines l;

    bpq_lines_split(&l, bpq_blob_str(blob));
    for (size_t i = 0; i < h->n; i++)
        bpq_lines_adds(out, &l, h->v[i].i, h->v[i].chg);
    bpq_lines_free(&l);
}

/* Append the lines that a change adds to a file. */
static int added_lines(struct bpq_repo *repo, const struct bpq_delta *delta,
                       struct bpq_buf *out, struct bpq_err *e)
{
    git_blob *old = NULL, *new = NULL;
    struct bpq_hunks h = {NULL, 0};
    int rc;

    rc = open_side(repo, delta->path, delta->old_mode, &delta->old_id, &old, e);
    if (!rc)
        rc = open_side(repo, delta->path, delta->new_mode, &delta->new_id, &new,
                       e);
    if (!rc && new)
        rc = bpq_diff_blobs(&h, old, new, e);
    if (!rc && new)
        add_lines(out, new, &h);
    bpq_hunks_free(&h);
    git_blob_free(new);
    git_blob_free(old);
    return rc;
}

static int learn_file(struct bpq_dialect *d, const struct bpq_delta *theirs,
                      const struct bpq_delta *ours, struct bpq_err *e)
{
    struct bpq_buf a = BPQ_BUF_INIT, b = BPQ_BUF_INIT;
    struct bpq_repo *repo = d->published->repo;
    int rc = added_lines(repo, theirs, &a, e);

    if (!rc)
        rc = added_lines(repo, ours, &b, e);
    if (!rc)
        rc = learn_lines(d, ours->path, bpq_buf_str(&a), bpq_buf_str(&b), e);
    bpq_buf_free(&a);
    bpq_buf_free(&b);
    return rc;
}

/* What a commit with one parent changes; nothing for another. */
static int deltas_of(struct bpq_repo *repo, const git_oid *id,
                     struct bpq_deltas *out, struct bpq_err *e)
{
    struct bpq_treechange change;
    git_commit *c = NULL;
    int rc = BPQ_OK;

    *out = (struct bpq_deltas){NULL, 0};
    /* what a message names need not be there */
    if (git_commit_lookup(&c, repo->git, id))
        return BPQ_OK;
    if (git_commit_parentcount(c) == 1) {
        rc = bpq_treechange_of(repo, c, &change, e);
        if (!rc)
            rc = bpq_treediff(out, repo, &change.from, &change.to, e);
    }
    git_commit_free(c);
    return rc;
}

static int learn_backport(struct bpq_dialect *d, const struct bpq_backport *b,
                          struct bpq_err *e)
{
    struct bpq_repo *repo = d->published->repo;
    struct bpq_deltas theirs, ours = {NULL, 0};
    int rc = deltas_of(repo, &b->mainline, &theirs, e);

    if (!rc)
        rc = deltas_of(repo, &b->id, &ours, e);
    d->round++;
    for (size_t i = 0; !rc && i < theirs.n; i++)
        for (size_t k = 0; !rc && k < ours.n; k++)
            if (bpq_is_code(ours.v[k].path) &&
                !strcmp(theirs.v[i].path, ours.v[k].path))
                rc = learn_file(d, &theirs.v[i], &ours.v[k], e);
    bpq_deltas_free(&theirs);
    bpq_deltas_free(&ours);
    return rc;
}

static int by_place(const void *a, const void *b)
{
    size_t x = ((const struct bpq_backport *)a)->at;
    size_t y = ((const struct bpq_backport *)b)->at;

    return x < y ? -1 : x > y;
}

void bpq_dialect_open(struct bpq_dialect *d, const struct bpq_published *p,
                      size_t branch)
{
    *d = (struct bpq_dialect){.published = p, .branch = branch};
    for (size_t i = 0; i < p->n; i++) {
        if (p->v[i].branch != branch)
            continue;
        d->backports =
            bpq_grow(d->backports, d->n_backports + 1, sizeof(*d->backports));
        d->backports[d->n_backports++] = p->v[i];
    }
    if (d->n_backports)
        qsort(d->backports, d->n_backports, sizeof(*d->backports), by_place);
}

void bpq_dialect_close(struct bpq_dialect *d)
{
    for (size_t i = 0; i < d->cap; i++) {
        for (size_t k = 0; k < d->v[i].n; k++)
            free(d->v[i].instead[k].word);
        free(d->v[i].instead);
    }
    free(d->v);
    free(d->backports);
    memset(d, 0, sizeof(*d));
}

int bpq_dialect_learn(struct bpq_dialect *d, size_t at, git_time_t before,
                      struct bpq_err *e)
{
    int rc = BPQ_OK;

    while (!rc && d->next < d->n_backports) {
        const struct bpq_backport *b = &d->backports[d->next];

        if (b->at >= at || (before && b->when >= before))
            break;
        rc = learn_backport(d, b, e);
        d->next++;
    }
    return rc;
}

/* ---- using it ---- */

/* Write a line with the branch's words. */
static size_t rewrite(const struct bpq_dialect *d, const char *path,
                      struct bpq_str line, struct bpq_buf *out)
{
    const char *from = line.p, *p = line.p, *end = line.p + line.len;
    struct bpq_str w;
    size_t n = 0;

    while ((w = bpq_word_next(line, &p)).len) {
        const char *word = tells(w) ? spelling(d, path, w) : NULL;

        if (!word)
            continue;
        bpq_buf_add(out, from, (size_t)(w.p - from));
        bpq_buf_adds(out, word);
        from = p;
        /* what stands in columns stays there */
        if (strlen(word) > w.len && end - p > 1 && p[0] == ' ' && p[1] == ' ')
            for (size_t k = w.len;
                 k < strlen(word) && from + 1 < end && from[1] == ' '; k++)
                from++;
        n++;
    }
    bpq_buf_add(out, from, (size_t)(end - from));
    return n;
}

static size_t rewrite_text(const struct bpq_dialect *d, const char *path,
                           const struct bpq_hunks *h, struct bpq_str text,
                           struct bpq_buf *out)
{
    struct bpq_lines l = {NULL, 0};
    size_t n = 0, i = 0;

    bpq_lines_split(&l, text);
    for (size_t k = 0; k < h->n; k++) {
        bpq_lines_adds(out, &l, i, h->v[k].i - i);
        for (i = h->v[k].i; i < h->v[k].i + h->v[k].chg; i++)
            if (bpq_is_comment(l.v[i]))
                bpq_lines_add(out, l.v[i]);
            else
                n += rewrite(d, path, l.v[i], out);
    }
    bpq_lines_adds(out, &l, i, l.n - i);
    bpq_lines_free(&l);
    return n;
}

static int apply_file(const struct bpq_dialect *d, struct bpq_tree *t,
                      const struct bpq_delta *delta, size_t *n,
                      struct bpq_err *e)
{
    git_blob *old = NULL, *new = NULL;
    struct bpq_buf out = BPQ_BUF_INIT;
    struct bpq_hunks h = {NULL, 0};
    size_t changed = 0;
    int rc;

    rc = open_side(t->repo, delta->path, delta->old_mode, &delta->old_id, &old,
                   e);
    if (!rc)
        rc = open_side(t->repo, delta->path, delta->new_mode, &delta->new_id,
                       &new, e);
    if (!rc)
        rc = bpq_diff_blobs(&h, old, new, e);
    if (!rc)
        changed = rewrite_text(d, delta->path, &h, bpq_blob_str(new), &out);
    if (!rc && changed)
        rc =
            bpq_tree_put(t, delta->path, bpq_buf_str(&out), delta->new_mode, e);
    *n += changed;
    bpq_hunks_free(&h);
    bpq_buf_free(&out);
    git_blob_free(new);
    git_blob_free(old);
    return rc;
}

int bpq_dialect_apply(const struct bpq_dialect *d, const git_oid *ours,
                      git_oid *result, size_t *n, struct bpq_err *e)
{
    struct bpq_deltas deltas = {NULL, 0};
    struct bpq_tree t;
    int rc;

    *n = 0;
    bpq_tree_open(&t, d->published->repo, result);
    rc = bpq_treediff(&deltas, d->published->repo, ours, result, e);
    for (size_t i = 0; !rc && i < deltas.n; i++)
        if (bpq_is_regular(deltas.v[i].new_mode) &&
            bpq_is_code(deltas.v[i].path))
            rc = apply_file(d, &t, &deltas.v[i], n, e);
    if (!rc)
        rc = bpq_tree_write(&t, e);
    *result = t.oid;
    bpq_deltas_free(&deltas);
    bpq_tree_close(&t);
    return rc;
}
