/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_FOLDER_H
#define BPQ_FOLDER_H

#include <git2.h>

#include "base/buf.h"
#include "base/err.h"
#include "git/repo.h"

/* Each pointer may be NULL. */
struct bpq_folder_opts {
    struct bpq_repo *repo;
    git_commit *like; /* a commit of repo, from which the folder was made */
    const struct bpq_strs *leave_out; /* paths, which must exist */
    struct bpq_strs *notes; /* gets "FILE: ..." for each uncertainty */
};

/*
 * Compute the id of the git tree with the contents of a folder, ignoring
 * .gitignore.  Empty folders are left out, because git cannot hold them, and at
 * the top .git, quilt's .pc, and debian if it is a package's.
 *
 * If like is given, a file that git archive has changed counts as it is in that
 * commit, and files that git archive, or dpkg-source in a native package, has
 * omitted count as present.  Otherwise only Xen's .gitarchive-info does.
 */
int bpq_folder_tree_as(const char *dir, const struct bpq_folder_opts *opts,
                       git_oid *out, struct bpq_err *e);
int bpq_folder_tree(const char *dir, git_oid *out, struct bpq_err *e);

#endif
