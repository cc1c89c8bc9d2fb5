/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_CHAIN_H
#define BPQ_CHAIN_H

#include <git2.h>

#include "git/treediff.h"

/*
 * A commit and its first parents, and which files each of them changed.  Both
 * are read only as far as they are asked for.  A merge counts as one commit,
 * which changes what the merged commits did.
 */
struct bpq_link {
    git_oid id;
    git_time_t when; /* committer date */
    git_oid tree;
    git_oid reverts; /* the commit that its message says it reverts, or zero */
    bool is_merge;
    bool is_read; /* deltas */
    struct bpq_deltas deltas;
};

struct bpq_chain {
    struct bpq_repo *repo;
    struct bpq_link *v; /* newest first */
    size_t n;
    git_oid next; /* the parent of the last one */
    bool ended;   /* it has none */
};

void bpq_chain_open(struct bpq_chain *c, struct bpq_repo *repo,
                    const git_oid *tip);
void bpq_chain_close(struct bpq_chain *c);
/* The place of a commit, BPQ_NO_LINK if it is none of those that are not much
 * older than since. */
#define BPQ_NO_LINK ((size_t)-1)
int bpq_chain_find(struct bpq_chain *c, const git_oid *id, git_time_t since,
                   size_t *at, struct bpq_err *e);
/* What the commit at this place changed.  The root commit changed nothing. */
int bpq_chain_deltas(struct bpq_chain *c, size_t at,
                     const struct bpq_deltas **out, struct bpq_err *e);

#endif
