/* SPDX-License-Identifier: LGPL-2.1-only */
#include "queue/before.h"
#include "base/err.h"

#include <stdlib.h>
#include <string.h>

#include "git/names.h"
#include "git/tree.h"
#include "merge/merge.h"
#include "plan/limits.h"

struct bpq_rewritten {
    size_t clause;
    char *path;
    struct bpq_buf was, now;
};

struct work {
    struct bpq_before *b;
    struct bpq_cocci_text *v;
    struct bpq_buf *texts; /* of v */
    size_t n;
    struct bpq_err e;
};

/* The path of a clause's rule; the caller frees it. */
static char *rule_of(const struct bpq_before *b, size_t clause)
{
    return bpq_fmt("%s/%s", b->plan->root, b->patch->before.v[clause]);
}

/* Append the text of one side, which becomes empty. */
static void add_text(struct work *w, const char *path, struct bpq_buf *text)
{
    w->v = bpq_grow(w->v, w->n + 1, sizeof(*w->v));
    w->texts = bpq_grow(w->texts, w->n + 1, sizeof(*w->texts));
    w->v[w->n] = (struct bpq_cocci_text){.name = path};
    w->texts[w->n++] = *text;
    *text = (struct bpq_buf)BPQ_BUF_INIT;
}

/* As replaying the file does, leave out what `keep` clauses leave out. */
static int keep(struct work *w, const struct bpq_buf *base,
                struct bpq_buf *theirs)
{
    struct bpq_buf text = BPQ_BUF_INIT;
    size_t n;
    int rc = BPQ_OK;

    for (size_t i = 0; !rc && i < w->b->patch->keep.n; i++) {
        struct bpq_buf was = *theirs;

        bpq_buf_reset(&text);
        rc = bpq_merge_keep(bpq_buf_str(base), bpq_buf_str(theirs),
                            w->b->patch->keep.v[i], &text, &n, &w->e);
        if (rc || !n)
            continue;
        *theirs = text;
        text = was;
    }
    bpq_buf_free(&text);
    return rc;
}

static int add_file(struct work *w, const struct bpq_delta *d)
{
    struct bpq_buf base = BPQ_BUF_INIT, theirs = BPQ_BUF_INIT;
    int rc = BPQ_OK;

    if (d->old_mode)
        rc = bpq_repo_blob(w->b->repo, &d->old_id, d->path, &base, &w->e);
    if (!rc && d->new_mode)
        rc = bpq_repo_blob(w->b->repo, &d->new_id, d->path, &theirs, &w->e);
    if (!rc)
        rc = keep(w, &base, &theirs);
    if (!rc && d->old_mode)
        add_text(w, d->path, &base);
    if (!rc && d->new_mode)
        add_text(w, d->path, &theirs);
    bpq_buf_free(&base);
    bpq_buf_free(&theirs);
    return rc;
}

static void add_result(struct bpq_before *b, size_t clause, const char *path,
                       struct bpq_str was, struct bpq_str now)
{
    struct bpq_rewritten *r;

    b->v = bpq_grow(b->v, b->n + 1, sizeof(*b->v));
    r = &b->v[b->n++];
    *r = (struct bpq_rewritten){.clause = clause, .path = bpq_strdup(path)};
    bpq_buf_add(&r->was, was.p, was.len);
    bpq_buf_add(&r->now, now.p, now.len);
}

/* Apply a clause's rule to all texts. */
static int rewrite(struct work *w, size_t clause)
{
    char *rule = rule_of(w->b, clause);
    int rc;

    for (size_t i = 0; i < w->n; i++)
        w->v[i].text = bpq_buf_str(&w->texts[i]);
    rc = bpq_cocci_run_all(w->b->cocci, rule, w->v, w->n, &w->e);
    for (size_t i = 0; !rc && i < w->n; i++) {
        struct bpq_buf was = w->texts[i];

        add_result(w->b, clause, w->v[i].name, w->v[i].text,
                   bpq_buf_str(&w->v[i].out));
        w->texts[i] = w->v[i].out;
        w->v[i].out = was;
    }
    free(rule);
    return rc;
}

/* Is the file replayed, and do the clauses look at it? */
static bool is_looked_at(const struct bpq_before *b, const struct bpq_delta *d)
{
    return bpq_is_c(d->path) && bpq_patch_wants(b->patch, d->path) &&
           (!d->old_mode || bpq_is_regular(d->old_mode)) &&
           bpq_is_regular(d->new_mode);
}

static void make_all(struct bpq_before *b)
{
    struct work w = {.b = b};
    int rc = BPQ_OK;

    b->is_made = true;
    for (size_t i = 0; !rc && i < b->deltas->n; i++)
        if (is_looked_at(b, &b->deltas->v[i]))
            rc = add_file(&w, &b->deltas->v[i]);
    for (size_t i = 0; !rc && i < b->patch->before.n; i++)
        rc = rewrite(&w, i);
    for (size_t i = 0; i < w.n; i++) {
        bpq_buf_free(&w.v[i].out);
        bpq_buf_free(&w.texts[i]);
    }
    free(w.v);
    free(w.texts);
    bpq_err_clear(&w.e);
}

static const struct bpq_rewritten *find(const struct bpq_before *b,
                                        size_t clause, const char *path,
                                        struct bpq_str text)
{
    for (size_t i = 0; i < b->n; i++) {
        const struct bpq_rewritten *r = &b->v[i];

        if (r->clause == clause && !strcmp(r->path, path) &&
            bpq_str_eq(bpq_buf_str(&r->was), text))
            return r;
    }
    return NULL;
}

int bpq_before_text(struct bpq_before *b, size_t clause, const char *path,
                    struct bpq_str text, struct bpq_buf *out, struct bpq_err *e)
{
    const struct bpq_rewritten *r;
    char *rule;
    int rc;

    if (!b->is_made)
        make_all(b);
    r = find(b, clause, path, text);
    if (r) {
        bpq_buf_add(out, r->now.p, r->now.len);
        return BPQ_OK;
    }
    rule = rule_of(b, clause);
    rc = bpq_cocci_run(b->cocci, rule, path, text, out, e);
    free(rule);
    return rc;
}

void bpq_before_free(struct bpq_before *b)
{
    for (size_t i = 0; i < b->n; i++) {
        free(b->v[i].path);
        bpq_buf_free(&b->v[i].was);
        bpq_buf_free(&b->v[i].now);
    }
    free(b->v);
    b->v = NULL;
    b->n = 0;
    b->is_made = false;
}
