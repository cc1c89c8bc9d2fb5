/* SPDX-License-Identifier: LGPL-2.1-only */
#define _GNU_SOURCE
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "git/tree.h"

struct bpq_put {
    char *path;
    git_oid id;
    unsigned mode; /* 0: removed */
};

static bool bad_component(const char *p, size_t n)
{
    static const char *const bad[] = {"", ".", "..", ".git", "git~1"};

    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        if (strlen(bad[i]) == n && !strncasecmp(p, bad[i], n))
            return true;
    return false;
}

static int check_path(const char *path, struct bpq_err *e)
{
    const char *p = path, *end;

    for (;; p = end + 1) {
        end = strchrnul(p, '/');
        if (bad_component(p, end - p))
            return bpq_error(e, BPQ_FAIL,
                             "path \"%s\" would leave the tree or change "
                             "git's own files: refused",
                             path);
        if (!*end)
            return BPQ_OK;
    }
}

static struct bpq_put *find_put(const struct bpq_tree *t, const char *path,
                                size_t len)
{
    for (size_t i = 0; i < t->n_puts; i++)
        if (!strncmp(t->puts[i].path, path, len) && !t->puts[i].path[len])
            return &t->puts[i];
    return NULL;
}

/*
 * Check that no pending put makes a file where path needs a folder.  walk()
 * checks the tree itself.
 */
static int check_puts(const struct bpq_tree *t, const char *path,
                      struct bpq_err *e)
{
    for (const char *s = strchr(path, '/'); s; s = strchr(s + 1, '/')) {
        const struct bpq_put *put = find_put(t, path, s - path);

        if (put && put->mode)
            return bpq_error(e, BPQ_FAIL,
                             "path \"%s\" leads through \"%s\", which is not a "
                             "folder: refused",
                             path, put->path);
    }
    return BPQ_OK;
}

/* Is path a folder because of a pending put below it? */
static bool puts_below(const struct bpq_tree *t, const char *path)
{
    size_t len = strlen(path);

    for (size_t i = 0; i < t->n_puts; i++)
        if (t->puts[i].mode && !strncmp(t->puts[i].path, path, len) &&
            t->puts[i].path[len] == '/')
            return true;
    return false;
}

/* Find path in the tree last written; *id is zero if it is not there. */
static int walk(struct bpq_tree *t, const char *path, git_oid *id,
                unsigned *mode, struct bpq_err *e)
{
    git_tree *tree = NULL;
    const git_tree_entry *entry;
    const char *p = path, *end;
    char *name;
    git_oid next = t->oid;
    int rc, r;

    *mode = 0;
    memset(id, 0, sizeof(*id));
    for (;; p = end + 1) {
        git_tree_free(tree);
        tree = NULL;
        r = git_tree_lookup(&tree, t->repo->git, &next);
        if (r < 0) {
            rc =
                bpq_repo_error(t->repo, r, e, "the folder that holds %s", path);
            goto out;
        }
        end = strchrnul(p, '/');
        name = bpq_strndup(p, end - p);
        entry = git_tree_entry_byname(tree, name);
        free(name);
        rc = BPQ_OK;
        if (!entry)
            goto out;
        if (!*end)
            break;
        if (git_tree_entry_type(entry) != GIT_OBJECT_TREE) {
            rc = bpq_error(
                e, BPQ_FAIL,
                "path \"%s\" leads through \"%.*s\", which is %s: refused",
                path, (int)(end - path), path,
                git_tree_entry_filemode(entry) == GIT_FILEMODE_LINK
                    ? "a symbolic link"
                    : "not a folder");
            goto out;
        }
        next = *git_tree_entry_id(entry);
    }
    if (git_tree_entry_type(entry) == GIT_OBJECT_TREE) {
        rc = bpq_error(e, BPQ_FAIL, "\"%s\" is a folder, not a file", path);
        goto out;
    }
    *id = *git_tree_entry_id(entry);
    *mode = git_tree_entry_filemode(entry);
out:
    git_tree_free(tree);
    return rc;
}

bool bpq_is_regular(unsigned mode)
{
    return mode == GIT_FILEMODE_BLOB || mode == GIT_FILEMODE_BLOB_EXECUTABLE;
}

int bpq_tree_open(struct bpq_tree *t, struct bpq_repo *r, const git_oid *tree)
{
    memset(t, 0, sizeof(*t));
    t->repo = r;
    t->oid = *tree;
    return BPQ_OK;
}

static void drop_puts(struct bpq_tree *t)
{
    for (size_t i = 0; i < t->n_puts; i++)
        free(t->puts[i].path);
    t->n_puts = 0;
}

void bpq_tree_close(struct bpq_tree *t)
{
    drop_puts(t);
    free(t->puts);
    memset(t, 0, sizeof(*t));
}

/* ---- which paths were used ---- */

static struct bpq_tree_use *find_use(const struct bpq_tree_uses *uses,
                                     const char *path)
{
    for (size_t i = 0; i < uses->n; i++)
        if (!strcmp(uses->v[i].path, path))
            return &uses->v[i];
    return NULL;
}

