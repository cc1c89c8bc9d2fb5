/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_LINEAGE_H
#define BPQ_LINEAGE_H

#include "git/chain.h"
#include "git/similar.h"

/*
 * Where the lines of a file come from: the commit of a chain that added each,
 * and the names that the file had.  It is followed through renames, and into
 * the file that it was split off from.
 */
struct bpq_lineage {
    size_t *by; /* of each line: the place in the chain, or BPQ_NO_LINK if it is
                 * older than what was read */
    size_t n;
    struct bpq_strs names; /* before the present one, newest first */
};

/* What has to be followed: a file as the commit at `from` has it, back to the
 * commit at `until`, whose own change does not count. */
struct bpq_followed {
    size_t from, until;
    const char *path;
    struct bpq_str text;
};

int bpq_lineage_read(struct bpq_lineage *l, struct bpq_chain *c,
                     struct bpq_similar *similar, const struct bpq_followed *f,
                     struct bpq_err *e);
void bpq_lineage_free(struct bpq_lineage *l);

#endif
