/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_IMPORTED_H
#define BPQ_IMPORTED_H

#include <git2.h>
#include <stdbool.h>

#include "base/err.h"
#include "git/repo.h"
#include "queue/standin.h"

/*
 * A commit has files of the branch, but not its history, in which the commit
 * `change` is.  Does it have that, too?  Yes, if each file of the change
 * is as a base with the change has it, or keeps what the change did: see
 * bpq_kept().
 */
int bpq_imported_has(const struct bpq_standin *o, struct bpq_repo *repo,
                     const git_oid *change, bool *has, struct bpq_err *e);

#endif
