/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_UDIFF_H
#define BPQ_UDIFF_H

#include "base/buf.h"
#include "base/err.h"

/*
 * The text of a patch as somebody else made it: unified diffs as git writes
 * them, or as diff and quilt do (libgit2 reads the former only).  Nothing in
 * it is trusted: a path may lead nowhere but into a tree, counts have to be
 * true, and what cannot be taken as it is meant is refused: copies, binary
 * files, links and submodules.
 *
 * It borrows the text.
 */
struct bpq_uline {
    char kind;           /* ' ', '-' or '+' */
    struct bpq_str text; /* with its newline, if it has one */
};

struct bpq_uhunk {
    size_t old_start, old_n, new_n; /* as the @@ line has them */
    size_t first, n;                /* its lines */
    size_t line;                    /* where it stands in the text, from 1 */
};

struct bpq_ufile {
    char *old_path, *new_path; /* NULL: there is no such side */
    unsigned new_mode;         /* 0: as it was */
    char old_id[41];           /* of its index line, maybe abbreviated, or "" */
    size_t first, n;           /* its hunks */
    size_t line;
};

struct bpq_udiff {
    struct bpq_ufile *v;
    size_t n;
    struct bpq_uhunk *hunks;
    size_t n_hunks;
    struct bpq_uline *lines;
    size_t n_lines;
};

/* More files than Xen ever had. */
#define BPQ_UDIFF_FILES 10000

/*
 * Text around the diffs is passed over; n is 0 if there is nothing else.  text
 * has to end with a newline, and its first line is called `line` in errors.
 */
int bpq_udiff_read(struct bpq_udiff *d, struct bpq_str text, size_t line,
                   struct bpq_err *e);
void bpq_udiff_free(struct bpq_udiff *d);

#endif
