/* SPDX-License-Identifier: LGPL-2.1-only */
#include <stdlib.h>
#include <string.h>

#include "git/lineage.h"
#include "base/buf.h"
#include "git/lines.h"
#include "git/renames.h"
#include "git/repo.h"
#include "git/tree.h"

struct following {
    struct bpq_lineage *l;
    struct bpq_chain *chain;
    struct bpq_similar *similar;
    char *path;          /* as the commit at hand calls it */
    struct bpq_buf text; /* as it has it */
    size_t *now;         /* for each line of the newest text, its line there, or
                          * BPQ_GONE */
    bool ended;          /* the file did not exist before */
};

/* The text was like this before the commit at `at`, which takes the lines that
 * it did not have then. */
static int step_back(struct following *f, struct bpq_buf *before, size_t at,
                     struct bpq_err *e)
{
    struct bpq_buf was = f->text;
    size_t *to = NULL;
    int rc = bpq_align_texts(bpq_buf_str(&was), bpq_buf_str(before), &to, e);

    if (rc)
        return rc;
    for (size_t i = 0; i < f->l->n; i++) {
        if (f->now[i] == BPQ_GONE)
            continue;
        f->now[i] = to[f->now[i]];
        if (f->now[i] == BPQ_GONE)
            f->l->by[i] = at;
    }
    free(to);
    f->text = *before;
    *before = was;
    return BPQ_OK;
}

/* ---- a file that is new in a commit ---- */

/* The removed file that it is like; NULL if none is. */
static const struct bpq_delta *renamed_from(struct following *f,
                                            const struct bpq_deltas *deltas,
                                            const struct bpq_delta *new)
{
    struct bpq_renames back = {.similar = f->similar};
    const struct bpq_delta *found;

    /* a rename is looked for among files that are new */
    back.deltas.n = deltas->n;
    back.deltas.v = bpq_alloc(deltas->n * sizeof(*back.deltas.v));
    for (size_t i = 0; i < deltas->n; i++) {
        const struct bpq_delta *d = &deltas->v[i];

        back.deltas.v[i] = (struct bpq_delta){d->path, d->new_id, d->old_id,
                                              d->new_mode, d->old_mode};
    }
    found = bpq_rename_of(&back, new->path, &new->new_id);
    if (found)
        found = &deltas->v[found - back.deltas.v];
    free(back.deltas.v);
    return found;
}

static size_t count_telling(struct bpq_str text, const size_t *to)
{
    struct bpq_lines l = {NULL, 0};
    size_t n = 0;

    bpq_lines_split(&l, text);
    for (size_t i = 0; i < l.n; i++)
        n += bpq_line_letters(l.v[i]) && (!to || to[i] != BPQ_GONE);
    bpq_lines_free(&l);
    return n;
}

static bool is_readable(const struct following *f, const git_oid *id,
                        unsigned mode)
{
    return bpq_is_regular(mode) && !bpq_repo_is_large(f->chain->repo, id);
}

/* A commit that changes more files than this does not split one. */
#define SPLIT_FILES 100

/* The file of the commit's that had most of its lines, at least half. */
static int split_from(struct following *f, const struct bpq_deltas *deltas,
                      const struct bpq_delta **found, struct bpq_err *e)
{
    size_t all = count_telling(bpq_buf_str(&f->text), NULL), most = 0;
    int rc = BPQ_OK;

    *found = NULL;
    for (size_t i = 0; !rc && deltas->n <= SPLIT_FILES && i < deltas->n; i++) {
        const struct bpq_delta *d = &deltas->v[i];
        struct bpq_buf old = BPQ_BUF_INIT;
        size_t *to = NULL, n = 0;

        if (!is_readable(f, &d->old_id, d->old_mode))
            continue;
        rc = bpq_repo_blob(f->chain->repo, &d->old_id, d->path, &old, e);
        if (!rc)
            rc = bpq_align_texts(bpq_buf_str(&f->text), bpq_buf_str(&old), &to,
                                 e);
        if (!rc)
            n = count_telling(bpq_buf_str(&f->text), to);
        if (n > most && 2 * n >= all) {
            most = n;
            *found = d;
        }
        free(to);
        bpq_buf_free(&old);
    }
    return rc;
}

/* Where it was before a commit in which it is new; NULL if nowhere. */
static int find_before(struct following *f, const struct bpq_deltas *deltas,
                       const struct bpq_delta *new,
                       const struct bpq_delta **before, struct bpq_err *e)
{
    int rc = BPQ_OK;

    *before = renamed_from(f, deltas, new);
    if (!*before)
        rc = split_from(f, deltas, before, e);
    if (rc || !*before)
        return rc;
    bpq_strs_add(&f->l->names, (*before)->path);
    free(f->path);
    f->path = bpq_strdup((*before)->path);
    return BPQ_OK;
}

/* ---- commit by commit ---- */

static const struct bpq_delta *delta_of(const struct bpq_deltas *deltas,
                                        const char *path)
{
    for (size_t i = 0; i < deltas->n; i++)
        if (!strcmp(deltas->v[i].path, path))
            return &deltas->v[i];
    return NULL;
}

/* What the text was before the commit at `at`. */
static int follow(struct following *f, size_t at, struct bpq_err *e)
{
    const struct bpq_deltas *deltas;
    const struct bpq_delta *d;
    struct bpq_buf before = BPQ_BUF_INIT;
    int rc = bpq_chain_deltas(f->chain, at, &deltas, e);

    d = rc ? NULL : delta_of(deltas, f->path);
    if (!d)
        return rc;
    if (!d->old_mode)
        rc = find_before(f, deltas, d, &d, e);
    f->ended = !d || !is_readable(f, &d->old_id, d->old_mode);
    if (!rc && !f->ended)
        rc = bpq_repo_blob(f->chain->repo, &d->old_id, d->path, &before, e);
    if (!rc)
        rc = step_back(f, &before, at, e);
    bpq_buf_free(&before);
    return rc;
}

static void begin(struct following *f, const struct bpq_followed *what)
{
    struct bpq_lines lines = {NULL, 0};

    bpq_lines_split(&lines, what->text);
    f->l->n = lines.n;
    bpq_lines_free(&lines);
    f->l->by = bpq_alloc((f->l->n + 1) * sizeof(*f->l->by));
    f->now = bpq_alloc((f->l->n + 1) * sizeof(*f->now));
    for (size_t i = 0; i < f->l->n; i++) {
        f->l->by[i] = BPQ_NO_LINK;
        f->now[i] = i;
    }
    f->path = bpq_strdup(what->path);
    bpq_buf_add(&f->text, what->text.p, what->text.len);
}

int bpq_lineage_read(struct bpq_lineage *l, struct bpq_chain *c,
                     struct bpq_similar *similar, const struct bpq_followed *f,
                     struct bpq_err *e)
{
    struct following g = {.l = l, .chain = c, .similar = similar};
    int rc = BPQ_OK;

    *l = (struct bpq_lineage){0};
    begin(&g, f);
    for (size_t at = f->from; !rc && !g.ended && at < f->until; at++)
        rc = follow(&g, at, e);
    free(g.now);
    free(g.path);
    bpq_buf_free(&g.text);
    if (rc)
        bpq_lineage_free(l);
    return rc;
}

void bpq_lineage_free(struct bpq_lineage *l)
{
    free(l->by);
    bpq_strs_free(&l->names);
    memset(l, 0, sizeof(*l));
}