static void note_get(const struct bpq_tree *t, const char *path,
                     const git_oid *id, unsigned mode)
{
    struct bpq_tree_uses *uses = t->uses;

    if (!uses || find_use(uses, path))
        return;
    uses->v = bpq_grow(uses->v, uses->n + 1, sizeof(*uses->v));
    uses->v[uses->n++] = (struct bpq_tree_use){
        .path = bpq_strdup(path), .was = *id, .was_mode = mode};
}

/* The path was looked up before. */
static void note_put(const struct bpq_tree *t, const char *path,
                     const git_oid *id, unsigned mode)
{
    struct bpq_tree_use *use = t->uses ? find_use(t->uses, path) : NULL;

    if (!use)
        return;
    use->put = true;
    use->now = *id;
    use->now_mode = mode;
}

void bpq_tree_uses_free(struct bpq_tree_uses *uses)
{
    for (size_t i = 0; i < uses->n; i++)
        free(uses->v[i].path);
    free(uses->v);
    *uses = (struct bpq_tree_uses){0};
}

/* ---- files ---- */

int bpq_tree_get_id(struct bpq_tree *t, const char *path, git_oid *id,
                    unsigned *mode, struct bpq_err *e)
{
    const struct bpq_put *put;
    int rc;

    rc = check_path(path, e);
    if (!rc)
        rc = check_puts(t, path, e);
    if (rc)
        return rc;
    put = find_put(t, path, strlen(path));
    if (put) {
        *id = put->id;
        *mode = put->mode;
        return BPQ_OK;
    }
    rc = walk(t, path, id, mode, e);
    if (!rc)
        note_get(t, path, id, *mode);
    return rc;
}

int bpq_tree_get(struct bpq_tree *t, const char *path, struct bpq_buf *out,
                 unsigned *mode, struct bpq_err *e)
{
    git_oid id;
    unsigned m;
    int rc;

    bpq_buf_reset(out);
    rc = bpq_tree_get_id(t, path, &id, &m, e);
    if (rc)
        return rc;
    if (mode)
        *mode = m;
    else if (!m)
        return bpq_error(e, BPQ_NO, "there is no file %s in this base", path);
    if (!m)
        return BPQ_OK;
    if (m == GIT_FILEMODE_COMMIT)
        return bpq_error(e, BPQ_FAIL, "%s is a submodule, not a file", path);
    return bpq_repo_blob(t->repo, &id, path, out, e);
}

int bpq_tree_get_text(struct bpq_tree *t, const char *path, struct bpq_buf *out,
                      unsigned *mode, struct bpq_err *e)
{
    int rc = bpq_tree_get(t, path, out, mode, e);

    if (rc)
        return rc;
    if (!*mode)
        return bpq_error(e, BPQ_NO, "there is no file %s in the tree", path);
    if (!bpq_is_regular(*mode))
        return bpq_error(e, BPQ_NO, "%s is not a regular file in the tree",
                         path);
    if (out->len && memchr(out->p, '\0', out->len))
        return bpq_error(e, BPQ_NO, "%s is not a text file: it has NUL bytes",
                         path);
    return BPQ_OK;
}

int bpq_tree_put_id(struct bpq_tree *t, const char *path, const git_oid *id,
                    unsigned mode, struct bpq_err *e)
{
    struct bpq_put *put;
    git_oid old;
    unsigned old_mode;
    int rc;

    /* This also refuses paths that must not be used. */
    rc = bpq_tree_get_id(t, path, &old, &old_mode, e);
    if (rc)
        return rc;
    if (mode && puts_below(t, path))
        return bpq_error(e, BPQ_FAIL, "\"%s\" is a folder, not a file", path);
    put = find_put(t, path, strlen(path));
    if (!put) {
        t->puts = bpq_grow(t->puts, t->n_puts + 1, sizeof(*t->puts));
        put = &t->puts[t->n_puts++];
        put->path = bpq_strdup(path);
    }
    put->id = *id;
    put->mode = mode;
    note_put(t, path, id, mode);
    return BPQ_OK;
}

int bpq_tree_put(struct bpq_tree *t, const char *path, struct bpq_str text,
                 unsigned mode, struct bpq_err *e)
{
    git_oid id;
    int rc;

    rc = bpq_repo_write(t->repo, GIT_OBJECT_BLOB, text, &id, e);
    if (rc)
        return rc;
    return bpq_tree_put_id(t, path, &id, mode, e);
}

int bpq_tree_remove(struct bpq_tree *t, const char *path, struct bpq_err *e)
{
    git_oid id;
    unsigned mode;
    int rc;

    rc = bpq_tree_get_id(t, path, &id, &mode, e);
    if (rc)
        return rc;
    if (!mode)
        return bpq_error(e, BPQ_NO, "there is no file %s to remove", path);
    memset(&id, 0, sizeof(id));
    return bpq_tree_put_id(t, path, &id, 0, e);
}

static int by_path(const void *a, const void *b)
{
    return strcmp(((const struct bpq_put *)a)->path,
                  ((const struct bpq_put *)b)->path);
}

