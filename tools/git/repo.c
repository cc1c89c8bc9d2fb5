/* SPDX-License-Identifier: LGPL-2.1-only */
#define _GNU_SOURCE
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <git2/sys/mempack.h>
#include <git2/sys/odb_backend.h>
#include <git2/sys/repository.h>

#include "git/repo.h"
#include "git/clonedir.h"
#include "git/objectid.h"
#include "git/settings.h"

static const char *git_says(void)
{
    const git_error *err = git_error_last();

    return err && err->message ? err->message : "no reason given";
}

/*
 * Send all writes to memory, and disable writing in the clone's own backends:
 * even writing an existing object would change its file's time.
 */
static int write_to_memory(git_repository *git, git_odb_backend **memory)
{
    git_odb *odb = NULL;
    git_odb_backend *mem, *b;
    int r;

    r = git_repository_odb(&odb, git);
    if (r < 0)
        return r;
    for (size_t i = 0; i < git_odb_num_backends(odb); i++) {
        r = git_odb_get_backend(&b, odb, i);
        if (r < 0)
            goto out;
        b->freshen = NULL;
        b->write = NULL;
        b->writestream = NULL;
        b->writepack = NULL;
    }
    r = git_mempack_new(&mem);
    if (r < 0)
        goto out;
    r = git_odb_add_backend(odb, mem, 999);
    if (r < 0)
        mem->free(mem);
    else
        *memory = mem;
out:
    git_odb_free(odb);
    return r;
}

static int open_objects(struct bpq_repo *r)
{
    git_odb *odb = NULL;
    int ret = git_repository_odb(&odb, r->git);

    if (ret >= 0)
        ret = git_repository_wrap_odb(&r->objects, odb);
    git_odb_free(odb);
    return ret;
}

static bool tree_has(git_repository *git, const git_oid *commit,
                     const char *path)
{
    git_commit *c = NULL;
    git_tree *tree = NULL;
    git_tree_entry *entry = NULL;
    bool has;

    has = !git_commit_lookup(&c, git, commit) && !git_commit_tree(&tree, c) &&
          !git_tree_entry_bypath(&entry, tree, path);
    git_tree_entry_free(entry);
    git_tree_free(tree);
    git_commit_free(c);
    return has;
}

/* Every Xen since 1.0 has the hypervisor in xen/. */
static bool is_xen_ref(git_reference *ref)
{
    git_object *o = NULL;
    bool is = false;

    if (!git_reference_peel(&o, ref, GIT_OBJECT_COMMIT)) {
        git_repository *git = git_reference_owner(ref);

        is = tree_has(git, git_object_id(o), "xen/include/public/xen.h");
    }
    git_object_free(o);
    return is;
}

/* Is it remote.NAME.promisor?  (libgit2's pattern matching leaks memory.) */
static int is_promisor(const git_config_entry *entry, void *found)
{
    const char *end = strrchr(entry->name, '.');

    if (!strncmp(entry->name, "remote.", 7) && !strcmp(end, ".promisor") &&
        (!entry->value || strcmp(entry->value, "false")))
        *(bool *)found = true;
    return 0;
}

static bool is_partial(git_repository *git)
{
    git_config *config = NULL;
    bool found = false;

    if (!git_repository_config(&config, git))
        git_config_foreach(config, is_promisor, &found);
    git_config_free(config);
    return found;
}

static bool is_xen(git_repository *git)
{
    git_reference *ref = NULL;
    git_reference_iterator *it = NULL;
    bool is;

    is = !git_repository_head(&ref, git) && is_xen_ref(ref);
    git_reference_free(ref);
    /* a partial clone may lack the trees to check */
    if (is || is_partial(git) || git_reference_iterator_new(&it, git))
        return is || is_partial(git);
    while (!is && !git_reference_next(&ref, it)) {
        is = is_xen_ref(ref);
        git_reference_free(ref);
    }
    git_reference_iterator_free(it);
    return is;
}

/* Does the clone lack HEAD's commit, as when a clone that it borrows from is
 * gone? */
