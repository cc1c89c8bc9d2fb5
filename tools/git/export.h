/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_EXPORT_H
#define BPQ_EXPORT_H

#include <git2.h>
#include <signal.h>

#include "base/err.h"
#include "git/repo.h"

/*
 * The files that git archive makes of a commit, with what git fills in and
 * without what it leaves out.  git itself makes them, in a private repository
 * that borrows the clone's objects and has no other settings.
 */
struct bpq_export {
    char *tree; /* the folder with the files */
    char *dir;
    sigset_t mask;
};

/* Signals are held back until close, which removes the files. */
int bpq_export_open(struct bpq_export *x, struct bpq_repo *repo, git_commit *c,
                    struct bpq_err *e);
void bpq_export_close(struct bpq_export *x);

#endif
