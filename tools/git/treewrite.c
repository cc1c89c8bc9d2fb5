/* SPDX-License-Identifier: LGPL-2.1-only */
#include "git/treewrite.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"

/* An entry of a folder that is put there, or removed if mode is 0. */
struct entry {
    char *name;
    unsigned mode;
    git_oid id;
};

/* A folder that is written. */
struct folder {
    git_odb_object *old;   /* as it was, or NULL */
    struct entry *entries; /* in git's order */
    size_t n;
};

/* An entry in the text of a folder: "MODE NAME" NUL ID. */
struct old_entry {
    const char *text, *name;
    size_t len; /* of text */
    bool is_folder;
};

/* The entry at p; false if it is damaged. */
static bool read_entry(const char *p, const char *end, struct old_entry *out)
{
    const char *blank = memchr(p, ' ', (size_t)(end - p)), *nul;

    if (!blank)
        return false;
    nul = memchr(blank, 0, (size_t)(end - blank));
    if (!nul || end - nul <= GIT_OID_RAWSZ)
        return false;
    *out = (struct old_entry){.text = p,
                              .name = blank + 1,
                              .len = (size_t)(nul + 1 - p) + GIT_OID_RAWSZ,
                              .is_folder = *p == '4'};
    return true;
}

/* In git's order, a folder's name ends in '/'. */
static int compare_names(const char *a, bool a_folder, const char *b,
                         bool b_folder)
{
    unsigned char ca, cb;

    for (; *a && *a == *b; a++)
        b++;
    ca = *a ? (unsigned char)*a : a_folder ? '/' : 0;
    cb = *b ? (unsigned char)*b : b_folder ? '/' : 0;
    return ca - cb;
}

static int by_entry(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;

    return compare_names(x->name, x->mode == GIT_FILEMODE_TREE, y->name,
                         y->mode == GIT_FILEMODE_TREE);
}

static void put_entry(struct bpq_buf *out, const struct entry *e)
{
    if (!e->mode)
        return;
    bpq_buf_addf(out, "%o %s", e->mode, e->name);
    bpq_buf_add(out, "", 1);
    bpq_buf_add(out, e->id.id, GIT_OID_RAWSZ);
}

/* Write the entries that come before this old one, from *i on. */
static void put_entries_before(const struct folder *f, size_t *i,
                               const struct old_entry *old, struct bpq_buf *out)
{
    for (; *i < f->n; ++*i) {
        const struct entry *e = &f->entries[*i];

        if (compare_names(e->name, e->mode == GIT_FILEMODE_TREE, old->name,
                          old->is_folder) >= 0)
            return;
        put_entry(out, e);
    }
}

static bool is_replaced(const struct folder *f, const char *name)
{
    for (size_t i = 0; i < f->n; i++)
        if (!strcmp(f->entries[i].name, name))
            return true;
    return false;
}

static int damaged(void)
{
    git_error_set_str(GIT_ERROR_TREE, "a tree is damaged");
    return GIT_ERROR;
}

/* The folder's text: all old entries that are not replaced, and the others. */
static int put_folder(struct folder *f, struct bpq_buf *out)
{
    const char *p = f->old ? git_odb_object_data(f->old) : NULL;
    const char *end = f->old ? p + git_odb_object_size(f->old) : NULL;
    struct old_entry old;
    size_t i = 0;

    if (f->n)
        qsort(f->entries, f->n, sizeof(*f->entries), by_entry);
    for (; p < end; p += old.len) {
        if (!read_entry(p, end, &old))
            return damaged();
        put_entries_before(f, &i, &old, out);
        if (!is_replaced(f, old.name))
            bpq_buf_add(out, old.text, old.len);
    }
    for (; i < f->n; i++)
        put_entry(out, &f->entries[i]);
    return 0;
}

/* The id of a folder in the folder as it was; false if there is none. */
static bool old_folder(const struct folder *f, const char *name, git_oid *id)
{
    const char *p = f->old ? git_odb_object_data(f->old) : NULL;
    const char *end = f->old ? p + git_odb_object_size(f->old) : NULL;
    struct old_entry old;

    for (; p < end && read_entry(p, end, &old); p += old.len)
        if (old.is_folder && !strcmp(old.name, name)) {
            memcpy(id->id, p + old.len - GIT_OID_RAWSZ, GIT_OID_RAWSZ);
            return true;
        }
    return false;
}

