/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_UNAPPLIED_H
#define BPQ_UNAPPLIED_H

#include <git2.h>

#include "base/err.h"
#include "git/repo.h"

/*
 * A packaging branch of Debian's may keep its patches in debian/patches, which
 * are applied only when the package is built.  A queue that fits such a branch
 * need not fit the tree that is built.
 *
 * *note says so if the tree has such patches and they are not all applied; it
 * is NULL otherwise.  The caller frees it.
 */
int bpq_unapplied(char **note, struct bpq_repo *repo, const git_oid *tree,
                  struct bpq_err *e);

#endif
