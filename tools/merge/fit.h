/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_FIT_H
#define BPQ_FIT_H

#include <stdbool.h>

#include "merge/merge.h"

/*
 * Fit a change in where neither git nor the transplant can: each of its
 * conflicts is made in the place of ours that looks most like the one in base,
 * see window.h.  What the change removes may have another form in ours, and
 * what it adds stands next to a line that ours has, too, in paragraphs and with
 * the indentation of ours.
 *
 * This guesses.  It is refused if there is no place or more than one, if ours
 * lacks most of what is removed, if added lines would stand in another block
 * or are there already, and if a comment or a block would not end.
 *
 * m is the merge that conflicts, whose regions are fitted, or NULL for the
 * whole change.  *clean: something was appended to out; otherwise *why is the
 * reason, which the caller frees.
 */
int bpq_fit(struct bpq_str base, struct bpq_str ours, struct bpq_str theirs,
            const struct bpq_merge *m, struct bpq_buf *out, bool *clean,
            char **why, struct bpq_err *e);

#endif
