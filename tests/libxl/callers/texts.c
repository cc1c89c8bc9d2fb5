/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Writes the texts of a corpus, and texts made from them by moving members,
 * values and words between them, by cutting and nesting, and by wrong bytes.  A
 * text depends only on the corpus, SEED and its number.
 *
 * usage: texts SEED NUMBER FILE...
 *
 * FILE is FOLDER/TYPE/NAME.json.  Each text is written as "TYPE/NAME", for a
 * changed text with its number added, a NUL, the text, and a NUL.
 */
#include "process.h"
#include "text.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct corpus {
    struct text *text;
    char **name, **s;
    size_t n;
};

/* SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number
 * generators). */
static uint64_t state;

static uint64_t next(void)
{
    uint64_t z = state += 0x9e3779b97f4a7c15;

    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
}

static size_t below(size_t n)
{
    return n ? next() % n : 0;
}

static const struct text *any_text(const struct corpus *c)
{
    return &c->text[below(c->n)];
}

typedef bool chosen(const struct text *t, size_t i);

static bool is_any(const struct text *t, size_t i)
{
    (void)t;
    (void)i;
    return true;
}

static bool is_map(const struct text *t, size_t i)
{
    return word_is(&t->word[i], '{');
}

static bool is_scalar(const struct text *t, size_t i)
{
    return text_is_value(t, i) && !strchr("{[", *t->word[i].s);
}

/* The number of a random word of this sort, or t->n. */
static size_t any_word(const struct text *t, chosen *is)
{
    for (int tries = 0; tries < 50 && t->n; tries++) {
        size_t i = below(t->n);

        if (is(t, i))
            return i;
    }
    return t->n;
}

/* A random member of a map with this key, if a few tries find one. */
static const struct text *any_member(const struct corpus *c,
                                     const struct word *in, size_t *at)
{
    const struct text *t = NULL;

    for (int tries = 0; tries < 100; tries++) {
        t = any_text(c);
        *at = any_word(t, text_is_key);
        if (*at < t->n && word_same(&t->in[*at], in))
            return t;
    }
    return *at < t->n ? t : NULL;
}

static const struct word comma = {",", 1};

static void put_member(struct text *t, size_t map, const struct word *words,
                       size_t n)
{
    bool empty = map + 1 < t->n && word_is(&t->word[map + 1], '}');

    if (!empty)
        text_replace(t, map + 1, map + 1, &comma, 1);
    text_replace(t, map + 1, map + 1, words, n);
}

static void add_member(const struct corpus *c, struct text *t)
{
    size_t map = any_word(t, is_map), at;
    const struct text *from;
    struct word key;

    if (map == t->n)
        return;
    key = map >= 2 && text_is_key(t, map - 2) ? t->word[map - 2] : t->in[map];
    from = any_member(c, &key, &at);
    if (from)
        put_member(t, map, from->word + at, from->end[at + 2] + 1 - at);
}

static void graft(const struct corpus *c, struct text *t)
{
    const struct text *from = any_text(c);
    size_t i = any_word(t, text_is_value), at = any_word(from, text_is_value);

    if (i < t->n && at < from->n)
        text_replace(t, i, t->end[i] + 1, from->word + at,
                     from->end[at] + 1 - at);
}

static void other_word(const struct corpus *c, struct text *t)
{
    const struct text *from = any_text(c);
    size_t i = any_word(t, is_scalar), at = any_word(from, is_scalar);

    if (i < t->n && at < from->n)
        text_replace(t, i, i + 1, from->word + at, 1);
}

static void other_key(const struct corpus *c, struct text *t)
{
    const struct text *from = any_text(c);
    size_t i = any_word(t, text_is_key), at = any_word(from, text_is_key);

    if (i < t->n && at < from->n)
        text_replace(t, i, i + 1, from->word + at, 1);
}

static void again(const struct corpus *c, struct text *t)
{
    static struct word member[MAX_WORDS];
    size_t i = any_word(t, text_is_key), n;

    (void)c;
    if (i == t->n)
        return;
    n = t->end[i + 2] + 1 - i;
    memcpy(member, t->word + i, n * sizeof(*member));
    text_replace(t, i, i, &comma, 1);
    text_replace(t, i, i, member, n);
}

