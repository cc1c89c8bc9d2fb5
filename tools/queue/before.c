/* SPDX-License-Identifier: LGPL-2.1-only */
#include "queue/before.h"
#include "base/err.h"

#include <stdlib.h>
#include <string.h>

#include "merge/merge.h"

struct bpq_rewritten {
    size_t clause;
    char *path;
    struct bpq_buf was, now;
};

struct work {
    struct bpq_before *b;
    struct bpq_repo *repo;
    const struct bpq_plan *plan;
    const struct bpq_patch *patch;
    struct bpq_cocci *cocci;
    struct bpq_cocci_text *v;
    struct bpq_buf *texts; /* of v */
    size_t n;
    struct bpq_err e;
};

char *bpq_before_rule(const struct bpq_plan *plan,
                      const struct bpq_patch *patch, size_t clause)
{
    return bpq_fmt("%s/%s", plan->root, patch->before.v[clause]);
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

    for (size_t i = 0; !rc && i < w->patch->keep.n; i++) {
        struct bpq_buf was = *theirs;

        bpq_buf_reset(&text);
        rc = bpq_merge_keep(bpq_buf_str(base), bpq_buf_str(theirs),
                            w->patch->keep.v[i], &text, &n, &w->e);
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
        rc = bpq_repo_blob(w->repo, &d->old_id, d->path, &base, &w->e);
    if (!rc && d->new_mode)
        rc = bpq_repo_blob(w->repo, &d->new_id, d->path, &theirs, &w->e);
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
    char *rule = bpq_before_rule(w->plan, w->patch, clause);
    int rc;

    for (size_t i = 0; i < w->n; i++)
        w->v[i].text = bpq_buf_str(&w->texts[i]);
    rc = bpq_cocci_run_all(w->cocci, rule, w->v, w->n, &w->e);
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

void bpq_before_make(struct bpq_before *b, struct bpq_repo *repo,
                     const struct bpq_plan *plan, const struct bpq_patch *patch,
                     struct bpq_cocci *cocci,
                     const struct bpq_delta *const *deltas, size_t n)
{
    struct work w = {
        .b = b, .repo = repo, .plan = plan, .patch = patch, .cocci = cocci};
    int rc = BPQ_OK;

    for (size_t i = 0; !rc && i < n; i++)
        rc = add_file(&w, deltas[i]);
    for (size_t i = 0; !rc && i < patch->before.n; i++)
        rc = rewrite(&w, i);
    for (size_t i = 0; i < w.n; i++) {
        bpq_buf_free(&w.v[i].out);
        bpq_buf_free(&w.texts[i]);
    }
    free(w.v);
    free(w.texts);
    bpq_err_clear(&w.e);
}

struct bpq_str bpq_before_get(const struct bpq_before *b, size_t clause,
                              const char *path, struct bpq_str text,
                              bool *known)
{
    for (size_t i = 0; i < b->n; i++) {
        const struct bpq_rewritten *r = &b->v[i];

        *known = r->clause == clause && !strcmp(r->path, path) &&
                 bpq_str_eq(bpq_buf_str(&r->was), text);
        if (*known)
            return bpq_buf_str(&r->now);
    }
    *known = false;
    return (struct bpq_str){NULL, 0};
}

void bpq_before_free(struct bpq_before *b)
{
    for (size_t i = 0; i < b->n; i++) {
        free(b->v[i].path);
        bpq_buf_free(&b->v[i].was);
        bpq_buf_free(&b->v[i].now);
    }
    free(b->v);
    *b = (struct bpq_before){0};
}
