/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_LINES_H
#define BPQ_LINES_H

#include <git2/types.h>

#include "base/buf.h"
#include "base/err.h"

/*
 * The lines of a text.  A line includes its '\n', which only the last may lack.
 * The lines point into the text, which must outlive them.  Indices count from
 * 0; line numbers in messages count from 1.
 */
struct bpq_lines {
    struct bpq_str *v;
    size_t n;
};

void bpq_lines_split(struct bpq_lines *l, struct bpq_str text);
void bpq_lines_free(struct bpq_lines *l);
/* Lines i to i+n as one string; the caller frees it. */
char *bpq_lines_text(const struct bpq_lines *l, size_t i, size_t n);
/*
 * Append line s.  If b does not end with a newline, one is added first, "\r\n"
 * if s ends so.
 */
void bpq_lines_add(struct bpq_buf *b, struct bpq_str s);
void bpq_lines_adds(struct bpq_buf *b, const struct bpq_lines *l, size_t i,
                    size_t n);
/* s without trailing white space and newline. */
struct bpq_str bpq_line_trim(struct bpq_str s);
/* How many letters and digits it has, which tell it from other lines. */
size_t bpq_line_letters(struct bpq_str s);

/* Lines i0 to i0+chg0 of base are lines i to i+chg of the other side. */
struct bpq_hunk {
    size_t i0, chg0, i, chg;
};

struct bpq_hunks {
    struct bpq_hunk *v;
    size_t n;
};

/* Compare with xdiff, without context; no two hunks touch.  libgit2 must have
 * been initialised. */
int bpq_diff(struct bpq_hunks *h, struct bpq_str base, struct bpq_str other,
             struct bpq_err *e);
/*
 * The same for texts that differ in a few lines of many, as a commit's do: only
 * what is between the lines that begin and end both is compared.  That is
 * faster, but where much differs xdiff may pair other lines than it would with
 * the whole of them.
 */
int bpq_diff_near(struct bpq_hunks *h, struct bpq_str base,
                  struct bpq_str other, struct bpq_err *e);
/* The same as the latter for two blobs; NULL is one without bytes. */
int bpq_diff_blobs(struct bpq_hunks *h, const git_blob *base,
                   const git_blob *other, struct bpq_err *e);
void bpq_hunks_free(struct bpq_hunks *h);

/*
 * For each of the n0 lines of base, its line in the other side, or BPQ_GONE.
 * The caller frees the array.
 */
#define BPQ_GONE ((size_t)-1)
size_t *bpq_align(const struct bpq_hunks *h, size_t n0);
/* The same for two texts; *to is set if they could be compared. */
int bpq_align_texts(struct bpq_str base, struct bpq_str other, size_t **to,
                    struct bpq_err *e);

#endif
