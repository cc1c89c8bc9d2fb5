/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_HAD_H
#define BPQ_HAD_H

#include <git2.h>

#include "base/err.h"
#include "git/history.h"

/*
 * The commits of a base that say they fix an advisory.  Those that were made
 * for its branch alone seldom name the commit of mainline that does the same;
 * they have its subject and its author.
 */
struct bpq_had {
    struct bpq_history *history;
    git_commit **v;
    size_t n;
};

/* Of a base's history since then, which h has and which must outlive it. */
int bpq_had_read(struct bpq_had *had, struct bpq_history *h,
                 const git_oid *base, git_time_t since, struct bpq_err *e);
void bpq_had_free(struct bpq_had *had);
/*
 * Set *how to how the base has the commit, for people to read; NULL if neither
 * its history (bpq_history_has) nor one of these commits shows it.  The caller
 * frees it.
 */
int bpq_had_has(struct bpq_had *had, git_commit *c, char **how,
                struct bpq_err *e);

#endif
