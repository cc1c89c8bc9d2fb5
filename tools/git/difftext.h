/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_DIFFTEXT_H
#define BPQ_DIFFTEXT_H

#include <git2.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "git/repo.h"

/*
 * The text of a patch.  The hunks are xdiff's, with three lines of context
 * and git's indent heuristic; the text around them is ours, so that no
 * version of a library and no configuration shows in it: full ids, no
 * function names behind @@, no renames.
 */

/* One side of one file. */
struct bpq_side {
    const git_blob *blob; /* NULL: there is no such file on this side */
    unsigned mode;        /* 0 then */
};

/*
 * A sum over the lines that a change adds and removes in each file, whatever
 * their order and place, so that two changes with the same sum add and remove
 * the same.
 */
struct bpq_linesum {
    uint64_t sum;
    /* What the file is counted as, NULL for its own path; the caller frees.
     * May be NULL. */
    char *(*place)(const void *arg, const char *path);
    const void *arg;
};

/*
 * Append the change of one file, nothing if the sides are the same.  A binary
 * file is an error, as is a path that a patch cannot name plainly.  lines is
 * added to; it may be NULL.
 */
int bpq_difftext_file(struct bpq_buf *out, const char *path,
                      const struct bpq_side *old, const struct bpq_side *new,
                      struct bpq_linesum *lines, struct bpq_err *e);
/* The change from tree a to tree b, files in git's order. */
int bpq_difftext_trees(struct bpq_buf *out, struct bpq_repo *repo,
                       const git_oid *a, const git_oid *b,
                       struct bpq_linesum *lines, struct bpq_err *e);
/* What an upstream commit that has one parent changes. */
int bpq_difftext_commit(struct bpq_buf *out, struct bpq_repo *repo,
                        git_commit *c, struct bpq_linesum *lines,
                        struct bpq_err *e);
/* Two texts as a unified diff with these names, for a person. */
int bpq_difftext_texts(struct bpq_buf *out, const char *name_a,
                       struct bpq_str a, const char *name_b, struct bpq_str b,
                       struct bpq_err *e);
/* What `git patch-id --stable` says of a patch. */
int bpq_difftext_patchid(struct bpq_str patch, git_oid *out, struct bpq_err *e);

#endif
