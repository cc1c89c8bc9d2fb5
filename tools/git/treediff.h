/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_TREEDIFF_H
#define BPQ_TREEDIFF_H

#include <git2.h>

#include "base/err.h"
#include "git/repo.h"

/*
 * The files that differ between two trees, in git's order.  If a file becomes a
 * folder, the file is removed and the files in the folder are new.  Renames are
 * not detected.
 */
struct bpq_delta {
    char *path;
    git_oid old_id, new_id;
    unsigned old_mode, new_mode; /* 0: this side does not have the file */
};

struct bpq_deltas {
    struct bpq_delta *v;
    size_t n;
};

int bpq_treediff(struct bpq_deltas *d, struct bpq_repo *repo, const git_oid *a,
                 const git_oid *b, struct bpq_err *e);
void bpq_deltas_free(struct bpq_deltas *d);

/* A checksum of the paths of these files, zero for none; a and b may not be
 * NULL. Returns what libgit2 does, below 0 if it failed. */
int bpq_treediff_sum(git_oid *sum, struct bpq_repo *repo, const git_oid *a,
                     const git_oid *b);

/* How one tree became another. */
struct bpq_treechange {
    git_oid from, to;
};

/* That of a commit, which has exactly one parent: others are the caller's to
 * refuse. */
int bpq_treechange_of(struct bpq_repo *repo, git_commit *c,
                      struct bpq_treechange *out, struct bpq_err *e);

#endif