static bool lacks_head(git_repository *git)
{
    git_oid id;
    git_odb *odb = NULL;
    bool lacks;

    lacks = !git_reference_name_to_id(&id, git, "HEAD") &&
            !git_repository_odb(&odb, git) && !git_odb_exists(odb, &id);
    git_odb_free(odb);
    return lacks;
}

/* Explain why it cannot be opened: to libgit2, unreadable files look missing.
 */
static int failed_open(struct bpq_repo *r, struct bpq_err *e)
{
    struct bpq_err denied = {0};

    if (bpq_clonedir_denied(r->path, &denied)) {
        bpq_err_clear(e);
        *e = denied;
    }
    bpq_repo_close(r);
    return e->rc;
}

int bpq_repo_open(struct bpq_repo *r, const char *path, struct bpq_err *e)
{
    int rc, ret;

    memset(r, 0, sizeof(*r));
    git_libgit2_init();
    bpq_git_settings();
    r->path = bpq_strdup(path);
    rc = bpq_clonedir_format(path, e);
    if (rc)
        return failed_open(r, e);
    ret = git_repository_open_ext(&r->git, path, GIT_REPOSITORY_OPEN_NO_SEARCH,
                                  NULL);
    if (ret == GIT_ENOTFOUND)
        rc = bpq_error(e, BPQ_FAIL,
                       "%s: not a git repository; name a clone of Xen with "
                       "--xen PATH (make: XEN=PATH), or make one: make xen",
                       path);
    else if (ret < 0 || write_to_memory(r->git, &r->memory) < 0 ||
             open_objects(r) < 0)
        rc = bpq_error(e, BPQ_FAIL, "%s: cannot open this clone: %s", path,
                       git_says());
    else if (lacks_head(r->git))
        rc = bpq_error(e, BPQ_FAIL,
                       "%s: the commit of HEAD is missing from this clone; "
                       "complete it: git -C %s fetch --all --tags, or correct "
                       "objects/info/alternates if it shares objects",
                       path, path);
    else if (!is_xen(r->git))
        rc = bpq_error(e, BPQ_FAIL,
                       "%s: is a git repository, but not of Xen: no branch or "
                       "tag in it has xen/include/public/xen.h; name a clone "
                       "of Xen with --xen PATH (make: XEN=PATH)",
                       path);
    else
        rc = BPQ_OK;
    return rc ? failed_open(r, e) : BPQ_OK;
}

void bpq_repo_close(struct bpq_repo *r)
{
    if (!r->path)
        return;
    git_repository_free(r->objects);
    git_repository_free(r->git);
    free(r->path);
    memset(r, 0, sizeof(*r));
    git_libgit2_shutdown();
}

int bpq_repo_error(struct bpq_repo *repo, int r, struct bpq_err *e,
                   const char *fmt, ...)
{
    va_list ap;
    char *what = NULL, *says;
    int rc;

    va_start(ap, fmt);
    what = bpq_vfmt(fmt, ap);
    va_end(ap);
    says = bpq_strdup(git_says());
    if (bpq_clonedir_denied(repo->path, e))
        rc = e->rc;
    else if (r != GIT_ENOTFOUND)
        rc = bpq_error(e, BPQ_FAIL,
                       "%s: cannot read %s: %s; git -C %s fsck shows what is "
                       "wrong, or make another clone: make xen",
                       repo->path, what, says, repo->path);
    else if (git_repository_is_shallow(repo->git) > 0)
        rc = bpq_error(e, BPQ_FAIL,
                       "%s: %s is missing, since this clone is shallow; "
                       "complete it: git -C %s fetch --unshallow",
                       repo->path, what, repo->path);
    else if (is_partial(repo->git))
        rc = bpq_error(e, BPQ_FAIL,
                       "%s: %s is missing, since this clone is partial; "
                       "complete it: git -C %s fetch --refetch --no-filter",
                       repo->path, what, repo->path);
    else
        rc = bpq_error(e, BPQ_FAIL,
                       "%s: %s is missing; fetch it from upstream: git -C %s "
                       "fetch --all --tags",
                       repo->path, what, repo->path);
    free(says);
    free(what);
    return rc;
}

