/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_PICKS_H
#define BPQ_PICKS_H

#include <git2.h>

#include "base/err.h"
#include "git/repo.h"
#include "plan/plan.h"

/*
 * The commits of a plan's picks, and other commits with the same change.
 */
struct bpq_picks {
    const struct bpq_plan *plan;
    struct bpq_pick *v;        /* for each patch of the plan; zeroed if own */
    struct bpq_alias *aliases; /* sorted by id */
    size_t n_aliases;
    git_time_t since; /* when the oldest pick was written */
};

struct bpq_pick {
    char *subject, *author;
    bool upstream; /* the commit itself is in upstream's history */
    git_oid twin;  /* upstream's commit of this author and subject, or zero */
};

int bpq_picks_read(struct bpq_picks *p, struct bpq_repo *repo,
                   const struct bpq_plan *plan, struct bpq_err *e);
void bpq_picks_free(struct bpq_picks *p);

/*
 * A pick may come from a branch that does not say where it took the commit
 * from. After bpq_picks_see has seen all commits of upstream's history,
 * bpq_picks_match finds upstream's commit by the same author with the same
 * subject.
 */
void bpq_picks_see(struct bpq_picks *p, git_commit *c);
void bpq_picks_match(struct bpq_picks *p);

/* The patch whose commit has this id, or an id that begins so, or BPQ_NO_PICK.
 */
size_t bpq_picks_find(const struct bpq_picks *p, const char *hex, size_t len);
/* The same for a commit, which may be a copy of the pick: a bpq_which_fn, whose
 * arg is a struct bpq_picks. */
size_t bpq_picks_which(const void *arg, git_commit *c);

#endif
