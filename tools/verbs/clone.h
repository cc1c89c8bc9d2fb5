/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_CLONE_H
#define BPQ_CLONE_H

#include "base/err.h"
#include "verbs/job.h"

/*
 * Where the clone of Xen is: --xen, else `git config xen.clone` of our own
 * repository, else the one that `make xen` made.  *path is absolute and the
 * caller's to free.  BPQ_NO: there is none; BPQ_FAIL: the one that is named is
 * not there.  That it is a repository, and of Xen, is for bpq_repo_open().
 */
int clone_find(const struct job *job, char **path, struct bpq_err *e);

#endif
