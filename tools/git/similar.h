/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_SIMILAR_H
#define BPQ_SIMILAR_H

#include "git/repo.h"

/*
 * How much two files have in common, by libgit2's signatures of their lines.
 * Sizes and signatures are remembered by blob id, since the same files are
 * compared again and again.
 */
struct bpq_similar {
    struct bpq_repo *repo;
    struct bpq_known_blob *v; /* a hash table */
    size_t n, cap;
};

void bpq_similar_open(struct bpq_similar *s, struct bpq_repo *repo);
void bpq_similar_close(struct bpq_similar *s);
/*
 * 0 to 100.  0 as well if one of them is empty, is missing or has NUL bytes,
 * and if their sizes differ so much that it must be less than half.
 */
int bpq_similarity(struct bpq_similar *s, const git_oid *a, const git_oid *b);

#endif
