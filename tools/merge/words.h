/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_WORDS_H
#define BPQ_WORDS_H

#include "base/buf.h"

/*
 * The words of lines: sequences of letters, digits and underscores, like names
 * and numbers in C.
 */

bool bpq_is_word_char(char c);
/* The next word at or after *p, which moves behind it; len is 0 at the end. */
struct bpq_str bpq_word_next(struct bpq_str text, const char **p);
bool bpq_has_word(struct bpq_str text, struct bpq_str word);

/* The percentage of words that both lines have, in any order. */
unsigned bpq_likeness(struct bpq_str a, struct bpq_str b);
/* Are at least half of the words the same? */
bool bpq_lines_alike(struct bpq_str a, struct bpq_str b);
/*
 * Do the lines have the same form, like lines of a table or of a list of
 * declarations?  They have the same indentation, and are alike or begin with
 * the same word of at least five letters.
 */
bool bpq_built_alike(struct bpq_str a, struct bpq_str b);

/* The word in front of the first parenthesis: what a function is called. */
struct bpq_str bpq_line_called(struct bpq_str line);

/* Does the line declare variables, and do nothing else? */
bool bpq_is_declaration(struct bpq_str line);
/* Is the line only (a part of) a C comment, as far as it shows? */
bool bpq_is_comment(struct bpq_str line);

/* Counts of what lines open and do not close. */
struct bpq_open {
    int braces, parens, brackets, ifs; /* ifs: of the preprocessor */
};

void bpq_open_add(struct bpq_open *o, struct bpq_str line);

#endif
