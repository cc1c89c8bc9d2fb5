/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_PATCHFILE_H
#define BPQ_PATCHFILE_H

#include "base/buf.h"
#include "base/err.h"
#include "git/tree.h"

/* A patch that somebody wrote, of a branch's folder `local`. */
struct bpq_patchfile {
    struct bpq_buf head; /* its text above the diff */
    bool has;            /* the tree has the change already */
};

/*
 * Apply the file, a path relative to root, to the tree, and write the tree.
 * No line may differ, and no place may be ambiguous: see bpq_apply().
 * BPQ_NO: it does not apply; the tree is as it was.
 */
int bpq_patchfile_apply(struct bpq_patchfile *p, const char *root,
                        const char *file, struct bpq_tree *t,
                        struct bpq_err *e);
void bpq_patchfile_free(struct bpq_patchfile *p);

#endif
