/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_EXPORTED_H
#define BPQ_EXPORTED_H

#include <git2.h>

#include "attrs.h"
#include "buf.h"

/*
 * A file of a folder that git archive made, or git wrote otherwise than it has
 * it: its content as git has it.
 */
struct bpq_exported {
    const struct bpq_attrs *attrs;
    git_commit *like;         /* the folder was made of it, or NULL */
    struct bpq_str raw;       /* the commit's file; empty if there is none */
    const char *path, *shown; /* in the tree, and as the user knows it */
    struct bpq_strs *notes;   /* gets what is not certain, may be NULL */
};

void bpq_exported_undo(const struct bpq_exported *f, struct bpq_buf *text);
/* For the notes of a folder: "SHOWN: ..." */
void bpq_exported_note(struct bpq_strs *notes, const char *shown,
                       const char *what);
/* Does dpkg-source leave files of this name out of a native package? */
bool bpq_exported_unpackaged(const char *name);

#endif
