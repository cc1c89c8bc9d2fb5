/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_HISTORY_H
#define BPQ_HISTORY_H

#include <git2.h>

#include "base/err.h"
#include "git/patchids.h"
#include "git/repo.h"

/*
 * What a base's history tells of upstream commits that it has already: those
 * that are part of it, those that one of its commits says to be picked from,
 * and those that one of its commits equals by patch-id.  What was reverted
 * later it has not.
 *
 * Only the history since a time is looked at, as nothing can have been picked
 * before it was written.
 */
struct bpq_past {
    git_oid id;
    git_oid patch; /* patch-id, once it is known */
};

/* past[by] says in its message that it has `what`, or takes it back. */
struct bpq_named {
    git_oid what;
    size_t by;
    bool reverts;
};

struct bpq_history {
    struct bpq_repo *repo;
    struct bpq_patchids *ids;
    struct bpq_past *past; /* newest first */
    size_t n;
    struct bpq_named *named; /* newest first */
    size_t n_named;
    bool have_ids; /* the patch-ids of past are there */
};

/* repo and ids must outlive it. */
int bpq_history_read(struct bpq_history *h, struct bpq_repo *repo,
                     struct bpq_patchids *ids, const git_oid *base,
                     git_time_t since, struct bpq_err *e);
void bpq_history_free(struct bpq_history *h);

/* *how: how the base has the commit, for a person, NULL if it has it not as
 * far as the history tells; caller frees. */
int bpq_history_has(struct bpq_history *h, git_commit *commit, char **how,
                    struct bpq_err *e);

/* Calls f for the commits that can be reached, young ones first, until they
 * are older than since. */
typedef void bpq_walk_fn(void *arg, git_commit *commit);
int bpq_history_walk(struct bpq_repo *repo, const git_oid *from,
                     git_time_t since, bpq_walk_fn *f, void *arg,
                     struct bpq_err *e);

/*
 * The commits that a message names as where it is picked from ("cherry picked
 * from commit ID", "master commit: ID") or as taken back ("This reverts commit
 * ID"), full ids only.  named is grown; by is put into each.
 */
void bpq_message_names(const char *message, size_t by, struct bpq_named **named,
                       size_t *n);

#endif
