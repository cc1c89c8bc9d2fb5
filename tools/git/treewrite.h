/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_TREEWRITE_H
#define BPQ_TREEWRITE_H

#include <git2.h>

#include "git/repo.h"

/* A file that is put into a tree. */
struct bpq_put {
    char *path;
    git_oid id;
    unsigned mode; /* 0: removed */
};

/*
 * Write the tree OLD with n puts applied, which are then sorted, into memory.
 * Returns 0 or libgit2's error.
 */
int bpq_treewrite(struct bpq_repo *repo, const git_oid *old,
                  struct bpq_put *puts, size_t n, git_oid *out);

#endif