static int write_folder(struct bpq_repo *repo, const git_oid *old,
                        const struct bpq_put *puts, size_t n, size_t skip,
                        git_oid *out, bool *empty);

/* Write the folder e->name of f, in which the puts are; false in *there: it is
 * empty, and was not there before. */
static int write_subfolder(struct bpq_repo *repo, const struct folder *f,
                           struct entry *e, const struct bpq_put *puts,
                           size_t n, size_t skip, bool *there)
{
    git_oid was;
    bool is_old = old_folder(f, e->name, &was), empty;
    int r =
        write_folder(repo, is_old ? &was : NULL, puts, n, skip, &e->id, &empty);

    /* git keeps no empty folders */
    e->mode = empty ? 0 : GIT_FILEMODE_TREE;
    *there = is_old || !empty;
    return r;
}

/* Make the entries of a folder from the puts, which are sorted. */
static int make_entries(struct bpq_repo *repo, struct folder *f,
                        const struct bpq_put *puts, size_t n, size_t skip)
{
    size_t j;
    int r = 0;

    f->entries = bpq_alloc(n * sizeof(*f->entries));
    for (size_t i = 0; r >= 0 && i < n; i = j) {
        struct entry *e = &f->entries[f->n];
        size_t len = strcspn(puts[i].path + skip, "/");
        bool there = true;

        for (j = i + 1; j < n; j++)
            if (strncmp(puts[i].path, puts[j].path, skip + len + 1))
                break;
        e->name = bpq_strndup(puts[i].path + skip, len);
        e->mode = puts[i].mode;
        e->id = puts[i].id;
        if (puts[i].path[skip + len])
            r = write_subfolder(repo, f, e, puts + i, j - i, skip + len + 1,
                                &there);
        if (there)
            f->n++;
        else
            free(e->name);
    }
    return r;
}

static int read_folder(struct bpq_repo *repo, const git_oid *id,
                       git_odb_object **out)
{
    git_odb *odb = NULL;
    int r = git_repository_odb(&odb, repo->git);

    if (r >= 0)
        r = git_odb_read(out, odb, id);
    if (r >= 0 && git_odb_object_type(*out) != GIT_OBJECT_TREE)
        r = damaged();
    git_odb_free(odb);
    return r;
}

/*
 * Write a folder: OLD (NULL: a new one) with the sorted puts applied.  The
 * first SKIP bytes of their paths are the folder's own.  Not with libgit2's
 * tree builder, which would take all entries apart, and search the whole clone
 * before it writes.
 */
static int write_folder(struct bpq_repo *repo, const git_oid *old,
                        const struct bpq_put *puts, size_t n, size_t skip,
                        git_oid *out, bool *empty)
{
    struct folder f = {.old = NULL};
    struct bpq_buf text = BPQ_BUF_INIT;
    struct bpq_err e = {0};
    int r = old ? read_folder(repo, old, &f.old) : 0;

    if (r >= 0)
        r = make_entries(repo, &f, puts, n, skip);
    if (r >= 0)
        r = put_folder(&f, &text);
    *empty = !text.len;
    /* the caller reports an error, with libgit2's own message */
    if (r >= 0 &&
        bpq_repo_write(repo, GIT_OBJECT_TREE, bpq_buf_str(&text), out, &e))
        r = GIT_ERROR;
    bpq_err_clear(&e);
    bpq_buf_free(&text);
    for (size_t i = 0; i < f.n; i++)
        free(f.entries[i].name);
    free(f.entries);
    git_odb_object_free(f.old);
    return r;
}

static int by_path(const void *a, const void *b)
{
    return strcmp(((const struct bpq_put *)a)->path,
                  ((const struct bpq_put *)b)->path);
}

int bpq_treewrite(struct bpq_repo *repo, const git_oid *old,
                  struct bpq_put *puts, size_t n, git_oid *out)
{
    bool empty;

    qsort(puts, n, sizeof(*puts), by_path);
    return write_folder(repo, old, puts, n, 0, out, &empty);
}
