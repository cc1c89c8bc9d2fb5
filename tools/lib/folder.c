/* SPDX-License-Identifier: LGPL-2.1-only */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "attrs.h"
#include "exported.h"
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

/* The way through the folder. */
struct walk {
    const struct bpq_folder_opts *opts;
    struct bpq_attrs attrs;
    bool *left_out; /* of opts->leave_out, those that were there */
};

/* A folder on the way: where it is, and what it is in the commit. */
struct place {
    char *dir;  /* as the user may type it */
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

static int hash(const void *p, size_t len, git_object_t type, git_oid *out,
                struct bpq_err *e)
{
    if (git_odb_hash(out, p, len, type) < 0)
        return bpq_error(e, BPQ_FAIL, "cannot take a git id: %s",
                         git_error_last()->message);
    return BPQ_OK;
}

static void put_entry(struct entries *l, const char *name, unsigned mode,
                      const git_oid *id)
{
    l->v = bpq_grow(l->v, l->n + 1, sizeof(*l->v));
    l->v[l->n++] = (struct entry){bpq_strdup(name), mode, *id};
}

/* ---- files ---- */

static const git_tree_entry *in_commit(const struct place *at, const char *name)
{
    return at->like ? git_tree_entry_byname(at->like, name) : NULL;
}

/* The bytes of a file of the commit. */
static int read_blob(const struct walk *w, const git_tree_entry *entry,
                     struct bpq_buf *out, struct bpq_err *e)
{
    if (!entry || git_tree_entry_type(entry) != GIT_OBJECT_BLOB)
        return BPQ_OK;
    return bpq_repo_blob(w->opts->repo, git_tree_entry_id(entry),
                         git_tree_entry_name(entry), out, e);
}

static int hash_file(struct walk *w, const struct place *at, const char *name,
                     const char *path, git_oid *out, struct bpq_err *e)
{
    char *full = bpq_fmt("%s/%s", at->dir, name);
    struct bpq_buf text = BPQ_BUF_INIT, raw = BPQ_BUF_INIT;
    int rc = bpq_file_read(full, &text, e);

    if (!rc)
        rc = read_blob(w, in_commit(at, name), &raw, e);
    if (!rc) {
        const struct bpq_exported file = {
            &w->attrs, w->opts->like, bpq_buf_str(&raw),
            path,      full,          w->opts->notes};

        bpq_exported_undo(&file, &text);
        rc = hash(text.p ? text.p : "", text.len, GIT_OBJECT_BLOB, out, e);
    }
    bpq_buf_free(&raw);
    bpq_buf_free(&text);
    free(full);
    return rc;
}

/* ---- what is in a folder ---- */

static int hash_link(const char *path, git_oid *out, struct bpq_err *e)
{
    char target[PATH_MAX];
    ssize_t n = readlink(path, target, sizeof(target));

    if (n < 0)
        return failed(path, e);
    return hash(target, n, GIT_OBJECT_BLOB, out, e);
}

/* The folder of that name in the commit. */
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

/* Is it the folder that makes a source package of the one above it? */
static bool is_packaging(const struct place *at, const char *name)
{
    return !*at->path && !strcmp(name, "debian") &&
           is_file_in(at->dir, "debian/control") &&
           is_file_in(at->dir, "debian/changelog");
}

/* dpkg-source puts a package's debian in the place of upstream's. */
static void note_packaging(const struct walk *w, const struct place *at,
                           const char *name, const git_oid *id)
{
    const git_tree_entry *entry = in_commit(at, name);
    char *full = bpq_fmt("%s/%s", at->dir, name);

    if (is_packaging(at, name) && entry &&
        git_oid_cmp(id, git_tree_entry_id(entry)))
        bpq_exported_note(w->opts->notes, full,
                          "counts as it is, and is another than that of "
                          "--like; where it is a package's, put upstream's in "
                          "its place");
    free(full);
}

/* Adds nothing for an empty folder. */
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
        mode = st.st_mode & S_IXUSR ? GIT_FILEMODE_BLOB_EXECUTABLE
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

/* What git archive leaves out of the commit: export-ignore and submodules. */
static bool is_ignored(const struct walk *w, const struct place *at,
                       const git_tree_entry *entry)
{
    git_object_t type = git_tree_entry_type(entry);
    char *path = bpq_fmt("%s%s%s", at->path, git_tree_entry_name(entry),
                         type == GIT_OBJECT_TREE ? "/" : "");
    bool ignored = type == GIT_OBJECT_COMMIT ||
                   bpq_attrs_is(&w->attrs, path, "export-ignore", NULL);

    free(path);
    return ignored;
}

/* What is not here since it is left out where a folder like this is made. */
static void add_left_out(const struct walk *w, const struct place *at,
                         struct entries *l)
{
    size_t n = at->like ? git_tree_entrycount(at->like) : 0, i, k;

