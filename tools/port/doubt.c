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
#include "port/gone.h"
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

/* The lines that a result adds to a file, and those that it removes. */
struct file_lines {
    struct bpq_hunks hunks;
    struct bpq_lines old, new;
};

static int read_lines(struct file_lines *f, const git_blob *old,
                      const git_blob *new, struct bpq_err *e)
{
    int rc = bpq_diff_blobs(&f->hunks, old, new, e);

    if (rc)
        return rc;
    bpq_lines_split(&f->old, bpq_blob_str(old));
    bpq_lines_split(&f->new, bpq_blob_str(new));
    return BPQ_OK;
}

static void free_lines(struct file_lines *f)
{
    bpq_hunks_free(&f->hunks);
    bpq_lines_free(&f->old);
    bpq_lines_free(&f->new);
}

static void look_at_lines(struct missing *m, struct bpq_gone *gone,
                          const char *path, const struct file_lines *f)
{
    for (size_t i = 0; i < f->hunks.n; i++) {
        const struct bpq_hunk *h = &f->hunks.v[i];

        bpq_gone_look(gone, path, &f->old, h->i0, h->chg0);
        for (size_t k = h->i; k < h->i + h->chg; k++)
            if (!bpq_is_comment(f->new.v[k]))
                bpq_names_each(path, f->new.v[k], look, m);
    }
}

/* *found: the first of the names that both trees have; the caller frees. */
static int find_name(struct bpq_doubt *d, const struct missing *m,
                     const git_oid *mainline, const git_oid *source,
                     char **found, struct bpq_err *e)
{
    bool both = !git_oid_equal(mainline, source);
    int rc = m->n && both ? bpq_names_move(&d->source, source, e) : BPQ_OK;

    for (size_t i = 0; !rc && i < m->n; i++) {
        /* what the branch's own version of the change adds is defined by it */
        if (both && !bpq_names_have(&d->source, m->v[i].name))
            continue;
        /* mainline moves further from commit to commit than a branch does */
        rc = bpq_names_move(&d->mainline, mainline, e);
        if (rc || !bpq_names_have(&d->mainline, m->v[i].name))
            continue;
        *found = bpq_fmt("the branch may lack \"%.*s\"", (int)m->v[i].text.len,
                         m->v[i].text.p);
        return BPQ_OK;
    }
    return rc;
}

static void find_repeat(const struct file_lines *f, char **found)
{
    char *line;

    bpq_table_repeats(&f->hunks, &f->new, &line);
    if (line)
        *found = bpq_fmt("\"%s\" repeats a number of its table", line);
    free(line);
}

/* What a result is made by. */
struct made {
    const struct bpq_treechange *mainline, *source;
    struct bpq_gone gone;
};

static int check_file(struct bpq_doubt *d, const struct bpq_delta *delta,
                      struct made *made, char **found, struct bpq_err *e)
{
    git_blob *old = NULL, *new = NULL;
    struct missing m = {.ours = &d->ours};
    struct file_lines f = {0};
    struct bpq_repo *repo = d->files->repo;
    int rc = BPQ_OK;

    /* a large file that goes is not looked at */
    if (bpq_is_regular(delta->old_mode) &&
        (bpq_is_regular(delta->new_mode) ||
         !bpq_repo_is_large(repo, &delta->old_id)))
        rc = bpq_repo_blob_open(repo, &delta->old_id, delta->path, &old, e);
    if (!rc && bpq_is_regular(delta->new_mode))
        rc = bpq_repo_blob_open(repo, &delta->new_id, delta->path, &new, e);
    if (!rc && (old || new))
        rc = read_lines(&f, old, new, e);
    if (!rc)
        look_at_lines(&m, &made->gone, delta->path, &f);
    if (!rc && old && new)
        find_repeat(&f, found);
    if (!rc && !*found)
        rc = find_name(d, &m, &made->mainline->from, &made->source->from, found,
                       e);
    free(m.v);
    free_lines(&f);
    git_blob_free(new);
    git_blob_free(old);
    return rc;
}

int bpq_doubt(struct bpq_doubt *d, const git_oid *ours, const git_oid *result,
              const struct bpq_treechange *mainline,
              const struct bpq_treechange *source, char **why,
              struct bpq_err *e)
{
    struct made made = {.mainline = mainline, .source = source};
    bool is_mainline = git_oid_equal(&mainline->from, &source->from);
    struct bpq_deltas deltas = {NULL, 0};
    int rc;

    *why = NULL;
    rc = bpq_names_move(&d->ours, ours, e);
    if (!rc)
        rc = bpq_treediff(&deltas, d->files->repo, ours, result, e);
    for (size_t i = 0; !rc && !*why && i < deltas.n; i++)
        if (bpq_is_code(deltas.v[i].path))
            rc = check_file(d, &deltas.v[i], &made, why, e);
    if (!rc && !*why)
        rc = bpq_gone_find(&made.gone, &d->ours,
                           is_mainline ? &d->mainline : &d->source, result,
                           source, why, e);
    bpq_gone_free(&made.gone);
    bpq_deltas_free(&deltas);
    return rc;
}
