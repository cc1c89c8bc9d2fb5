/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_LINES_H
#define BPQ_LINES_H

#include "base/buf.h"
#include "base/err.h"

/*
 * A text as lines.  A line is the bytes up to and with its '\n'; only the last
 * may lack it.  The lines point into the text, which must outlive them.
 * Indices count from 0 here; what a person reads counts from 1.
 */
struct bpq_lines {
    struct bpq_str *v;
    size_t n;
};

void bpq_lines_split(struct bpq_lines *l, struct bpq_str text);
void bpq_lines_free(struct bpq_lines *l);
/* Lines i to i+n as one string, caller frees. */
char *bpq_lines_text(const struct bpq_lines *l, size_t i, size_t n);
/*
 * Append line s.  If what is in b does not end a line yet, it is ended first,
 * with "\r\n" if that is how s ends.
 */
void bpq_lines_add(struct bpq_buf *b, struct bpq_str s);
void bpq_lines_adds(struct bpq_buf *b, const struct bpq_lines *l, size_t i,
                    size_t n);
/* s without the white space at its end, the line's end included. */
struct bpq_str bpq_line_trim(struct bpq_str s);
/* How many letters and digits it has, which tell it from other lines. */
size_t bpq_line_letters(struct bpq_str s);

/* Base lines i0 to i0+chg0 became lines i to i+chg of the other side. */
struct bpq_hunk {
    size_t i0, chg0, i, chg;
};

struct bpq_hunks {
    struct bpq_hunk *v;
    size_t n;
};

/* As xdiff sees it, without context: no two hunks touch.  libgit2 must have
 * been initialised. */
int bpq_diff(struct bpq_hunks *h, struct bpq_str base, struct bpq_str other,
             struct bpq_err *e);
void bpq_hunks_free(struct bpq_hunks *h);

/*
 * For each line of the base (n0 of them) its line in the other side, or
 * BPQ_GONE.  Caller frees.
 */
#define BPQ_GONE ((size_t)-1)
size_t *bpq_align(const struct bpq_hunks *h, size_t n0);

#endif
