/* SPDX-License-Identifier: LGPL-2.1-only */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "git/folder.h"
#include "base/file.h"
#include "git/export.h"
#include "git/unpacked.h"

struct entry {
    char *name;
    unsigned mode;
    git_oid id;
};

struct entries {
    struct entry *v;
    size_t n;
};

/* A walk through the folder. */
struct walk {
    const struct bpq_folder_opts *opts;
    struct bpq_unpacked unpacked;
    bool *left_out; /* which of opts->leave_out were found */
};

/* A folder of the walk, and its tree in the commit. */
struct place {
    char *dir;  /* its path on disk, for messages */
    char *path; /* in the tree: "" or "tools/" */
    git_tree *like;
};

static int hash_folder(struct walk *w, const struct place *at, git_oid *out,
                       bool *empty, struct bpq_err *e);

static int failed(const char *path, struct bpq_err *e)
{
    return bpq_error(e, BPQ_FAIL, "%s: cannot be read: %s", path,
                     strerror(errno));
}

static void put_entry(struct entries *l, const char *name, unsigned mode,
                      const git_oid *id)
{
    l->v = bpq_grow(l->v, l->n + 1, sizeof(*l->v));
    l->v[l->n++] = (struct entry){bpq_strdup(name), mode, *id};
}

static const git_tree_entry *in_commit(const struct place *at, const char *name)
{
    return at->like ? git_tree_entry_byname(at->like, name) : NULL;
}

/* ---- the contents of a folder ---- */

static int hash_file(struct walk *w, const struct place *at, const char *name,
                     const char *path, git_oid *out, struct bpq_err *e)
{
    char *full = bpq_fmt("%s/%s", at->dir, name);
    struct bpq_buf text = BPQ_BUF_INIT;
    int rc = bpq_file_read(full, &text, e);

    if (!rc)
        rc = bpq_unpacked_file(&w->unpacked, in_commit(at, name), path, full,
                               &text, out, e);
    bpq_buf_free(&text);
    free(full);
    return rc;
}

static int hash_link(const char *path, git_oid *out, struct bpq_err *e)
{
    char target[PATH_MAX];
    ssize_t n = readlink(path, target, sizeof(target));

    if (n < 0)
        return failed(path, e);
    return bpq_unpacked_hash(target, n, GIT_OBJECT_BLOB, out, e);
}

/* Open the folder of this name in the commit. */
static int open_like(const struct walk *w, const struct place *at,
                     const char *name, git_tree **out, struct bpq_err *e)
{
    const git_tree_entry *entry = in_commit(at, name);
    int r;

    *out = NULL;
    if (!entry || git_tree_entry_type(entry) != GIT_OBJECT_TREE)
        return BPQ_OK;
    r = git_tree_lookup(out, w->opts->repo->git, git_tree_entry_id(entry));
    return r < 0 ? bpq_repo_error(w->opts->repo, r, e, "folder %s%s", at->path,
                                  name)
                 : BPQ_OK;
}

static int hash_below(struct walk *w, const struct place *at, const char *name,
                      git_oid *out, bool *empty, struct bpq_err *e)
{
    struct place below = {bpq_fmt("%s/%s", at->dir, name),
                          bpq_fmt("%s%s/", at->path, name), NULL};
    int rc = open_like(w, at, name, &below.like, e);

    if (!rc)
        rc = hash_folder(w, &below, out, empty, e);
    git_tree_free(below.like);
    free(below.path);
    free(below.dir);
    return rc;
}

static bool is_file_in(const char *dir, const char *name)
{
    char *path = bpq_fmt("%s/%s", dir, name);
    struct stat st;
    bool is = !stat(path, &st) && S_ISREG(st.st_mode);

    free(path);
    return is;
}

/* Is it the folder debian of a Debian source package? */
static bool is_packaging(const struct place *at, const char *name)
{
    char *full = bpq_fmt("%s/%s", at->dir, name);
    struct stat st;
    bool folder = !lstat(full, &st) && S_ISDIR(st.st_mode);

    free(full);
    return folder && !*at->path && !strcmp(name, "debian") &&
           is_file_in(at->dir, "debian/control") &&
           is_file_in(at->dir, "debian/changelog");
}