static bool is_full_id(const char *s)
{
    return strlen(s) == GIT_OID_HEXSZ &&
           strspn(s, "0123456789abcdefABCDEF") == GIT_OID_HEXSZ;
}

static int find_exact(git_repository *git, const char *folder, const char *name,
                      git_reference **out)
{
    char *full = bpq_fmt("refs/%s/%s", folder, name);
    int r = git_reference_lookup(out, git, full);

    free(full);
    /* there is nothing with an invalid name */
    return r == GIT_EINVALIDSPEC ? GIT_ENOTFOUND : r;
}

/* The branch of this name in any remote; they must agree if several have it. */
static int find_remote(struct bpq_repo *repo, const char *name,
                       git_reference **out, struct bpq_err *e)
{
    git_reference_iterator *it = NULL;
    git_reference *ref;
    char *glob;
    int rc = BPQ_OK;

    *out = NULL;
    if (strpbrk(name, "*?[\\"))
        return BPQ_OK;
    glob = bpq_fmt("refs/remotes/*/%s", name);
    git_reference_iterator_glob_new(&it, repo->git, glob);
    free(glob);
    while (it && !rc && !git_reference_next(&ref, it)) {
        if (!*out) {
            *out = ref;
            continue;
        }
        if (git_reference_cmp(*out, ref) && git_reference_target(ref) &&
            git_reference_target(*out) &&
            git_oid_cmp(git_reference_target(*out), git_reference_target(ref)))
            rc = bpq_error(e, BPQ_FAIL,
                           "%s: \"%s\" is ambiguous: %s and %s differ; name "
                           "the one that is meant",
                           repo->path, name, git_reference_name(*out) + 13,
                           git_reference_name(ref) + 13);
        git_reference_free(ref);
    }
    git_reference_iterator_free(it);
    if (rc) {
        git_reference_free(*out);
        *out = NULL;
    }
    return rc;
}

/* May it be what git calls a revision, such as HEAD~2 or the beginning of an
 * id, and is no name that could be fetched? */
static bool is_revision(const char *name)
{
    size_t digits = strspn(name, "0123456789abcdef");
    char *ref = bpq_fmt("refs/heads/%s", name);
    bool valid = git_reference_is_valid_name(ref);

    free(ref);
    return !valid || (digits >= 4 && !name[digits]);
}

static int find_ref(struct bpq_repo *repo, const char *name,
                    git_reference **out, struct bpq_err *e)
{
    static const char *const folders[] = {"tags", "heads", "remotes"};
    int rc;

    /* a full name, as `bpq refs` prints it */
    if (!strncmp(name, "refs/", 5) &&
        !git_reference_lookup(out, repo->git, name))
        return BPQ_OK;
    for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++)
        if (!find_exact(repo->git, folders[i], name, out))
            return BPQ_OK;
    rc = find_remote(repo, name, out, e);
    if (rc || *out)
        return rc;
    if (bpq_clonedir_denied(repo->path, e))
        return e->rc;
    if (is_revision(name))
        return bpq_error(e, BPQ_FAIL,
                         "%s: no tag, branch or full commit id \"%s\" in this "
                         "clone; give the full id, which git rev-parse prints",
                         repo->path, name);
    return bpq_error(e, BPQ_FAIL,
                     "%s: no tag, branch or full commit id \"%s\" in this "
                     "clone; fetch it: git -C %s fetch --all --tags",
                     repo->path, name, repo->path);
}

int bpq_repo_commit(struct bpq_repo *repo, const char *name, git_commit **out,
                    struct bpq_err *e)
{
    git_reference *ref = NULL;
    git_oid id;
    int rc, r;

