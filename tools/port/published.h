/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_PUBLISHED_H
#define BPQ_PUBLISHED_H

#include "git/repo.h"

/*
 * The backports that upstream's stable branches have: which commit of which
 * branch is made from which mainline commit, as its message says or, where it
 * names none, its subject and author (unnamed.h); and when.
 */
struct bpq_backport {
    git_oid mainline;
    git_oid id;
    size_t branch;   /* in bpq_published.branches */
    size_t at;       /* in the branch's history, the oldest is 0 */
    git_time_t when; /* committer date */
};

struct bpq_stable {
    char *name; /* "4.10" */
    unsigned major, minor;
    git_oid *commits; /* from the oldest, since it left mainline */
    git_time_t *times;
    size_t n;
};

struct bpq_published {
    struct bpq_repo *repo;
    struct bpq_stable *branches; /* in the order of their versions */
    size_t n_branches;
    struct bpq_backport *v; /* by mainline id, then branch, then at */
    size_t n;
};

int bpq_published_read(struct bpq_published *p, struct bpq_repo *repo,
                       struct bpq_err *e);
void bpq_published_free(struct bpq_published *p);
/* The backports of this commit are the *n from the one that is returned on. */
const struct bpq_backport *bpq_published_of(const struct bpq_published *p,
                                            const git_oid *mainline, size_t *n);
/* The name of the branch that has this backport of the commit, or NULL. */
const char *bpq_published_where(const struct bpq_published *p,
                                const git_oid *mainline, const git_oid *id);
/* NULL if there is no such stable branch. */
const struct bpq_stable *bpq_published_branch(const struct bpq_published *p,
                                              const char *name);

#endif
