/* SPDX-License-Identifier: LGPL-2.1-only */
#include <stdlib.h>
#include <string.h>

#include "git/treediff.h"

#include "base/buf.h"

/*
 * libgit2's own tree diff uses iterators for work trees, which would take most
 * of the time of making a queue.
 */
struct walk {
    struct bpq_deltas *d;
    struct bpq_repo *repo;
    struct bpq_buf path; /* of the folder, with a '/' at its end; or empty */
    int r;               /* libgit2's, if it failed */
    struct bpq_err *e;
};

static int walk_folders(struct walk *w, const git_oid *a, const git_oid *b);

static bool is_folder(const git_tree_entry *entry)
{
    return git_tree_entry_filemode(entry) == GIT_FILEMODE_TREE;
}

/* git's order, in which a folder's name ends in '/'. */
static int compare(const git_tree_entry *a, const git_tree_entry *b)
{
    const char *na = git_tree_entry_name(a), *nb = git_tree_entry_name(b);
    unsigned char ca, cb;

    while (*na && *na == *nb) {
        na++;
        nb++;
    }
    ca = *na ? *na : is_folder(a) ? '/' : 0;
    cb = *nb ? *nb : is_folder(b) ? '/' : 0;
    return ca - cb;
}

static void add(struct walk *w, const char *name, const git_tree_entry *a,
                const git_tree_entry *b)
{
    struct bpq_delta *d;

    if (!(w->d->n & (w->d->n - 1))) /* room for twice as many */
        w->d->v = bpq_grow(w->d->v, 2 * w->d->n + 1, sizeof(*w->d->v));
    d = &w->d->v[w->d->n++];
    memset(d, 0, sizeof(*d));
    d->path = bpq_fmt("%s%s", w->path.len ? w->path.p : "", name);
    if (a) {
        d->old_id = *git_tree_entry_id(a);
        d->old_mode = git_tree_entry_filemode(a);
    }
    if (b) {
        d->new_id = *git_tree_entry_id(b);
        d->new_mode = git_tree_entry_filemode(b);
    }
}

/* One name, on both sides, or on one if the other is NULL. */
static int walk_entry(struct walk *w, const git_tree_entry *a,
                      const git_tree_entry *b)
{
    const char *name = git_tree_entry_name(a ? a : b);
    size_t len = w->path.len;
    int rc;

    if (!is_folder(a ? a : b)) {
        add(w, name, a, b);
        return BPQ_OK;
    }
    bpq_buf_addf(&w->path, "%s/", name);
    rc = walk_folders(w, a ? git_tree_entry_id(a) : NULL,
                      b ? git_tree_entry_id(b) : NULL);
    w->path.len = len;
    w->path.p[len] = 0;
    return rc;
}

static bool differ(const git_tree_entry *a, const git_tree_entry *b)
{
    return git_tree_entry_filemode(a) != git_tree_entry_filemode(b) ||
           memcmp(git_tree_entry_id(a), git_tree_entry_id(b), sizeof(git_oid));
}

static int walk_trees(struct walk *w, const git_tree *a, const git_tree *b)
{
    size_t na = a ? git_tree_entrycount(a) : 0;
    size_t nb = b ? git_tree_entrycount(b) : 0;
    size_t i = 0, j = 0;
    int rc = BPQ_OK;

    while (!rc && (i < na || j < nb)) {
        int order;
        const git_tree_entry *ea = i < na ? git_tree_entry_byindex(a, i) : NULL;
        const git_tree_entry *eb = j < nb ? git_tree_entry_byindex(b, j) : NULL;

        order = !ea ? 1 : !eb ? -1 : compare(ea, eb);
        if (order <= 0)
            i++;
        if (order >= 0)
            j++;
        if (order || differ(ea, eb))
            rc = walk_entry(w, order <= 0 ? ea : NULL, order >= 0 ? eb : NULL);
    }
    return rc;
}

static int walk_folders(struct walk *w, const git_oid *a, const git_oid *b)
{
    git_tree *ta = NULL, *tb = NULL;
    int rc, r = 0;

    if (a)
        r = git_tree_lookup(&ta, w->repo->git, a);
    if (r >= 0 && b)
        r = git_tree_lookup(&tb, w->repo->git, b);
    if (r < 0)
        rc = bpq_repo_error(w->repo, w->r = r, w->e, "folder /%s",
                            w->path.len ? w->path.p : "");
    else
        rc = walk_trees(w, ta, tb);
    git_tree_free(tb);
    git_tree_free(ta);
    return rc;
}

int bpq_treediff(struct bpq_deltas *d, struct bpq_repo *repo, const git_oid *a,
                 const git_oid *b, struct bpq_err *e)
{
    struct walk w = {.d = d, .repo = repo, .e = e};
    int rc;

    memset(d, 0, sizeof(*d));
    rc = walk_folders(&w, a, b);
    bpq_buf_free(&w.path);
    if (rc)
        bpq_deltas_free(d);
    return rc;
}

void bpq_deltas_free(struct bpq_deltas *d)
{
    for (size_t i = 0; i < d->n; i++)
        free(d->v[i].path);
    free(d->v);
    memset(d, 0, sizeof(*d));
}

int bpq_treediff_sum(git_oid *sum, struct bpq_repo *repo, const git_oid *a,
                     const git_oid *b)
{
    struct bpq_deltas d = {NULL, 0};
    struct bpq_err e = {0};
    struct walk w = {.d = &d, .repo = repo, .e = &e};
    struct bpq_buf paths = BPQ_BUF_INIT;
    int r = 0;

    memset(sum, 0, sizeof(*sum));
    if (walk_folders(&w, a, b))
        r = w.r;
    for (size_t i = 0; i < d.n; i++)
        bpq_buf_add(&paths, d.v[i].path, strlen(d.v[i].path) + 1);
    if (r >= 0 && paths.len)
        r = git_odb_hash(sum, paths.p, paths.len, GIT_OBJECT_BLOB);
    bpq_buf_free(&paths);
    bpq_buf_free(&w.path);
    bpq_deltas_free(&d);
    bpq_err_clear(&e);
    return r;
}

int bpq_treechange_of(struct bpq_repo *repo, git_commit *c,
                      struct bpq_treechange *out, struct bpq_err *e)
{
    git_commit *parent = NULL;
    int r = git_commit_parent(&parent, c, 0);

    if (r < 0)
        return bpq_repo_error(repo, r, e, "the parent of commit %s",
                              git_oid_tostr_s(git_commit_id(c)));
    out->from = *git_commit_tree_id(parent);
    out->to = *git_commit_tree_id(c);
    git_commit_free(parent);
    return BPQ_OK;
}