    *out = NULL;
    if (is_full_id(name)) {
        git_oid_fromstr(&id, name);
        r = git_commit_lookup(out, repo->git, &id);
        return r < 0 ? bpq_repo_error(repo, r, e, "commit %s", name) : BPQ_OK;
    }
    rc = find_ref(repo, name, &ref, e);
    if (rc)
        return rc;
    r = git_reference_peel((git_object **)out, ref, GIT_OBJECT_COMMIT);
    if (r == GIT_EPEEL || r == GIT_EINVALIDSPEC)
        rc = bpq_error(e, BPQ_FAIL, "%s: %s is no commit; name a commit",
                       repo->path, name);
    else if (r < 0)
        rc = bpq_repo_error(repo, r, e, "the commit of %s", name);
    git_reference_free(ref);
    return rc;
}

int bpq_repo_objects(struct bpq_repo *repo, char **path, struct bpq_err *e)
{
    git_buf found = {0};
    int r = git_repository_item_path(&found, repo->git,
                                     GIT_REPOSITORY_ITEM_OBJECTS);

    *path = r < 0 ? NULL : bpq_strdup(found.ptr);
    git_buf_dispose(&found);
    return r < 0 ? bpq_repo_error(repo, r, e, "where its objects are") : BPQ_OK;
}

/* The blob's size, without reading it; 0 if it is missing. */
static size_t blob_size(struct bpq_repo *repo, const git_oid *id)
{
    git_odb *odb = NULL;
    git_object_t type;
    size_t size = 0;

    /* searching for a missing object takes long */
    if (git_oid_is_zero(id) || git_repository_odb(&odb, repo->git) ||
        git_odb_read_header(&size, &type, odb, id))
        size = 0;
    git_odb_free(odb);
    return size;
}

bool bpq_repo_is_large(struct bpq_repo *repo, const git_oid *id)
{
    return blob_size(repo, id) > BPQ_BLOB_MAX;
}

int bpq_repo_blob_open(struct bpq_repo *repo, const git_oid *id,
                       const char *path, git_blob **out, struct bpq_err *e)
{
    size_t size = blob_size(repo, id);
    int r;

    if (size > BPQ_BLOB_MAX)
        return bpq_error(e, BPQ_FAIL,
                         "%s: has %zu bytes, but a file may have up to %zu; "
                         "leave it out with `#+ not %s`",
                         path, size, BPQ_BLOB_MAX, path);
    r = git_blob_lookup(out, repo->objects ? repo->objects : repo->git, id);
    return r < 0 ? bpq_repo_error(repo, r, e, "the content %s of %s",
                                  git_oid_tostr_s(id), path)
                 : BPQ_OK;
}

struct bpq_str bpq_blob_str(const git_blob *blob)
{
    if (!blob)
        return (struct bpq_str){NULL, 0};
    return (struct bpq_str){git_blob_rawcontent(blob),
                            (size_t)git_blob_rawsize(blob)};
}

int bpq_repo_blob(struct bpq_repo *repo, const git_oid *id, const char *path,
                  struct bpq_buf *out, struct bpq_err *e)
{
    git_blob *blob = NULL;
    int rc = bpq_repo_blob_open(repo, id, path, &blob, e);

    if (rc)
        return rc;
    bpq_buf_add(out, git_blob_rawcontent(blob), git_blob_rawsize(blob));
    git_blob_free(blob);
    return BPQ_OK;
}

/*
 * Write to memory directly, because libgit2 would first search the whole clone
 * for each object.
 */
int bpq_repo_write(struct bpq_repo *repo, git_object_t type,
                   struct bpq_str text, git_oid *id, struct bpq_err *e)
{
    const char *p = text.len ? text.p : "";
    git_odb *odb = NULL;
    int r;

    if (repo->memory) {
        bpq_object_id(id, text, type);
        r = repo->memory->write(repo->memory, id, p, text.len, type);
    } else {
        r = git_repository_odb(&odb, repo->git);
        if (r >= 0)
            r = git_odb_write(id, odb, p, text.len, type);
        git_odb_free(odb);
    }
    return r < 0 ? bpq_repo_error(repo, r, e, "what was to be kept in memory")
                 : BPQ_OK;
}

void bpq_repo_forget(struct bpq_repo *repo)
{
    if (repo->memory)
        git_mempack_reset(repo->memory);
}
