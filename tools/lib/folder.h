/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_FOLDER_H
#define BPQ_FOLDER_H

#include <git2.h>

#include "err.h"

/*
 * The id of the git tree that holds what is in a folder, whatever .gitignore
 * and .gitattributes say.  Left out are empty folders, which git cannot hold,
 * and at the top .pc, which is quilt's, and .git.
 */
int bpq_folder_tree(const char *dir, git_oid *out, struct bpq_err *e);

#endif
