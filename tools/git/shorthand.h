/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_SHORTHAND_H
#define BPQ_SHORTHAND_H

#include <stdbool.h>

#include "base/buf.h"

/*
 * Texts in shorthand: of each line only a word is left, the same for the same
 * line, with the line's indentation.  xdiff compares and merges lines as wholes
 * and looks at nothing else of them, so that it comes to the same result, but
 * it reads a tenth of the bytes, which takes most of its time.
 */
#define BPQ_SHORTHAND_MAX 3

struct bpq_shorthand {
    struct bpq_buf text[BPQ_SHORTHAND_MAX];
    /* private to shorthand.c: the line of each word */
    struct bpq_str *known;
    size_t n_known, cap_known;
};

/*
 * Write n texts in shorthand; they must outlive it.  False if they have to be
 * taken as they are, because xdiff looks at how their lines end: a last line
 * without '\n', or a line with '\r'.
 */
bool bpq_shorthand_write(struct bpq_shorthand *s, const struct bpq_str *texts,
                         size_t n);
/* The line that a line in shorthand stands for. */
struct bpq_str bpq_shorthand_line(const struct bpq_shorthand *s,
                                  struct bpq_str line);
/* Append those that a text in shorthand stands for. */
void bpq_shorthand_read(const struct bpq_shorthand *s, struct bpq_str text,
                        struct bpq_buf *out);
void bpq_shorthand_free(struct bpq_shorthand *s);

#endif
