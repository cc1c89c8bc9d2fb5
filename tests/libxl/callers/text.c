/* SPDX-License-Identifier: LGPL-2.1-only */
#include "text.h"

#include <string.h>

static size_t word_length(const char *s)
{
    size_t n = 1;

    if (strchr("{}[]:,", *s))
        return 1;
    if (*s != '"')
        return strcspn(s, "{}[]:,\" \t\n");
    while (s[n] && s[n] != '"')
        n += s[n] == '\\' && s[n + 1] ? 2 : 1;
    return n + (s[n] == '"');
}

void text_read(struct text *t, const char *s)
{
    t->n = 0;
    for (s += strspn(s, " \t\n"); *s && t->n < MAX_WORDS;
         s += strspn(s, " \t\n")) {
        t->word[t->n].s = s;
        t->word[t->n].len = word_length(s);
        s += t->word[t->n++].len;
    }
    text_scan(t);
}

bool word_is(const struct word *w, char c)
{
    return w->len == 1 && *w->s == c;
}

bool word_same(const struct word *a, const struct word *b)
{
    return a->len == b->len && (!a->len || !memcmp(a->s, b->s, a->len));
}

bool text_is_key(const struct text *t, size_t i)
{
    return i + 2 < t->n && *t->word[i].s == '"' &&
           word_is(&t->word[i + 1], ':');
}

bool text_is_value(const struct text *t, size_t i)
{
    return !strchr("}]:,", *t->word[i].s) && !text_is_key(t, i);
}

/* The open maps and lists at a word: where each begins, and its key. */
struct open {
    size_t at[MAX_WORDS];
    struct word key[MAX_WORDS];
    size_t n;
};

static void open_value(struct text *t, struct open *o, size_t i)
{
    bool named = i >= 2 && text_is_key(t, i - 2);

    o->key[o->n] = named ? t->word[i - 2] : t->in[i];
    o->at[o->n++] = i;
}

void text_scan(struct text *t)
{
    static struct open o;

    o.n = 0;
    for (size_t i = 0; i < t->n; i++) {
        const struct word none = {NULL, 0};

        t->end[i] = i;
        t->in[i] = o.n ? o.key[o.n - 1] : none;
        if (word_is(&t->word[i], '{') || word_is(&t->word[i], '['))
            open_value(t, &o, i);
        else if (o.n &&
                 (word_is(&t->word[i], '}') || word_is(&t->word[i], ']')))
            t->end[o.at[--o.n]] = i;
    }
}

void text_replace(struct text *t, size_t from, size_t to,
                  const struct word *words, size_t n)
{
    size_t after = t->n - to;

    if (from + n + after > MAX_WORDS)
        return;
    memmove(t->word + from + n, t->word + to, after * sizeof(*t->word));
    if (n)
        memcpy(t->word + from, words, n * sizeof(*t->word));
    t->n = from + n + after;
    text_scan(t);
}

size_t text_write(const struct text *t, char *s, size_t room)
{
    size_t n = 0;

    for (size_t i = 0; i < t->n && n + t->word[i].len + 2 < room; i++) {
        memcpy(s + n, t->word[i].s, t->word[i].len);
        n += t->word[i].len;
        s[n++] = ' ';
    }
    s[n] = '\0';
    return n;
}
