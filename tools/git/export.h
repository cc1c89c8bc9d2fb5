/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_EXPORT_H
#define BPQ_EXPORT_H

#include <git2.h>
#include <signal.h>

#include "base/err.h"
#include "git/repo.h"

/*
 * What git archive makes of a commit: its files as they stand in a tarball,
 * with what git fills in and without what it leaves out.  Git itself makes
 * them, in a repository of our own that borrows the clone's objects and has
 * nobody's settings.
 */
struct bpq_export {
    char *tree; /* the folder that has them */
    char *dir;
    sigset_t mask;
};

/* Signals are held back until close, which removes the files. */
int bpq_export_open(struct bpq_export *x, struct bpq_repo *repo, git_commit *c,
                    struct bpq_err *e);
void bpq_export_close(struct bpq_export *x);

#endif
