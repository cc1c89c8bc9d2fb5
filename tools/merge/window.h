/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_WINDOW_H
#define BPQ_WINDOW_H

#include <stdbool.h>

#include "merge/transplant.h"

/*
 * Where ours has the lines around a change, found by the lines themselves,
 * wherever they stand: in the function of the same name, if there is one,
 * otherwise anywhere.  Ours may lack some of the lines, have others between
 * them, and have some in another form.
 */
struct bpq_window {
    const struct bpq_sides *s;
    size_t i0, n;    /* lines of base */
    size_t from, to; /* those that are changed, counted from i0 */
    size_t *at;      /* for each of the n lines, its line in ours; BPQ_GONE */
    unsigned *alike; /* and how alike they are: 100 is the same */
};

/* Of blanks, only the first and the last ones differ. */
#define BPQ_SAME_WORDS 95

/*
 * The lines i0 to end of base are changed.  If there is no place like it, or
 * two of them, returns false with the reason.  Free the window in any case.
 */
bool bpq_window_find(struct bpq_window *w, const struct bpq_sides *s, size_t i0,
                     size_t end, char **why);
void bpq_window_free(struct bpq_window *w);
/* The line of ours for base line i0, or BPQ_GONE. */
size_t bpq_window_at(const struct bpq_window *w, size_t i0);
/* How much a line tells about its place; 100 at most. */
unsigned bpq_line_weight(struct bpq_str line);

#endif
