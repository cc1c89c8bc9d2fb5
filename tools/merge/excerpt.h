/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_EXCERPT_H
#define BPQ_EXCERPT_H

#include "base/buf.h"
#include "base/err.h"
#include "git/lines.h"
#include "merge/merge.h"
#include "merge/resolution.h"

/*
 * Merges a file into a larger one that has its content among other code,
 * perhaps in another order: on the branch, upstream's later split has not
 * happened yet.
 *
 * If the whole files were compared, the additional code of ours would look like
 * changes next to everything.  So theirs is merged with an excerpt of ours: the
 * parts that base has, too, in base's order.  The result is put back where the
 * parts came from.
 */

/* The lines `from` up to, but not including, `to`. */
struct bpq_range {
    size_t from, to;
};

struct bpq_ranges {
    struct bpq_range *v;
    size_t n;
};

/*
 * The parts of ours, in base's order and without duplicates.  They are found by
 * lines that occur once in each file.  Lines that differ between two such lines
 * belong to the part; it ends at the end of a function or, in a text that is
 * not C, of a paragraph.  Empty if the files have nothing in common.
 */
void bpq_excerpt(const struct bpq_lines *base, const struct bpq_lines *ours,
                 bool is_c, struct bpq_ranges *out);
void bpq_ranges_free(struct bpq_ranges *r);

/*
 * Like bpq_merge_file(), with an excerpt.  Lines added between two parts go
 * after the upper one.  The regions have their lines in ours, but no place in
 * the result (at and len are 0).
 */
int bpq_merge_part(struct bpq_str base, struct bpq_str ours,
                   struct bpq_str theirs, bool is_c,
                   struct bpq_resolutions *res, struct bpq_merge *out,
                   struct bpq_err *e);

#endif
