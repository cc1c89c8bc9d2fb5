/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_TREE_H
#define BPQ_TREE_H

#include <git2.h>

#include "base/buf.h"
#include "base/err.h"
#include "git/repo.h"

/*
 * A tree that is being changed: a git tree and what was put over it.  Paths
 * are relative, '/' separated and checked: one that is absolute, has an empty,
 * "." , ".." or ".git" component, or leads through a symbolic link of the
 * tree, is refused.
 */
struct bpq_tree {
    struct bpq_repo *repo;
    git_oid oid;          /* of what was last written */
    struct bpq_put *puts; /* pending, private to tree.c */
    size_t n_puts;
};

int bpq_tree_open(struct bpq_tree *t, struct bpq_repo *r, const git_oid *tree);
void bpq_tree_close(struct bpq_tree *t);
/*
 * *mode is a git file mode, 0 if there is no such file (then out is empty and
 * rc is BPQ_OK).  mode may be NULL: then a missing file is an error.
 */
int bpq_tree_get(struct bpq_tree *t, const char *path, struct bpq_buf *out,
                 unsigned *mode, struct bpq_err *e);
/* A regular file with text in it, which has to be there. */
int bpq_tree_get_text(struct bpq_tree *t, const char *path, struct bpq_buf *out,
                      unsigned *mode, struct bpq_err *e);
int bpq_tree_put(struct bpq_tree *t, const char *path, struct bpq_str text,
                 unsigned mode, struct bpq_err *e);
int bpq_tree_remove(struct bpq_tree *t, const char *path, struct bpq_err *e);
/* The same by the blob's id, for one that need not be read. */
int bpq_tree_get_id(struct bpq_tree *t, const char *path, git_oid *id,
                    unsigned *mode, struct bpq_err *e);
int bpq_tree_put_id(struct bpq_tree *t, const char *path, const git_oid *id,
                    unsigned mode, struct bpq_err *e);
/* Write what is pending; t->oid is the result. */
int bpq_tree_write(struct bpq_tree *t, struct bpq_err *e);

#endif