/* dpkg-source replaces upstream's folder debian by the package's. */
static void note_packaging(const struct walk *w, const struct place *at,
                           const char *name, const git_oid *id)
{
    const git_tree_entry *entry = in_commit(at, name);
    char *full = bpq_fmt("%s/%s", at->dir, name);

    if (is_packaging(at, name) && entry &&
        git_oid_cmp(id, git_tree_entry_id(entry)))
        bpq_unpacked_note(
            &w->unpacked, full,
            "counts as it is, and differs from that of --like; if it comes "
            "from a package, replace it with upstream's");
    free(full);
}

/* Add an entry; nothing for an empty folder. */
static int add_entry(struct walk *w, const struct place *at, const char *name,
                     const char *path, struct entries *l, struct bpq_err *e)
{
    char *full = bpq_fmt("%s/%s", at->dir, name);
    unsigned mode = 0;
    struct stat st;
    bool empty = false;
    git_oid id;
    int rc;

    if (lstat(full, &st) < 0) {
        rc = failed(full, e);
    } else if (S_ISDIR(st.st_mode)) {
        mode = GIT_FILEMODE_TREE;
        rc = hash_below(w, at, name, &id, &empty, e);
    } else if (S_ISLNK(st.st_mode)) {
        mode = GIT_FILEMODE_LINK;
        rc = hash_link(full, &id, e);
    } else {
        mode = (st.st_mode & S_IXUSR) ? GIT_FILEMODE_BLOB_EXECUTABLE
                                      : GIT_FILEMODE_BLOB;
        rc = hash_file(w, at, name, path, &id, e);
    }
    if (!rc && !empty) {
        put_entry(l, name, mode, &id);
        note_packaging(w, at, name, &id);
    }
    free(full);
    return rc;
}

/* Add files that are missing because git archive or dpkg-source omits them. */
static void add_left_out(const struct walk *w, const struct place *at,
                         struct entries *l)
{
    size_t n = at->like ? git_tree_entrycount(at->like) : 0, k;

    for (size_t i = 0; i < n; i++) {
        const git_tree_entry *entry = git_tree_entry_byindex(at->like, i);
        const char *name = git_tree_entry_name(entry);
        char *path = bpq_fmt("%s%s", at->path, name);
        char *full = bpq_fmt("%s/%s", at->dir, name);

        for (k = 0; k < l->n && strcmp(l->v[k].name, name); k++)
            ;
        if (k == l->n && bpq_unpacked_lacks(&w->unpacked, entry, path, full))
            put_entry(l, name, git_tree_entry_filemode(entry),
                      git_tree_entry_id(entry));
        free(full);
        free(path);
    }
}

/* git sorts a folder as if its name ended in '/'. */
static int by_name(const void *pa, const void *pb)
{
    const struct entry *a = pa, *b = pb;
    size_t na = strlen(a->name), nb = strlen(b->name);
    size_t n = na < nb ? na : nb;
    int r = memcmp(a->name, b->name, n);
    unsigned char ca, cb;

    if (r || na == nb)
        return r;
    /* One name ends here; that of a folder continues with a slash. */
    ca = n == na && a->mode == GIT_FILEMODE_TREE ? '/' : a->name[n];
    cb = n == nb && b->mode == GIT_FILEMODE_TREE ? '/' : b->name[n];
    return ca - cb;
}

static int hash_entries(struct entries *l, git_oid *out, struct bpq_err *e)
{
    struct bpq_buf text = BPQ_BUF_INIT;
    int rc;

    if (l->n)
        qsort(l->v, l->n, sizeof(*l->v), by_name);
    for (size_t i = 0; i < l->n; i++) {
        bpq_buf_addf(&text, "%o %s", l->v[i].mode, l->v[i].name);
        bpq_buf_add(&text, "", 1);
        bpq_buf_add(&text, l->v[i].id.id, sizeof(l->v[i].id.id));
    }
    rc = bpq_unpacked_hash(text.p, text.len, GIT_OBJECT_TREE, out, e);
    bpq_buf_free(&text);
    return rc;
}

