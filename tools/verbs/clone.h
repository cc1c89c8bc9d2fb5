/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_CLONE_H
#define BPQ_CLONE_H

#include "base/err.h"
#include "verbs/job.h"

/*
 * Find the clone of Xen: --xen, else `git config xen.clone` of our repository,
 * else the clone of `make xen`.  *path is absolute; the caller frees it. BPQ_NO
 * means that there is none, BPQ_FAIL that the named one does not exist.
 * bpq_repo_open() checks that it is a repository of Xen.
 */
int clone_find(const struct job *job, char **path, struct bpq_err *e);

#endif
