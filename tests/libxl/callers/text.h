/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef CALLERS_TEXT_H
#define CALLERS_TEXT_H

/*
 * JSON texts as words, which is what they are changed by.  Words belong to the
 * file that they were read from; nothing is ever freed.
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
    /* Of the map or list that a word is in, the key; none: NULL. */
    struct word in[MAX_WORDS];
    /* The last word of the value that begins here. */
    size_t end[MAX_WORDS];
    size_t n;
};

/* More than MAX_WORDS are left out. */
void text_read(struct text *t, const char *s);
/* Find in and end again, after a change of the words. */
void text_scan(struct text *t);

bool word_is(const struct word *w, char c);
bool word_same(const struct word *a, const struct word *b);
bool text_is_key(const struct text *t, size_t i);
/* Neither punctuation nor a key. */
bool text_is_value(const struct text *t, size_t i);

/* Put n words of another text in the place of those from..to-1. */
void text_replace(struct text *t, size_t from, size_t to,
                  const struct word *words, size_t n);

/* The words with blanks between them, cut off at room. */
size_t text_write(const struct text *t, char *s, size_t room);

#endif
