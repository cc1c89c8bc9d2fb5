/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_HISTORY_H
#define BPQ_HISTORY_H

#include <git2.h>

#include "base/err.h"
#include "git/patchids.h"
#include "git/repo.h"

/*
 * Finds out from a base's history which upstream commits the base has already:
 * a commit is part of the history, is named by a commit as the one it was
 * picked from, or has the patch-id of one; or this holds of the commit that it
 * names itself, as a backport does.  Commits that were reverted later do not
 * count.
 *
 * The patches of a security advisory are written for all branches before
 * mainline has its own, and cannot name it: a commit that says it fixes an
 * advisory stands for every one of its author with its subject, too.
 *
 * Only history since a given time is read, since a commit cannot have been
 * picked before it was written.
 */
struct bpq_past {
    git_oid id;
    git_oid paths; /* which paths it changes, once it is computed */
    git_oid patch; /* the patch-id, once it is computed */
    char *titled;  /* if it fixes an advisory: its author and subject */
    bool again;    /* what came before has it, too: see bpq_history_before */
};

/* The message of past[by] names the commit `what` as picked or reverted. */
struct bpq_named {
    git_oid what;
    size_t by;
    bool reverts;
};

struct bpq_history {
    struct bpq_repo *repo;
    struct bpq_patchids *ids;
    git_oid base, before; /* before: zero if there is none */
    git_time_t since;
    struct bpq_past *past;   /* newest first */
    size_t n, n_base;        /* n_base: without what came before */
    struct bpq_named *named; /* newest first */
    size_t n_named;
    bool have_paths; /* those of past are computed */
};

/* repo and ids must outlive it. */
int bpq_history_read(struct bpq_history *h, struct bpq_repo *repo,
                     struct bpq_patchids *ids, const git_oid *base,
                     git_time_t since, struct bpq_err *e);
/*
 * Read the history of `before`, too: it came before all that was read.  This is
 * for a base that has the files of another commit, but not its history.
 */
int bpq_history_before(struct bpq_history *h, const git_oid *before,
                       struct bpq_err *e);
/* Read it further back if it does not reach this time. */
int bpq_history_reach(struct bpq_history *h, git_time_t since,
                      struct bpq_err *e);
void bpq_history_free(struct bpq_history *h);

/* Lower *since to when a base may have had the commit at the earliest: when it
 * was written, or the commit that it is made from, if the clone has that. */
void bpq_history_since(struct bpq_repo *repo, git_commit *c, git_time_t *since);

/* Set *how to how the base has the commit, for people to read; NULL if the
 * history does not show it.  The caller frees it. */
int bpq_history_has(struct bpq_history *h, git_commit *commit, char **how,
                    struct bpq_err *e);
/* The same.  If that is only known from the history of bpq_history_before, *as
 * is the commit of it that shows it; otherwise it is zero. */
int bpq_history_has_before(struct bpq_history *h, git_commit *commit,
                           git_oid *as, char **how, struct bpq_err *e);

/* Call f for reachable commits, younger ones first, until they are older than
 * since. */
typedef void bpq_walk_fn(void *arg, git_commit *commit);
int bpq_history_walk(struct bpq_repo *repo, const git_oid *from,
                     git_time_t since, bpq_walk_fn *f, void *arg,
                     struct bpq_err *e);

/*
 * Append to named the commits that a message names as its origin ("cherry
 * picked from commit ID", "master commit: ID") or as reverted ("This reverts
 * commit ID"), by full ids only.  Each gets `by`.
 */
void bpq_message_names(const char *message, size_t by, struct bpq_named **named,
                       size_t *n);

/*
 * The author and the subject, by which commits of several branches are known
 * that do not name each other.  The caller frees it.
 */
char *bpq_titled(const git_commit *c);
bool bpq_same_title(const git_commit *a, const git_commit *b);
/* Does it fix an advisory, and have the author and the subject of c? */
bool bpq_stands_for(const git_commit *fix, const git_commit *c);

/* The commit that the message names as its origin; none: the zero id. */
git_oid bpq_origin_of(git_commit *c);

#endif
