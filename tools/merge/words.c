/* SPDX-License-Identifier: LGPL-2.1-only */
#define _GNU_SOURCE
#include <ctype.h>
#include <string.h>

#include "merge/words.h"

/* Of longer lines only the first words are compared. */
#define MAX_WORDS 64

bool bpq_is_word_char(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

struct bpq_str bpq_word_next(struct bpq_str text, const char **p)
{
    const char *end = text.p + text.len, *from;

    while (*p < end && !bpq_is_word_char(**p))
        (*p)++;
    from = *p;
    while (*p < end && bpq_is_word_char(**p))
        (*p)++;
    return (struct bpq_str){from, (size_t)(*p - from)};
}

bool bpq_has_word(struct bpq_str text, struct bpq_str word)
{
    const char *p = text.p, *end = text.p + text.len, *q;

    while (p < end &&
           (q = memmem(p, (size_t)(end - p), word.p, word.len)) != NULL) {
        p = q + word.len;
        if ((q == text.p || !bpq_is_word_char(q[-1])) &&
            (p == end || !bpq_is_word_char(*p)))
            return true;
    }
    return false;
}

static size_t split(struct bpq_str line, struct bpq_str words[MAX_WORDS])
{
    const char *p = line.p;
    size_t n = 0;

    while (n < MAX_WORDS) {
        struct bpq_str w = bpq_word_next(line, &p);

        if (!w.len)
            break;
        words[n++] = w;
    }
    return n;
}

unsigned bpq_likeness(struct bpq_str a, struct bpq_str b)
{
    struct bpq_str wa[MAX_WORDS], wb[MAX_WORDS];
    size_t na = split(a, wa), nb = split(b, wb), common = 0;

    for (size_t i = 0; i < na; i++)
        for (size_t k = 0; k < nb; k++)
            if (wb[k].len && bpq_str_eq(wa[i], wb[k])) {
                common++;
                wb[k].len = 0; /* count each word once */
                break;
            }
    return (na + nb) ? (unsigned)(200 * common / (na + nb)) : 0;
}

bool bpq_lines_alike(struct bpq_str a, struct bpq_str b)
{
    return bpq_likeness(a, b) >= 50;
}

static struct bpq_str skip_space(struct bpq_str s)
{
    while (s.len && isspace((unsigned char)*s.p))
        s.p++, s.len--;
    return s;
}

static bool begin_alike(struct bpq_str a, struct bpq_str b)
{
    const char *pa = a.p, *pb = b.p;
    struct bpq_str wa = bpq_word_next(a, &pa), wb = bpq_word_next(b, &pb);

    return wa.len >= 5 && bpq_str_eq(wa, wb);
}

bool bpq_built_alike(struct bpq_str a, struct bpq_str b)
{
    size_t in = a.len - skip_space(a).len;

    return in == b.len - skip_space(b).len && !memcmp(a.p, b.p, in) &&
           (bpq_lines_alike(a, b) || begin_alike(a, b));
}

static bool starts(struct bpq_str s, const char *with)
{
    size_t n = strlen(with);

    return s.len >= n && !memcmp(s.p, with, n);
}

bool bpq_is_comment(struct bpq_str line)
{
    struct bpq_str s = skip_space(line);

    /* A star alone or before a space is not a pointer's. */
    return starts(s, "/*") || starts(s, "//") || starts(s, "*/") ||
           starts(s, "* ") || starts(s, "*\n") || starts(s, "*\r");
}

void bpq_open_add(struct bpq_open *o, struct bpq_str line)
{
    struct bpq_str s = skip_space(line);

    for (size_t i = 0; i < s.len; i++) {
        o->braces += (s.p[i] == '{') - (s.p[i] == '}');
        o->parens += (s.p[i] == '(') - (s.p[i] == ')');
        o->brackets += (s.p[i] == '[') - (s.p[i] == ']');
    }
    if (!starts(s, "#"))
        return;
    s.p++, s.len--;
    s = skip_space(s);
    o->ifs += starts(s, "if") - starts(s, "endif");
}

static bool is_statement(struct bpq_str word)
{
    static const char *const words[] = {"return", "goto", "break", "continue",
                                        "case",   "else", "do"};

    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (bpq_str_eq(word, bpq_str(words[i])))
            return true;
    return false;
}

struct bpq_str bpq_line_called(struct bpq_str line)
{
    const char *paren = memchr(line.p, '(', line.len), *p = line.p;
    struct bpq_str name = {NULL, 0}, word;

    while (paren && (word = bpq_word_next(line, &p)).len && word.p < paren)
        name = word;
    return name;
}

bool bpq_is_declaration(struct bpq_str line)
{
    const char *p = line.p, *end = line.p + line.len;
    struct bpq_str first = bpq_word_next(line, &p), next;

    while (end > line.p && isspace((unsigned char)end[-1]))
        end--;
    if (!first.len || is_statement(first) || end == line.p || end[-1] != ';' ||
        memchr(line.p, '(', line.len))
        return false;
    next = bpq_word_next(line, &p);
    if (!next.len || isdigit((unsigned char)*next.p))
        return false;
    /* what stands between the two is blanks, or stars */
    for (const char *q = first.p + first.len; q < next.p; q++)
        if (*q != ' ' && *q != '\t' && *q != '*')
            return false;
    return true;
}
