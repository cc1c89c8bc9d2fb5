/* SPDX-License-Identifier: LGPL-2.1-only */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "buf.h"
#include "folder.h"

struct entry {
    char *name;
    unsigned mode;
    git_oid id;
};

struct entries {
    struct entry *v;
    size_t n;
};

static int hash_folder(const char *dir, bool top, git_oid *out, bool *empty,
                       struct bpq_err *e);

static int failed(const char *path, struct bpq_err *e)
{
    return bpq_error(e, BPQ_FAIL, "%s: cannot be read: %s", path,
                     strerror(errno));
}

static int hash(const void *p, size_t len, git_object_t type, git_oid *out,
                struct bpq_err *e)
{
    if (git_odb_hash(out, p, len, type) < 0)
        return bpq_error(e, BPQ_FAIL, "cannot take a git id: %s",
                         git_error_last()->message);
    return BPQ_OK;
}

static int hash_file(const char *path, git_oid *out, struct bpq_err *e)
{
    struct bpq_buf text = BPQ_BUF_INIT;
    int rc = bpq_file_read(path, &text, e);

    if (!rc)
        rc = hash(text.p ? text.p : "", text.len, GIT_OBJECT_BLOB, out, e);
    bpq_buf_free(&text);
    return rc;
}

static int hash_link(const char *path, git_oid *out, struct bpq_err *e)
{
    char target[PATH_MAX];
    ssize_t n = readlink(path, target, sizeof(target));

    if (n < 0)
        return failed(path, e);
    return hash(target, n, GIT_OBJECT_BLOB, out, e);
}

/* Adds nothing for an empty folder. */
static int add_entry(struct entries *l, const char *path, const char *name,
                     struct bpq_err *e)
{
    struct entry new = {0};
    struct stat st;
    bool empty = false;
    int rc;

    if (lstat(path, &st) < 0)
        return failed(path, e);
    if (S_ISDIR(st.st_mode)) {
        new.mode = GIT_FILEMODE_TREE;
        rc = hash_folder(path, false, &new.id, &empty, e);
    } else if (S_ISLNK(st.st_mode)) {
        new.mode = GIT_FILEMODE_LINK;
        rc = hash_link(path, &new.id, e);
    } else {
        new.mode = st.st_mode &S_IXUSR ? GIT_FILEMODE_BLOB_EXECUTABLE
                                       : GIT_FILEMODE_BLOB;
        rc = hash_file(path, &new.id, e);
    }
    if (rc || empty)
        return rc;
    new.name = bpq_strdup(name);
    l->v = bpq_grow(l->v, l->n + 1, sizeof(*l->v));
    l->v[l->n++] = new;
    return BPQ_OK;
}

/* git sorts a folder as if its name ended in '/'. */
static int by_name(const void *pa, const void *pb)
{
    const struct entry *a = pa, *b = pb;
    size_t na = strlen(a->name), nb = strlen(b->name);
    int r = memcmp(a->name, b->name, na < nb ? na : nb);
    unsigned char ca, cb;

    if (r || na == nb)
        return r;
    ca = na < nb && a->mode == GIT_FILEMODE_TREE ? '/'
                                                 : a->name[na < nb ? na : nb];
    cb = nb < na && b->mode == GIT_FILEMODE_TREE ? '/'
                                                 : b->name[na < nb ? na : nb];
    return ca - cb;
}

static int hash_entries(struct entries *l, git_oid *out, struct bpq_err *e)
{
    struct bpq_buf text = BPQ_BUF_INIT;
    size_t i;
    int rc;

    if (l->n)
        qsort(l->v, l->n, sizeof(*l->v), by_name);
    for (i = 0; i < l->n; i++) {
        bpq_buf_addf(&text, "%o %s", l->v[i].mode, l->v[i].name);
        bpq_buf_add(&text, "", 1);
        bpq_buf_add(&text, l->v[i].id.id, sizeof(l->v[i].id.id));
    }
    rc = hash(text.p ? text.p : "", text.len, GIT_OBJECT_TREE, out, e);
    bpq_buf_free(&text);
    return rc;
}

static bool skipped(const char *name, bool top)
{
    return !strcmp(name, ".") || !strcmp(name, "..") ||
           (top && (!strcmp(name, ".git") || !strcmp(name, ".pc")));
}

static int hash_folder(const char *dir, bool top, git_oid *out, bool *empty,
                       struct bpq_err *e)
{
    struct entries l = {NULL, 0};
    struct dirent *ent;
    DIR *d = opendir(dir);
    size_t i;
    int rc = BPQ_OK;

    if (!d)
        return failed(dir, e);
    while (!rc && (ent = readdir(d))) {
        char *path;

        if (skipped(ent->d_name, top))
            continue;
        path = bpq_fmt("%s/%s", dir, ent->d_name);
        rc = add_entry(&l, path, ent->d_name, e);
        free(path);
    }
    closedir(d);
    *empty = l.n == 0;
    if (!rc)
        rc = hash_entries(&l, out, e);
    for (i = 0; i < l.n; i++)
        free(l.v[i].name);
    free(l.v);
    return rc;
}

int bpq_folder_tree(const char *dir, git_oid *out, struct bpq_err *e)
{
    bool empty;
    int rc;

    git_libgit2_init();
    rc = hash_folder(dir, true, out, &empty, e);
    git_libgit2_shutdown();
    return rc;
}