static bool skipped(struct walk *w, const struct place *at, const char *name,
                    const char *path)
{
    const struct bpq_strs *out = w->opts->leave_out;
    bool top = !*at->path;

    if (!strcmp(name, ".") || !strcmp(name, "..") ||
        (top && (!strcmp(name, ".git") || !strcmp(name, ".pc") ||
                 (is_packaging(at, name) && !in_commit(at, name)))))
        return true;
    for (size_t i = 0; out && i < out->n; i++)
        if (!strcmp(out->v[i], path)) {
            w->left_out[i] = true;
            return true;
        }
    return false;
}

static int read_folder(struct walk *w, const struct place *at,
                       struct entries *l, struct bpq_err *e)
{
    DIR *d = opendir(at->dir);
    struct dirent *ent;
    int rc = BPQ_OK;

    if (!d)
        return failed(at->dir, e);
    while (!rc && (ent = readdir(d))) {
        char *path = bpq_fmt("%s%s", at->path, ent->d_name);

        if (!skipped(w, at, ent->d_name, path))
            rc = add_entry(w, at, ent->d_name, path, l, e);
        free(path);
    }
    closedir(d);
    return rc;
}

static int hash_folder(struct walk *w, const struct place *at, git_oid *out,
                       bool *empty, struct bpq_err *e)
{
    struct entries l = {NULL, 0};
    int rc = read_folder(w, at, &l, e);

    if (!rc)
        add_left_out(w, at, &l);
    *empty = l.n == 0;
    if (!rc)
        rc = hash_entries(&l, out, e);
    for (size_t i = 0; i < l.n; i++)
        free(l.v[i].name);
    free(l.v);
    return rc;
}

/* Each path to leave out must exist. */
static int check_left_out(const struct walk *w, const char *dir,
                          struct bpq_err *e)
{
    const struct bpq_strs *out = w->opts->leave_out;

    for (size_t i = 0; out && i < out->n; i++)
        if (!w->left_out[i])
            return bpq_error(
                e, BPQ_FAIL,
                "%s: has no %s to leave out: give the path relative to the "
                "folder, without a slash at its end",
                dir, out->v[i]);
    return BPQ_OK;
}

int bpq_folder_tree_as(const char *dir, const struct bpq_folder_opts *opts,
                       git_oid *out, struct bpq_err *e)
{
    struct walk w = {.opts = opts,
                     .unpacked = {.like = opts->like, .notes = opts->notes}};
    struct place top = {bpq_strdup(dir), bpq_strdup(""), NULL};
    bool empty;
    int rc = BPQ_OK, r;

    git_libgit2_init();
    w.left_out =
        bpq_alloc(opts->leave_out ? opts->leave_out->n * sizeof(bool) : 0);
    if (opts->like && (r = git_commit_tree(&top.like, opts->like)) < 0)
        rc = bpq_repo_error(opts->repo, r, e, "the tree of the commit");
    if (!rc && opts->like)
        rc = bpq_export_open(&w.unpacked.export, opts->repo, opts->like, e);
    if (!rc)
        rc = hash_folder(&w, &top, out, &empty, e);
    if (!rc)
        rc = check_left_out(&w, dir, e);
    if (!rc)
        bpq_unpacked_look(&w.unpacked, dir);
    if (w.unpacked.export.tree)
        bpq_export_close(&w.unpacked.export);
    git_tree_free(top.like);
    free(top.path);
    free(top.dir);
    free(w.left_out);
    git_libgit2_shutdown();
    return rc;
}

int bpq_folder_tree(const char *dir, git_oid *out, struct bpq_err *e)
{
    const struct bpq_folder_opts opts = {0};

    return bpq_folder_tree_as(dir, &opts, out, e);
}
