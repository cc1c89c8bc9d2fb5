/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_TREE_H
#define BPQ_TREE_H

#include <git2.h>

#include "base/buf.h"
#include "base/err.h"
#include "git/repo.h"

/*
 * A git tree with pending changes (puts).  Paths are relative and separated by
 * '/'.  A path that is absolute, has an empty component, ".", ".." or ".git",
 * or leads through a symbolic link of the tree, is refused.
 */
struct bpq_tree {
    struct bpq_repo *repo;
    git_oid oid;          /* of the tree last written */
    struct bpq_put *puts; /* pending, private to tree.c */
    size_t n_puts;
    struct bpq_tree_uses *uses; /* where they are noted, or NULL */
};

/* A path that was looked up in the tree; a mode is 0 if there is no file. */
struct bpq_tree_use {
    char *path;
    git_oid was, now;
    unsigned was_mode, now_mode;
    bool put; /* it was put there, too: now and now_mode */
};

struct bpq_tree_uses {
    struct bpq_tree_use *v;
    size_t n;
};

void bpq_tree_uses_free(struct bpq_tree_uses *uses);

/* Is this the mode of a file with content, no link and no submodule? */
bool bpq_is_regular(unsigned mode);

int bpq_tree_open(struct bpq_tree *t, struct bpq_repo *r, const git_oid *tree);
void bpq_tree_close(struct bpq_tree *t);
/*
 * Set *mode to the file's git mode.  If the file is missing, *mode is 0, out is
 * empty and rc is BPQ_OK; but if mode is NULL a missing file is an error.
 */
int bpq_tree_get(struct bpq_tree *t, const char *path, struct bpq_buf *out,
                 unsigned *mode, struct bpq_err *e);
/* Get a regular text file, which must exist. */
int bpq_tree_get_text(struct bpq_tree *t, const char *path, struct bpq_buf *out,
                      unsigned *mode, struct bpq_err *e);
int bpq_tree_put(struct bpq_tree *t, const char *path, struct bpq_str text,
                 unsigned mode, struct bpq_err *e);
int bpq_tree_remove(struct bpq_tree *t, const char *path, struct bpq_err *e);
/* Get a file's blob id, without reading it. */
int bpq_tree_get_id(struct bpq_tree *t, const char *path, git_oid *id,
                    unsigned *mode, struct bpq_err *e);
int bpq_tree_put_id(struct bpq_tree *t, const char *path, const git_oid *id,
                    unsigned mode, struct bpq_err *e);
/* Write the pending changes; t->oid is the result. */
int bpq_tree_write(struct bpq_tree *t, struct bpq_err *e);

#endif
