/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_FOLDER_H
#define BPQ_FOLDER_H

#include <git2.h>

#include "base/buf.h"
#include "base/err.h"
#include "git/repo.h"

/* All may be NULL. */
struct bpq_folder_opts {
    struct bpq_repo *repo;
    git_commit *like; /* of repo: git archive made the folder of it */
    const struct bpq_strs *leave_out; /* paths; one that is not there is an
                                         error */
    struct bpq_strs *notes; /* gets "FILE: ..." where the id rests on something
                               that is not certain */
};

/*
 * The id of the git tree that holds what is in a folder, whatever .gitignore
 * says.  Left out are empty folders, which git cannot hold, and at the top .pc,
 * which is quilt's, .git, and debian if it is a package's.
 *
 * With the commit that the folder was made of, a file that is what git archive
 * makes of it counts as it is in git, and what git archive, or dpkg-source in a
 * native package, leaves out counts as there.  Without it, that is so for Xen's
 * .gitarchive-info alone.
 */
int bpq_folder_tree_as(const char *dir, const struct bpq_folder_opts *opts,
                       git_oid *out, struct bpq_err *e);
int bpq_folder_tree(const char *dir, git_oid *out, struct bpq_err *e);

#endif
