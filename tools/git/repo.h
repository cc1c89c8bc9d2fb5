/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_REPO_H
#define BPQ_REPO_H

#include <git2.h>

#include "base/buf.h"
#include "base/err.h"

/*
 * The user's Xen clone, which is only read: new objects are kept in memory. The
 * git configuration of the user and the machine is not read.
 */
struct bpq_repo {
    git_repository *git;
    char *path;                     /* as the user named it */
    struct git_odb_backend *memory; /* private to repo.c; NULL: libgit2's */
    /* The same objects in a repository without a folder: libgit2 looks for
     * attributes of each file that it compares, which would take long. */
    git_repository *objects;
};

/* Open a clone; refuse what is not a repository, or not one of Xen. */
int bpq_repo_open(struct bpq_repo *r, const char *path, struct bpq_err *e);
void bpq_repo_close(struct bpq_repo *r);

/* REF is a tag, a branch (local or of any remote), or a full commit id. */
int bpq_repo_commit(struct bpq_repo *r, const char *ref, git_commit **out,
                    struct bpq_err *e);
/*
 * A file is read as a whole, and a merge needs several copies, so its size is
 * limited, to twenty times that of the largest file Xen ever had.
 */
#define BPQ_BLOB_MAX ((size_t)32 << 20)
/* Is this blob over the limit?  False if it is missing. */
bool bpq_repo_is_large(struct bpq_repo *r, const git_oid *id);
/* The folder of its objects, for objects/info/alternates; the caller frees it.
 */
int bpq_repo_objects(struct bpq_repo *r, char **path, struct bpq_err *e);
/* path is for error messages. */
int bpq_repo_blob_open(struct bpq_repo *r, const git_oid *id, const char *path,
                       git_blob **out, struct bpq_err *e);
/* Its bytes, which it owns; none if it is NULL. */
struct bpq_str bpq_blob_str(const git_blob *blob);
/* Append the bytes of a blob. */
int bpq_repo_blob(struct bpq_repo *r, const git_oid *id, const char *path,
                  struct bpq_buf *out, struct bpq_err *e);
/* Put a new object into memory. */
int bpq_repo_write(struct bpq_repo *r, git_object_t type, struct bpq_str text,
                   git_oid *id, struct bpq_err *e);
/* Forget the objects that were put into memory: nothing may need them now. */
void bpq_repo_forget(struct bpq_repo *r);
/* Fill in *e after libgit2 failed with r at WHAT, and say what to do if an
 * object is missing because the clone is shallow or partial.  Returns e->rc. */
int bpq_repo_error(struct bpq_repo *repo, int r, struct bpq_err *e,
                   const char *fmt, ...) __attribute__((format(printf, 4, 5)));

#endif
