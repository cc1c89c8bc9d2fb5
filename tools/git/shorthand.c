/* SPDX-License-Identifier: LGPL-2.1-only */
#include "git/shorthand.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/*
 * A word is the number of its line, from 1, in letters, the lowest digit first.
 * Lines of white space alone stay as they are: xdiff treats them in its own
 * way.
 */
#define DIGITS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define BASE (sizeof(DIGITS) - 1)
#define WORD_MAX 8 /* letters and '\n' */
#define NONE ((size_t)-1)

/* A line of the first text, and where its shorthand ends. */
struct place {
    struct bpq_str line;
    size_t end;
};

struct writer {
    struct bpq_shorthand *s;
    /* the numbers of lines, from 1, in an open hash table; 0: free */
    uint32_t *slots;
    size_t n_slots; /* a power of two */
    /* the first text, whose lines the others probably have in its order */
    struct place *places;
    size_t n_places, cap_places;
    /* where it has the line of each number for the first time */
    size_t *first_at;
    size_t n_first, cap_first;
};

/* ---- the number of a line ---- */

static uint64_t word_at(const char *p)
{
    uint64_t x;

    memcpy(&x, p, sizeof(x));
    return x;
}

static uint64_t mix(uint64_t h, uint64_t x)
{
    h = (h ^ x) * 0x9e3779b97f4a7c15u;
    return h ^ h >> 32;
}

static uint64_t hash_of(struct bpq_str line)
{
    uint64_t a = line.len, b = 0, rest = 0;
    const char *p = line.p;
    size_t n = line.len;

    for (; n >= 16; n -= 16, p += 16) {
        a = mix(a, word_at(p));
        b = mix(b, word_at(p + 8));
    }
    if (n >= 8)
        a = mix(a, word_at(p));
    if (line.len >= 8) /* the last bytes, some of them again */
        return mix(a ^ b << 1, word_at(line.p + line.len - 8));
    while (n--)
        rest = rest << 8 | (unsigned char)p[n];
    return mix(a, rest);
}

static uint32_t *slot_of(const struct writer *w, struct bpq_str line)
{
    size_t mask = w->n_slots - 1, i = hash_of(line) & mask;

    while (w->slots[i] && !bpq_str_eq(w->s->known[w->slots[i] - 1], line))
        i = (i + 1) & mask;
    return &w->slots[i];
}

/* Make room for one more line. */
static void make_room(struct writer *w)
{
    struct bpq_shorthand *s = w->s;

    if (s->n_known == s->cap_known) {
        s->cap_known = s->cap_known ? 2 * s->cap_known : 1024;
        s->known = bpq_grow(s->known, s->cap_known, sizeof(*s->known));
    }
    if (2 * s->n_known < w->n_slots)
        return;
    free(w->slots);
    w->n_slots = w->n_slots ? 4 * w->n_slots : 4096;
    w->slots = bpq_alloc(w->n_slots * sizeof(*w->slots));
    for (size_t i = 0; i < s->n_known; i++)
        *slot_of(w, s->known[i]) = (uint32_t)i + 1;
}

static size_t number_of(struct writer *w, struct bpq_str line)
{
    uint32_t *slot;

    make_room(w);
    slot = slot_of(w, line);
    if (!*slot) {
        w->s->known[w->s->n_known++] = line;
        *slot = (uint32_t)w->s->n_known;
    }
    return *slot - 1;
}

/* ---- writing ---- */

static bool is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Tabs and blanks for the same column; *n is how many bytes of the line. */
static char *put_indent(char *out, struct bpq_str line, size_t *n)
{
    size_t column = 0, i = 0;

    for (; i < line.len && is_blank(line.p[i]); i++)
        if (line.p[i] == ' ')
            column++;
        else if (line.p[i] == '\t')
            column += 8 - column % 8;
    *n = i;
    for (; column >= 8; column -= 8)
        *out++ = '\t';
    for (; column; column--)
        *out++ = ' ';
    return out;
}

/* Append a line, and return its number, or NONE. */
static size_t put_line(struct writer *w, struct bpq_str line,
                       struct bpq_buf *out)
{
    size_t indent, number;
    char *begin, *word;

    bpq_buf_room(out, line.len + WORD_MAX);
    begin = out->p + out->len;
    word = put_indent(begin, line, &indent);
    if (indent == line.len) {
        memcpy(begin, line.p, line.len);
        out->len += line.len;
        return NONE;
    }
    number = number_of(w, line);
    for (size_t n = number + 1; n; n /= BASE)
        *word++ = DIGITS[n % BASE];
    *word++ = '\n';
    out->len += (size_t)(word - begin);
    return number;
}

static struct bpq_str next_line(const char *p, const char *end)
{
    const char *nl = memchr(p, '\n', (size_t)(end - p));

    return (struct bpq_str){p, (size_t)(nl + 1 - p)};
}

