/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_TREEDIFF_H
#define BPQ_TREEDIFF_H

#include <git2.h>

#include "base/err.h"
#include "git/repo.h"

/*
 * The files that differ between two trees, in git's order.  A file that
 * becomes a folder is removed, and those in it are new.  Renames are not
 * looked for.
 */
struct bpq_delta {
    char *path;
    git_oid old_id, new_id;
    unsigned old_mode, new_mode; /* 0: no such file on this side */
};

struct bpq_deltas {
    struct bpq_delta *v;
    size_t n;
};

int bpq_treediff(struct bpq_deltas *d, struct bpq_repo *repo, const git_oid *a,
                 const git_oid *b, struct bpq_err *e);
void bpq_deltas_free(struct bpq_deltas *d);

#endif
