/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_PATCHIDS_H
#define BPQ_PATCHIDS_H

#include <git2.h>

#include "base/err.h"
#include "git/repo.h"

/*
 * The patch-ids of commits, which identify a change whatever its context, and
 * what tells most changes apart in a tenth of the time: which paths they
 * change. Each is computed once and stored in the file `patch-ids` of the
 * cache, if there is one; close writes new ones and frees all.
 */
struct bpq_patchids {
    char *path; /* NULL: only kept in memory */
    struct bpq_known_id *v;
    size_t n, cap;
    bool changed;
};

void bpq_patchids_open(struct bpq_patchids *p, const char *cache);
void bpq_patchids_close(struct bpq_patchids *p);
/* The patch-id of a commit with one parent.  It is the zero id for other
 * commits, for one that changes nothing, and for one that cannot be compared
 * because of names that lead out of the tree or files over BPQ_BLOB_MAX. */
int bpq_patchids_get(struct bpq_patchids *p, struct bpq_repo *repo,
                     git_commit *commit, git_oid *out, struct bpq_err *e);
/* A checksum of the paths that the commit changes: commits with the same
 * patch-id have the same one.  It is the zero id for a commit that changes
 * none, or has not one parent. */
int bpq_patchids_paths(struct bpq_patchids *p, struct bpq_repo *repo,
                       git_commit *commit, git_oid *out, struct bpq_err *e);

#endif