static void leave_out(const struct corpus *c, struct text *t)
{
    size_t i = any_word(t, is_any), to = i + 1 + below(4);

    (void)c;
    if (i < t->n)
        text_replace(t, i, to < t->n ? to : t->n, NULL, 0);
}

static void nest(const struct corpus *c, struct text *t)
{
    const struct word open = {"[", 1}, close = {"]", 1};
    size_t i = any_word(t, text_is_value), depth = 1 + below(below(200));

    (void)c;
    for (; i < t->n && depth; depth--) {
        text_replace(t, t->end[i] + 1, t->end[i] + 1, &close, 1);
        text_replace(t, i, i, &open, 1);
    }
}

static void change_words(const struct corpus *c, struct text *t)
{
    typedef void change(const struct corpus *c, struct text *t);
    static change *const changes[] = {
        add_member, add_member, add_member, graft,     graft, other_word,
        other_word, other_key,  again,      leave_out, nest,
    };

    for (size_t n = 1 + below(4); n > 0; n--)
        changes[below(sizeof(changes) / sizeof(changes[0]))](c, t);
}

/* Digits stay, because bitmaps with large numbers take very long. */
static void change_byte(char *s)
{
    static const char bytes[] = "\"\\{}[],:-+.eu/a \n\x01\x7f\x80\xc0\xf8\xff";
    size_t len = strlen(s), i = below(len);

    if (!len || strchr("0123456789", s[i]))
        return;
    switch (below(4)) {
    case 0:
        memmove(s + i, s + i + 1, len - i);
        break;
    case 1:
        s[i] = '\0';
        break;
    default:
        s[i] = bytes[below(sizeof(bytes) - 1)];
    }
}

static void write_text(const char *name, const char *s)
{
    printf("%s%c%s%c", name, 0, s, 0);
}

static void write_changed(const struct corpus *c, uint64_t seed, size_t number)
{
    static struct text t;
    static char s[1 << 16];
    char name[256];
    size_t of;

    state = seed << 32 ^ number;
    of = below(c->n);
    t = c->text[of];
    change_words(c, &t);
    text_write(&t, s, sizeof(s));
    for (size_t n = below(8); n > 5; n--)
        change_byte(s);
    snprintf(name, sizeof(name), "%s %zu", c->name[of], number);
    write_text(name, s);
}

/* TYPE/NAME of the path. */
static char *name_of(const char *path)
{
    const char *from = path + strlen(path);
    char *name;

    for (int slashes = 0; from > path; from--)
        if (from[-1] == '/' && ++slashes == 2)
            break;
    name = strdup(from);
    if (name && strrchr(name, '.'))
        *strrchr(name, '.') = '\0';
    return name;
}

static bool read_one(struct corpus *c, const char *path)
{
    size_t i = c->n++;

    c->s[i] = process_slurp(path, NULL);
    c->name[i] = name_of(path);
    if (!c->s[i] || !c->name[i]) {
        perror(path);
        return false;
    }
    text_read(&c->text[i], c->s[i]);
    write_text(c->name[i], c->s[i]);
    return true;
}

static bool read_corpus(struct corpus *c, char **paths, size_t n)
{
    c->text = calloc(n, sizeof(*c->text));
    c->name = calloc(n, sizeof(*c->name));
    c->s = calloc(n, sizeof(*c->s));
    if (!c->text || !c->name || !c->s)
        return false;
    while (c->n < n)
        if (!read_one(c, paths[c->n]))
            return false;
    return true;
}

static void free_corpus(struct corpus *c)
{
    for (size_t i = 0; i < c->n; i++) {
        free(c->name[i]);
        free(c->s[i]);
    }
    free(c->text);
    free(c->name);
    free(c->s);
}

int main(int argc, char **argv)
{
    struct corpus c = {0};
    uint64_t seed;
    size_t number;
    bool good;

    if (argc < 4) {
        fprintf(stderr, "usage: texts SEED NUMBER FILE...\n");
        return 2;
    }
    seed = strtoull(argv[1], NULL, 10);
    number = strtoull(argv[2], NULL, 10);
    good = read_corpus(&c, argv + 3, (size_t)argc - 3);
    for (size_t i = 1; good && i <= number; i++)
        write_changed(&c, seed, i);
    free_corpus(&c);
    return good && !fflush(stdout) && !ferror(stdout) ? 0 : 2;
}
