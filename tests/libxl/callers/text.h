/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef CALLERS_TEXT_H
#define CALLERS_TEXT_H

/*
 * JSON texts as lists of words, for changing them.  Words point into the file
 * that they were read from; nothing is freed.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#define MAX_WORDS 2048

/* A string with its quotes, a number, true, or one of {}[]:, */
struct word {
    const char *s;
    size_t len;
};

struct text {
    struct word word[MAX_WORDS];
    /* The key of the map or list that a word is in, or NULL. */
    struct word in[MAX_WORDS];
    /* The last word of the value that begins here. */
    size_t end[MAX_WORDS];
    size_t n;
};

/* Words beyond MAX_WORDS are left out. */
void text_read(struct text *t, const char *s);
/* Set in and end again after the words have changed. */
void text_scan(struct text *t);

bool word_is(const struct word *w, char c);
bool word_same(const struct word *a, const struct word *b);
bool text_is_key(const struct text *t, size_t i);
/* True if it is neither punctuation nor a key. */
bool text_is_value(const struct text *t, size_t i);

/* Replace the words from..to-1 by n words of another text. */
void text_replace(struct text *t, size_t from, size_t to,
                  const struct word *words, size_t n);

/* Write the words with blanks between them, cut off at room. */
size_t text_write(const struct text *t, char *s, size_t room);

#endif
