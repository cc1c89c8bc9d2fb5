/* SPDX-License-Identifier: LGPL-2.1-only */
#define _GNU_SOURCE
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "git/tree.h"
#include "git/treewrite.h"

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

int bpq_tree_write(struct bpq_tree *t, struct bpq_err *e)
{
    git_oid id;
    int r;

    if (!t->n_puts)
        return BPQ_OK;
    r = bpq_treewrite(t->repo, &t->oid, t->puts, t->n_puts, &id);
    if (r < 0)
        return bpq_repo_error(t->repo, r, e, "the changed tree");
    t->oid = id;
    drop_puts(t);
    return BPQ_OK;
}
