/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_CONFLICTS_H
#define BPQ_CONFLICTS_H

#include <git2.h>
#include <stdbool.h>

/*
 * Merges of files that are known to conflict, each by its three blobs and the
 * effort: rule after rule meets the same ones, and so does a change on several
 * trees.
 */
struct bpq_conflicts {            /* a zeroed struct is empty */
    struct bpq_known_conflict *v; /* a hash table */
    size_t n, cap;
};

struct bpq_three_blobs {
    git_oid base, ours, theirs;
};

/* Is it known?  *why is the reason, NULL if there is none; c owns it. */
bool bpq_conflicts_have(const struct bpq_conflicts *c,
                        const struct bpq_three_blobs *of, int effort,
                        const char **why);
void bpq_conflicts_add(struct bpq_conflicts *c,
                       const struct bpq_three_blobs *of, int effort,
                       const char *why);
void bpq_conflicts_free(struct bpq_conflicts *c);

#endif
