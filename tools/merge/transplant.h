/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_TRANSPLANT_H
#define BPQ_TRANSPLANT_H

#include "base/buf.h"
#include "git/lines.h"
#include "merge/resolution.h"

/*
 * The three sides of a merge as lines, and the differences between them.  In
 * all names 0 stands for base, 1 for ours and 2 for theirs.
 */
struct bpq_sides {
    struct bpq_str text0, text1, text2;
    struct bpq_lines l0, l1, l2;
    struct bpq_hunks h1, h2; /* base to ours, base to theirs */
    size_t *to1;             /* for each base line, its line in ours */
};

int bpq_sides_read(struct bpq_sides *s, struct bpq_str base,
                   struct bpq_str ours, struct bpq_str theirs,
                   struct bpq_err *e);
void bpq_sides_free(struct bpq_sides *s);

/*
 * Make theirs' changes of this place in ours, and append the new text of the
 * place to out.  Returns true if this needs no guess:
 *
 *   - ours has all lines that a change removes, together and with no others
 *     between them;
 *   - added lines have only one place: ours has a line next to them, and adds
 *     nothing itself at this point; if ours lacks the line on the other side,
 * it has nothing instead, or clearly a changed form of that line;
 *   - ours does not have the added lines already; and if ours differs from base
 *     next to them, the difference is self-contained, and is not another
 * spelling that the added lines would have to follow.
 *
 * Otherwise returns false, appends nothing, and sets *why to the reason, which
 * the caller frees.
 *
 * The rules were tested on backports by maintainers (bench/corpus): each of
 * them refuses more wrong results than correct ones.
 */
bool bpq_transplant(const struct bpq_sides *s, const struct bpq_extent *p,
                    struct bpq_buf *out, char **why);

#endif
