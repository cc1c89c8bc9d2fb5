/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_PATCHIDS_H
#define BPQ_PATCHIDS_H

#include <git2.h>

#include "base/err.h"
#include "git/repo.h"

/*
 * The patch-ids of commits: what they change, whatever surrounds it.  Each is
 * computed once and remembered in the file `patch-ids` of a cache, if there is
 * one; close writes what is new and frees all.
 */
struct bpq_patchids {
    char *path; /* NULL: remembered in memory only */
    struct bpq_known_id *v;
    size_t n, cap;
    bool changed;
};

void bpq_patchids_open(struct bpq_patchids *p, const char *cache);
void bpq_patchids_close(struct bpq_patchids *p);
/* Of a commit with one parent.  Another one, one that changes nothing, and one
 * that git cannot compare (of names that lead out of a tree, or of files over
 * BPQ_BLOB_MAX) have the zero id.
 */
int bpq_patchids_get(struct bpq_patchids *p, struct bpq_repo *repo,
                     git_commit *commit, git_oid *out, struct bpq_err *e);

#endif