    for (i = 0; i < n; i++) {
        const git_tree_entry *entry = git_tree_entry_byindex(at->like, i);
        const char *name = git_tree_entry_name(entry);
        char *full = bpq_fmt("%s/%s", at->dir, name);
        bool ignored = is_ignored(w, at, entry);

        for (k = 0; k < l->n && strcmp(l->v[k].name, name); k++)
            ;
        if (k < l->n || (!ignored && !bpq_exported_unpackaged(name))) {
            free(full);
            continue;
        }
        put_entry(l, name, git_tree_entry_filemode(entry),
                  git_tree_entry_id(entry));
        if (!ignored)
            bpq_exported_note(w->opts->notes, full,
                              "counts as --like has it: it is not here, as "
                              "where dpkg-source left it out of a native "
                              "package");
        free(full);
    }
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

static bool skipped(struct walk *w, const struct place *at, const char *name,
                    const char *path)
{
    const struct bpq_strs *out = w->opts->leave_out;
    bool top = !*at->path;
    size_t i;

    if (!strcmp(name, ".") || !strcmp(name, "..") ||
        (top && (!strcmp(name, ".git") || !strcmp(name, ".pc") ||
                 (is_packaging(at, name) && !in_commit(at, name)))))
        return true;
    for (i = 0; out && i < out->n; i++)
        if (!strcmp(out->v[i], path)) {
            w->left_out[i] = true;
            return true;
        }
    return false;
}

/* The folder's .gitattributes, or the commit's if the archive lacks them. */
static int push_attrs(struct walk *w, const struct place *at, struct bpq_err *e)
{
    char *path = bpq_fmt("%s/.gitattributes", at->dir);
    struct bpq_buf text = BPQ_BUF_INIT;
    struct stat st;
    int rc;

    if (!lstat(path, &st) && S_ISREG(st.st_mode))
        rc = bpq_file_read(path, &text, e);
    else
        rc = read_blob(w, in_commit(at, ".gitattributes"), &text, e);
    bpq_attrs_push(&w->attrs, at->path, bpq_buf_str(&text));
    bpq_buf_free(&text);
    free(path);
    return rc;
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
    size_t i;
    int rc = push_attrs(w, at, e);

    if (!rc)
        rc = read_folder(w, at, &l, e);
    if (!rc)
        add_left_out(w, at, &l);
    bpq_attrs_pop(&w->attrs);
    *empty = l.n == 0;
    if (!rc)
        rc = hash_entries(&l, out, e);
    for (i = 0; i < l.n; i++)
        free(l.v[i].name);
    free(l.v);
    return rc;
}

/* Without the commit it cannot be known what a native package lacks. */
static void note_native(const struct walk *w, const char *dir)
{
    char *path = bpq_fmt("%s/debian/source/format", dir);
    struct bpq_buf text = BPQ_BUF_INIT;
    struct bpq_err none = {0};

    if (!w->opts->like && is_file_in(dir, "debian/source/format") &&
        !bpq_file_read(path, &text, &none) && text.p &&
        strstr(text.p, "(native)"))
        bpq_exported_note(w->opts->notes, path,
                          "a native package, of which dpkg-source leaves "
                          ".gitignore and the like out: put them back with "
                          "--like REF");
    bpq_err_clear(&none);
    bpq_buf_free(&text);
    free(path);
}

/* A path to leave out that is not there is a mistake. */
static int check_left_out(const struct walk *w, const char *dir,
                          struct bpq_err *e)
{
    const struct bpq_strs *out = w->opts->leave_out;
    size_t i;

    for (i = 0; out && i < out->n; i++)
        if (!w->left_out[i])
            return bpq_error(e, BPQ_FAIL,
                             "%s: has no %s to leave out: a path is given as "
                             "it stands in the folder, without slash at its "
                             "end",
                             dir, out->v[i]);
    return BPQ_OK;
}

int bpq_folder_tree_as(const char *dir, const struct bpq_folder_opts *opts,
                       git_oid *out, struct bpq_err *e)
{
    struct walk w = {.opts = opts};
    struct place top = {bpq_strdup(dir), bpq_strdup(""), NULL};
    bool empty;
    int rc = BPQ_OK, r;

    git_libgit2_init();
    w.left_out =
        bpq_alloc(opts->leave_out ? opts->leave_out->n * sizeof(bool) : 0);
    if (opts->like && (r = git_commit_tree(&top.like, opts->like)) < 0)
        rc = bpq_repo_error(opts->repo, r, e, "the tree of the commit");
    if (!rc)
        rc = hash_folder(&w, &top, out, &empty, e);
    if (!rc)
        rc = check_left_out(&w, dir, e);
    if (!rc)
        note_native(&w, dir);
    git_tree_free(top.like);
    free(top.path);
    free(top.dir);
    free(w.left_out);
    bpq_attrs_free(&w.attrs);
    git_libgit2_shutdown();
    return rc;
}

int bpq_folder_tree(const char *dir, git_oid *out, struct bpq_err *e)
{
    const struct bpq_folder_opts opts = {0};

    return bpq_folder_tree_as(dir, &opts, out, e);
}
