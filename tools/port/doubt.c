/* SPDX-License-Identifier: LGPL-2.1-only */
#include <stdlib.h>
#include <string.h>

#include "port/doubt.h"
#include "base/buf.h"
#include "git/lines.h"
#include "git/repo.h"
#include "git/tree.h"
#include "git/treediff.h"
#include "merge/words.h"
#include "port/tables.h"

void bpq_doubt_open(struct bpq_doubt *d, struct bpq_name_files *files)
{
    d->files = files;
    bpq_names_open(&d->ours, files);
    bpq_names_open(&d->mainline, files);
    bpq_names_open(&d->source, files);
}

void bpq_doubt_close(struct bpq_doubt *d)
{
    bpq_names_close(&d->ours);
    bpq_names_close(&d->mainline);
    bpq_names_close(&d->source);
}

/* Names that the result adds and ours has nowhere. */
struct missing {
    const struct bpq_names *ours;
    struct missing_name {
        bpq_name name;
        struct bpq_str text; /* in the buffer of its file */
    } * v;
    size_t n;
};

static bool look(void *arg, bpq_name name, struct bpq_str text)
{
    struct missing *m = arg;

    if (bpq_names_have(m->ours, name))
        return true;
    m->v = bpq_grow(m->v, m->n + 1, sizeof(*m->v));
    m->v[m->n++] = (struct missing_name){name, text};
    return true;
}

static int look_at_lines(struct missing *m, const char *path,
                         const git_blob *old, const git_blob *new,
                         struct bpq_err *e)
{
    struct bpq_hunks h = {NULL, 0};
    struct bpq_lines l = {NULL, 0};
    int rc = bpq_diff_blobs(&h, old, new, e);

    if (rc)
        return rc;
    bpq_lines_split(&l, bpq_blob_str(new));
    for (size_t i = 0; i < h.n; i++)
        for (size_t k = h.v[i].i; k < h.v[i].i + h.v[i].chg; k++)
            if (!bpq_is_comment(l.v[k]))
                bpq_names_each(path, l.v[k], look, m);
    bpq_lines_free(&l);
    bpq_hunks_free(&h);
    return BPQ_OK;
}

/* *found: the first of the names that both trees have; the caller frees. */
static int find_name(struct bpq_doubt *d, const struct missing *m,
                     const git_oid *mainline, const git_oid *source,
                     char **found, struct bpq_err *e)
{
    int rc = m->n ? bpq_names_move(&d->mainline, mainline, e) : BPQ_OK;

    for (size_t i = 0; !rc && i < m->n; i++) {
        if (!bpq_names_have(&d->mainline, m->v[i].name))
            continue;
        /* what the branch's own version of the change adds is defined by it */
        if (!git_oid_equal(mainline, source))
            rc = bpq_names_move(&d->source, source, e);
        if (rc || (!git_oid_equal(mainline, source) &&
                   !bpq_names_have(&d->source, m->v[i].name)))
            continue;
        *found = bpq_strndup(m->v[i].text.p, m->v[i].text.len);
        return BPQ_OK;
    }
    return rc;
}

static int check_file(struct bpq_doubt *d, const struct bpq_delta *delta,
                      const git_oid *mainline, const git_oid *source,
                      char **found, struct bpq_err *e)
{
    git_blob *old = NULL, *new = NULL;
    struct missing m = {.ours = &d->ours};
    struct bpq_repo *repo = d->files->repo;
    int rc = BPQ_OK;

    if (bpq_is_regular(delta->old_mode))
        rc = bpq_repo_blob_open(repo, &delta->old_id, delta->path, &old, e);
    if (!rc)
        rc = bpq_repo_blob_open(repo, &delta->new_id, delta->path, &new, e);
    if (!rc)
        rc = look_at_lines(&m, delta->path, old, new, e);
    if (!rc && delta->old_mode)
        rc = bpq_table_repeats(bpq_blob_str(old), bpq_blob_str(new), found, e);
    if (!rc && !*found)
        rc = find_name(d, &m, mainline, source, found, e);
    free(m.v);
    git_blob_free(new);
    git_blob_free(old);
    return rc;
}

int bpq_doubt(struct bpq_doubt *d, const git_oid *ours, const git_oid *result,
              const git_oid *mainline, const git_oid *source, char **name,
              struct bpq_err *e)
{
    struct bpq_deltas deltas = {NULL, 0};
    int rc;

    *name = NULL;
    rc = bpq_names_move(&d->ours, ours, e);
    if (!rc)
        rc = bpq_treediff(&deltas, d->files->repo, ours, result, e);
    for (size_t i = 0; !rc && !*name && i < deltas.n; i++)
        if (bpq_is_regular(deltas.v[i].new_mode) &&
            bpq_is_code(deltas.v[i].path))
            rc = check_file(d, &deltas.v[i], mainline, source, name, e);
    bpq_deltas_free(&deltas);
    return rc;
}
