/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_FINDCLONE_H
#define BPQ_FINDCLONE_H

#include <stdbool.h>

#include "base/err.h"

/*
 * Find the clone of Xen: xen, the value of --xen, else `git config xen.clone`
 * of the repository root, else the clone of `make xen`.  *path is absolute; the
 * caller frees it.  BPQ_NO means that there is none, BPQ_FAIL that the named
 * one does not exist.  *half: there is none because `make xen` is not complete.
 * bpq_repo_open() checks that it is a repository of Xen.
 */
int find_clone(const char *root, const char *xen, char **path, bool *half,
               struct bpq_err *e);

#endif
