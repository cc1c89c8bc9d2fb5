/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_UNPACKED_H
#define BPQ_UNPACKED_H

#include <git2.h>

#include "base/buf.h"
#include "base/err.h"
#include "git/export.h"

/*
 * A folder that was unpacked from a tarball or source package: git archive and
 * dpkg-source have changed or omitted files.  If the commit is known, git
 * archive is run again to see what it did; otherwise only Xen's
 * .gitarchive-info is handled.
 */
struct bpq_unpacked {
    git_commit *like;         /* NULL: unknown */
    struct bpq_export export; /* open if like is known */
    struct bpq_strs *notes; /* gets "FILE: ..." for each uncertainty; or NULL */
};

/*
 * The git id of a file with this text.  entry is the commit's file of this
 * name, or NULL; path is its path in the tree, shown the one for messages.
 */
int bpq_unpacked_file(const struct bpq_unpacked *u, const git_tree_entry *entry,
                      const char *path, const char *shown, struct bpq_buf *text,
                      git_oid *out, struct bpq_err *e);
/* Is the commit's entry missing only because packaging leaves it out? */
bool bpq_unpacked_lacks(const struct bpq_unpacked *u,
                        const git_tree_entry *entry, const char *path,
                        const char *shown);
/* Add notes about uncertainties of the folder as a whole. */
void bpq_unpacked_look(const struct bpq_unpacked *u, const char *dir);
void bpq_unpacked_note(const struct bpq_unpacked *u, const char *shown,
                       const char *what);
int bpq_unpacked_hash(const void *p, size_t len, git_object_t type,
                      git_oid *out, struct bpq_err *e);

#endif
