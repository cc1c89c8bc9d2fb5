/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_TRANSPLANT_H
#define BPQ_TRANSPLANT_H

#include "base/buf.h"
#include "git/lines.h"

/*
 * The three sides of a merge, line by line, and how base became ours and
 * theirs.  0 stands for base, 1 for ours, 2 for theirs in all coordinates.
 */
struct bpq_sides {
    struct bpq_str text0, text1;
    struct bpq_lines l0, l1, l2;
    struct bpq_hunks h1, h2; /* base to ours, base to theirs */
    size_t *to1;             /* base line to its line in ours */
};

/* A conflict: chg0 lines of base from i0 on, and so for the other sides.  It
 * begins and ends where the three sides have lines in common. */
struct bpq_extent {
    size_t i0, chg0, i1, chg1, i2, chg2;
};

/*
 * Carry what theirs does to base in this place over to ours, appending the new
 * text of the place to out.  True if that takes no guess:
 *
 *   - all lines that a change removes stand in ours, together, and ours has
 *     nothing between them;
 *   - what is added has one place: a line next to it stands in ours, too, and
 *     ours adds nothing of its own at that point; if the line on the other
 *     side is not in ours, ours has nothing instead, or what is plainly the
 *     same line changed;
 *   - ours does not have it already, and where ours differs next to it, the
 *     difference is complete in itself and no other spelling that the added
 *     lines would have to follow.
 *
 * Otherwise false, nothing is appended, and *why is the reason, which the
 * caller frees.
 *
 * The rules were measured on backports that maintainers made (bench/corpus);
 * each refuses more wrong results than right ones.
 */
bool bpq_transplant(const struct bpq_sides *s, const struct bpq_extent *p,
                    struct bpq_buf *out, char **why);

#endif
