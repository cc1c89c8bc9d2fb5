/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_RECIPE_H
#define BPQ_RECIPE_H

#include "git/lines.h"
#include "merge/resolution.h"

/*
 * The other way round: resolutions by which the merge of a file comes to a
 * result that is known.
 */
struct bpq_wanted {
    struct bpq_str base, ours, theirs; /* see merge.h */
    bool part, is_c;                   /* by bpq_merge_part */
    struct bpq_str result;
    const char *note; /* for a comment in each resolution: one line */
    struct bpq_resolutions *known; /* others that stand in the same folder */
};

/*
 * Append to res what the merge needs; nothing if it gives the result by itself.
 * A conflict that res or known has a resolution for gets that one.  *found is
 * false if there are no such resolutions: git's merge is clean and other, lines
 * outside of the conflicts differ, or lines of theirs would be in another
 * block.
 */
int bpq_recipes(const struct bpq_wanted *w, struct bpq_resolutions *res,
                bool *found, struct bpq_err *e);

/*
 * Append the recipe by which a region becomes these n lines: as few pieces as
 * can be, and lines of our own only where no side has them.  False if there is
 * none: no line of a side is as good as no lines.
 */
bool bpq_recipe(const struct bpq_region *r, const struct bpq_str *lines,
                size_t n, struct bpq_buf *out);

#endif