static void add_place(struct writer *w, struct bpq_str line, size_t number,
                      size_t end)
{
    if (number == w->n_first) {
        if (w->n_first == w->cap_first) {
            w->cap_first = w->cap_first ? 2 * w->cap_first : 4096;
            w->first_at =
                bpq_grow(w->first_at, w->cap_first, sizeof(*w->first_at));
        }
        w->first_at[w->n_first++] = w->n_places;
    }
    if (w->n_places == w->cap_places) {
        w->cap_places = w->cap_places ? 2 * w->cap_places : 4096;
        w->places = bpq_grow(w->places, w->cap_places, sizeof(*w->places));
    }
    w->places[w->n_places++] = (struct place){line, end};
}

static void put_first(struct writer *w, struct bpq_str text,
                      struct bpq_buf *out)
{
    const char *p = text.p, *end = text.len ? p + text.len : p;

    while (p < end) {
        struct bpq_str line = next_line(p, end);

        size_t number = put_line(w, line, out);

        add_place(w, line, number, out->len);
        p += line.len;
    }
}

/* The first place whose line ends behind `end`. */
static size_t place_behind(const struct writer *w, size_t from, const char *end)
{
    size_t to = w->n_places;

    while (from < to) {
        size_t middle = from + (to - from) / 2;
        const struct bpq_str *line = &w->places[middle].line;

        if (line->p + line->len > end)
            to = middle;
        else
            from = middle + 1;
    }
    return from;
}

/* Copy the lines at p that the first text has from place *next on; returns how
 * many bytes of the text they are. */
static size_t put_same(struct writer *w, struct bpq_str first, const char *p,
                       const char *end, size_t *next, struct bpq_buf *out)
{
    const struct bpq_buf *words = &w->s->text[0];
    size_t from = *next, begin = from ? w->places[from - 1].end : 0, same;
    struct bpq_str rest;

    if (from == w->n_places)
        return 0;
    rest.p = w->places[from].line.p;
    rest.len = (size_t)(first.p + first.len - rest.p);
    same = bpq_str_same_head(rest, (struct bpq_str){p, (size_t)(end - p)});
    *next = place_behind(w, from, rest.p + same);
    if (*next == from)
        return 0;
    bpq_buf_add(out, words->p + begin, w->places[*next - 1].end - begin);
    return (size_t)(w->places[*next - 1].line.p +
                    w->places[*next - 1].line.len - rest.p);
}

static void put_other(struct writer *w, struct bpq_str first,
                      struct bpq_str text, struct bpq_buf *out)
{
    const char *p = text.p, *end = text.len ? p + text.len : p;
    size_t next = 0;

    while (p < end) {
        size_t same = put_same(w, first, p, end, &next, out), number;
        struct bpq_str line;

        p += same;
        if (same)
            continue;
        line = next_line(p, end);
        number = put_line(w, line, out);
        if (number < w->n_first)
            next = w->first_at[number] + 1;
        p += line.len;
    }
}

static bool has_plain_ends(struct bpq_str text)
{
    return !text.len ||
           (text.p[text.len - 1] == '\n' && !memchr(text.p, '\r', text.len));
}

bool bpq_shorthand_write(struct bpq_shorthand *s, const struct bpq_str *texts,
                         size_t n)
{
    struct writer w = {.s = s};

    *s = (struct bpq_shorthand){.n_known = 0};
    for (size_t i = 0; i < n; i++)
        if (!has_plain_ends(texts[i]))
            return false;
    put_first(&w, texts[0], &s->text[0]);
    for (size_t i = 1; i < n; i++)
        put_other(&w, texts[0], texts[i], &s->text[i]);
    free(w.first_at);
    free(w.places);
    free(w.slots);
    return true;
}

/* ---- reading ---- */

struct bpq_str bpq_shorthand_line(const struct bpq_shorthand *s,
                                  struct bpq_str line)
{
    size_t number = 0, digit = 1;
    const char *p = line.p;

    while (is_blank(*p) && *p != '\n')
        p++;
    if (*p == '\n')
        return line;
    for (; *p != '\n'; p++, digit *= BASE)
        number += digit * (size_t)(*p >= 'a' ? *p - 'a' : *p - 'A' + 26);
    return s->known[number - 1];
}

void bpq_shorthand_read(const struct bpq_shorthand *s, struct bpq_str text,
                        struct bpq_buf *out)
{
    const char *p = text.p, *end = text.len ? p + text.len : p;

    while (p < end) {
        struct bpq_str line = next_line(p, end);

        p += line.len;
        line = bpq_shorthand_line(s, line);
        bpq_buf_add(out, line.p, line.len);
    }
}

void bpq_shorthand_free(struct bpq_shorthand *s)
{
    for (size_t i = 0; i < BPQ_SHORTHAND_MAX; i++)
        bpq_buf_free(&s->text[i]);
    free(s->known);
    *s = (struct bpq_shorthand){.n_known = 0};
}