static int write_folder(struct bpq_tree *t, const git_oid *old,
                        struct bpq_put *puts, size_t n, size_t skip,
                        git_oid *out, bool *empty);

/* Write the folder NAME, which contains puts 0 to n, into its parent. */
static int write_subfolder(struct bpq_tree *t, const git_tree *tree,
                           git_treebuilder *b, const char *name,
                           struct bpq_put *puts, size_t n, size_t skip)
{
    const git_tree_entry *entry =
        tree ? git_tree_entry_byname(tree, name) : NULL;
    const git_oid *old = NULL;
    git_oid id;
    bool empty;
    int r;

    if (entry && git_tree_entry_type(entry) == GIT_OBJECT_TREE)
        old = git_tree_entry_id(entry);
    r = write_folder(t, old, puts, n, skip, &id, &empty);
    if (r < 0)
        return r;
    /* git keeps no empty folders */
    if (!empty)
        return git_treebuilder_insert(NULL, b, name, &id, GIT_FILEMODE_TREE);
    return old ? git_treebuilder_remove(b, name) : 0;
}

static int write_file(git_treebuilder *b, const char *name,
                      const struct bpq_put *put)
{
    if (put->mode)
        return git_treebuilder_insert(NULL, b, name, &put->id, put->mode);
    /* nothing to remove if it was only added in a pending put */
    return git_treebuilder_get(b, name) ? git_treebuilder_remove(b, name) : 0;
}

struct entries {
    const git_tree_entry **v;
    size_t n;
};

static int collect(const git_tree_entry *entry, void *payload)
{
    struct entries *all = payload;

    all->v[all->n++] = entry;
    return 0; /* keep it */
}

static int by_entry(const void *a, const void *b)
{
    return git_tree_entry_cmp(*(const git_tree_entry *const *)a,
                              *(const git_tree_entry *const *)b);
}

/* Like git_treebuilder_write, which would first search the whole clone. */
static int write_entries(struct bpq_tree *t, git_treebuilder *b, git_oid *out)
{
    struct entries all = {NULL, 0};
    struct bpq_buf text = BPQ_BUF_INIT;
    struct bpq_err e = {0};
    int rc;

    all.v = bpq_alloc(git_treebuilder_entrycount(b) * sizeof(*all.v));
    git_treebuilder_filter(b, collect, &all);
    qsort(all.v, all.n, sizeof(*all.v), by_entry);
    for (size_t i = 0; i < all.n; i++) {
        const git_tree_entry *entry = all.v[i];

        bpq_buf_addf(&text, "%o %s",
                     (unsigned)git_tree_entry_filemode_raw(entry),
                     git_tree_entry_name(entry));
        bpq_buf_add(&text, "", 1);
        bpq_buf_add(&text, git_tree_entry_id(entry)->id, GIT_OID_RAWSZ);
    }
    rc = bpq_repo_write(t->repo, GIT_OBJECT_TREE, bpq_buf_str(&text), out, &e);
    /* The caller reports it, with libgit2's own message. */
    bpq_err_clear(&e);
    bpq_buf_free(&text);
    free(all.v);
    return rc ? -1 : 0;
}

/*
 * Write a folder: OLD (NULL: a new one) with the sorted puts applied.  The
 * first SKIP bytes of their paths are the folder's own.
 */
static int write_folder(struct bpq_tree *t, const git_oid *old,
                        struct bpq_put *puts, size_t n, size_t skip,
                        git_oid *out, bool *empty)
{
    git_tree *tree = NULL;
    git_treebuilder *b = NULL;
    size_t j, len;
    char *name;
    int r = 0;

    if (old)
        r = git_tree_lookup(&tree, t->repo->git, old);
    if (r < 0)
        goto out;
    r = git_treebuilder_new(&b, t->repo->git, tree);
    for (size_t i = 0; r >= 0 && i < n; i = j) {
        len = strcspn(puts[i].path + skip, "/");
        for (j = i + 1; j < n; j++)
            if (strncmp(puts[i].path, puts[j].path, skip + len + 1))
                break;
        name = bpq_strndup(puts[i].path + skip, len);
        if (puts[i].path[skip + len])
            r = write_subfolder(t, tree, b, name, puts + i, j - i,
                                skip + len + 1);
        else
            r = write_file(b, name, &puts[i]);
        free(name);
    }
    if (r < 0)
        goto out;
    *empty = git_treebuilder_entrycount(b) == 0;
    r = write_entries(t, b, out);
out:
    git_treebuilder_free(b);
    git_tree_free(tree);
    return r;
}

int bpq_tree_write(struct bpq_tree *t, struct bpq_err *e)
{
    git_oid id;
    bool empty;
    int r;

    if (!t->n_puts)
        return BPQ_OK;
    qsort(t->puts, t->n_puts, sizeof(*t->puts), by_path);
    r = write_folder(t, &t->oid, t->puts, t->n_puts, 0, &id, &empty);
    if (r < 0)
        return bpq_repo_error(t->repo, r, e, "the changed tree");
    t->oid = id;
    drop_puts(t);
    return BPQ_OK;
}
