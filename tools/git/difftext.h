/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_DIFFTEXT_H
#define BPQ_DIFFTEXT_H

#include <git2.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "git/repo.h"

/*
 * The text of a patch.  The hunks are xdiff's, with three lines of context and
 * git's indent heuristic.  The text around them does not depend on the version
 * of a library or on configuration: full ids, no function names after @@, no
 * renames.
 */

/* One side of one file. */
struct bpq_side {
    const git_blob *blob; /* NULL: this side does not have the file */
    unsigned mode;        /* then 0 */
};

/*
 * A checksum of the lines that a change adds and removes in each file, which
 * does not depend on their order and place.  Two changes with the same sum add
 * and remove the same lines.
 */
struct bpq_linesum {
    uint64_t sum;
    /* The path under which a file counts, or NULL for its own; the caller frees
     * it.  The function may be NULL. */
    char *(*place)(const void *arg, const char *path);
    const void *arg;
};

/*
 * Append the change of one file; nothing if the sides are equal.  A binary file
 * and a path that would need quotes are errors.  The lines are added to *lines,
 * which may be NULL.
 */
int bpq_difftext_file(struct bpq_buf *out, const char *path,
                      const struct bpq_side *old, const struct bpq_side *new,
                      struct bpq_linesum *lines, struct bpq_err *e);
/* Append the change from tree a to tree b, files in git's order. */
int bpq_difftext_trees(struct bpq_buf *out, struct bpq_repo *repo,
                       const git_oid *a, const git_oid *b,
                       struct bpq_linesum *lines, struct bpq_err *e);
/* Append the change of an upstream commit with one parent. */
int bpq_difftext_commit(struct bpq_buf *out, struct bpq_repo *repo,
                        git_commit *c, struct bpq_linesum *lines,
                        struct bpq_err *e);
/* Append a unified diff of two texts with these names, for people to read. */
int bpq_difftext_texts(struct bpq_buf *out, const char *name_a,
                       struct bpq_str a, const char *name_b, struct bpq_str b,
                       struct bpq_err *e);
/* The patch-id of a patch, as of `git patch-id --stable`. */
int bpq_difftext_patchid(struct bpq_str patch, git_oid *out, struct bpq_err *e);

#endif
