/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_CANDIDATES_H
#define BPQ_CANDIDATES_H

#include "port/lacking.h"

/*
 * Commits that made what a branch lacks for a change, and what would come of
 * taking them first.
 */
struct bpq_candidate {
    size_t at; /* in the chain: older ones have a higher place */
    git_oid id;
    char *subject;
    git_time_t when;
    size_t lines;          /* of those that are missing */
    struct bpq_strs names; /* the same */
    size_t files, added, removed;
    struct bpq_treechange change;
    bool may_take; /* it is neither a merge, nor in the branch, nor reverted */
    struct bpq_ported port; /* only if it may be taken */
    enum bpq_rule then;     /* the rule that settles the change on top of it,
                             * without doubt, or BPQ_RULE_NONE */
};

struct bpq_candidates {
    struct bpq_candidate *v; /* by what they made, the most first */
    size_t n;
    size_t more; /* that were not looked at */
};

/* More are of no use to a person, and cost time. */
#define BPQ_CANDIDATES 8

int bpq_candidates_find(struct bpq_candidates *c, struct bpq_porter *p,
                        const struct bpq_between *b,
                        const struct bpq_lacking *lacking,
                        const struct bpq_port *what, struct bpq_err *e);
void bpq_candidates_free(struct bpq_candidates *c);

#endif
