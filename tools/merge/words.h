/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_WORDS_H
#define BPQ_WORDS_H

#include "base/buf.h"

/*
 * Lines as words: a word is a run of letters, digits and underscores, as a C
 * name or number is.
 */

/* The first word at or after *p, which moves behind it; len 0 at the end. */
struct bpq_str bpq_word_next(struct bpq_str text, const char **p);
bool bpq_has_word(struct bpq_str text, struct bpq_str word);

/* How many of both lines' words are the same, in any order: 0 to 100 %. */
unsigned bpq_likeness(struct bpq_str a, struct bpq_str b);
/* At least half. */
bool bpq_lines_alike(struct bpq_str a, struct bpq_str b);
/*
 * Built alike, as the lines of a table or a list of declarations are: equally
 * far indented, and lines alike or begun with the same word (of five letters
 * or more).
 */
bool bpq_built_alike(struct bpq_str a, struct bpq_str b);

/* Nothing but (part of) a C comment, as far as the line itself tells. */
bool bpq_is_comment(struct bpq_str line);

/* What lines open and do not close: one count for each pair. */
struct bpq_open {
    int braces, parens, brackets, ifs; /* ifs: of the preprocessor */
};

void bpq_open_add(struct bpq_open *o, struct bpq_str line);

#endif
