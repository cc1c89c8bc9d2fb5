/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_EXCERPT_H
#define BPQ_EXCERPT_H

#include "base/buf.h"
#include "base/err.h"
#include "git/lines.h"
#include "merge/merge.h"
#include "merge/resolution.h"

/*
 * The merge of a file into a larger one that holds its content among others,
 * perhaps in another order (one that was split later, seen from the branch).
 *
 * Compared as a whole the surplus of ours would look like changes of ours, next
 * to everything.  So what theirs changes is merged with an excerpt of ours, the
 * parts that base has, too, in base's order; the result is put back where the
 * parts came from.
 */

/* Lines from to to of a file. */
struct bpq_range {
    size_t from, to;
};

struct bpq_ranges {
    struct bpq_range *v;
    size_t n;
};

/*
 * The parts of ours, in base's order, none twice.  Found by the lines that
 * occur once in either file; what differs between two of them belongs to the
 * part, and ends at a line that ends a function, or in a text that is not C a
 * paragraph.  Empty if the files have nothing in common.
 */
void bpq_excerpt(const struct bpq_lines *base, const struct bpq_lines *ours,
                 bool is_c, struct bpq_ranges *out);
void bpq_ranges_free(struct bpq_ranges *r);

/*
 * As bpq_merge_file(), by way of the excerpt.  What is added between two parts
 * goes behind the upper one.  The regions have their lines in ours, but no
 * place in the result (at and len are 0).
 */
int bpq_merge_part(struct bpq_str base, struct bpq_str ours,
                   struct bpq_str theirs, bool is_c,
                   struct bpq_resolutions *res, struct bpq_merge *out,
                   struct bpq_err *e);

#endif
