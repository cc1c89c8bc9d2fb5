/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_UNPACKED_H
#define BPQ_UNPACKED_H

#include <git2.h>

#include "base/buf.h"
#include "base/err.h"
#include "git/export.h"

/*
 * A folder as packers hand it on: git archive has filled files in and left some
 * out, and so has dpkg-source.  With the commit it was made of, what they did
 * is known by doing it again; without, it is for Xen's .gitarchive-info alone.
 */
struct bpq_unpacked {
    git_commit *like;         /* NULL: not known */
    struct bpq_export export; /* open with like */
    struct bpq_strs *notes; /* gets "FILE: ..." for what is not certain; may be
                               NULL */
};

/*
 * The git id of a file with this text; entry is the commit's of that name or
 * NULL, path is in the tree, shown as the user knows it.
 */
int bpq_unpacked_file(const struct bpq_unpacked *u, const git_tree_entry *entry,
                      const char *path, const char *shown, struct bpq_buf *text,
                      git_oid *out, struct bpq_err *e);
/* Is the commit's entry missing only since a packer has left it out? */
bool bpq_unpacked_lacks(const struct bpq_unpacked *u,
                        const git_tree_entry *entry, const char *path,
                        const char *shown);
/* What the folder itself leaves uncertain. */
void bpq_unpacked_look(const struct bpq_unpacked *u, const char *dir);
void bpq_unpacked_note(const struct bpq_unpacked *u, const char *shown,
                       const char *what);
int bpq_unpacked_hash(const void *p, size_t len, git_object_t type,
                      git_oid *out, struct bpq_err *e);

#endif
