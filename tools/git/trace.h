/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_TRACE_H
#define BPQ_TRACE_H

#include <git2.h>

#include "base/err.h"
#include "git/repo.h"

/*
 * Finds later commits that touch lines which some commits (the picks) added.
 *
 * Lines are followed from commit to commit, along first parents.  A commit
 * touches a pick if it removes or changes a line that the pick added, or adds
 * lines between two of them.  A line that a commit moves to another place or
 * file, or indents differently, stays the same line; but very short lines,
 * which are everywhere, are not followed.  Lines without a letter or digit do
 * not count.
 */
struct bpq_touch {
    git_oid by;
    size_t pick;
    size_t changed, between; /* lines of the pick; places between them */
};

struct bpq_touches {
    struct bpq_touch *v;
    size_t n;
};

/*
 * which(arg, c) returns the index of the pick that the commit is or is a copy
 * of, or BPQ_NO_PICK.  Commits from tip back to since are read; out is sorted
 * from old to new.
 */
#define BPQ_NO_PICK ((size_t)-1)
typedef size_t bpq_which_fn(const void *arg, git_commit *c);

int bpq_trace(struct bpq_repo *repo, const git_oid *tip, git_time_t since,
              bpq_which_fn *which, const void *arg, struct bpq_touches *out,
              struct bpq_err *e);
void bpq_touches_free(struct bpq_touches *t);

#endif
