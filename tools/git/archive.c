/* SPDX-License-Identifier: LGPL-2.1-only */
#define _GNU_SOURCE
#include "git/archive.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define OPEN "$Format:"

bool bpq_archive_is_raw(struct bpq_str text)
{
    return text.len && memmem(text.p, text.len, OPEN, strlen(OPEN));
}

/*
 * The shapes of what git archive fills in: 0 is a digit, x a digit of an id, A
 * and a are letters, + is a sign; other characters stand for themselves.
 */
static const struct {
    const char *shape, *place;
} shapes[] = {
    {"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", OPEN "%H$"},
    {"Aaa, 0 Aaa 0000 00:00:00 +0000", OPEN "%cD$"},
    {"Aaa, 00 Aaa 0000 00:00:00 +0000", OPEN "%cD$"},
};

static bool has_shape(char shape, char c)
{
    switch (shape) {
    case '0':
        return isdigit((unsigned char)c);
    case 'x':
        return isdigit((unsigned char)c) || (c >= 'a' && c <= 'f');
    case 'A':
        return isupper((unsigned char)c);
    case 'a':
        return islower((unsigned char)c);
    case '+':
        return c == '+' || c == '-';
    default:
        return c == shape;
    }
}

static bool is_word(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

/* The length of the shape at p; 0 if p is not such a word. */
static size_t shape_at(const char *shape, const char *begin, const char *p,
                       const char *end)
{
    size_t n = strlen(shape);

    if ((size_t)(end - p) < n || (p > begin && is_word(p[-1])) ||
        (p + n < end && is_word(p[n])))
        return 0;
    for (size_t i = 0; i < n; i++)
        if (!has_shape(shape[i], p[i]))
            return 0;
    return n;
}

/* Is it a date that exists? */
static bool is_date(const char *p, size_t n)
{
    static const char form[] = "%a, %d %b %Y %H:%M:%S";
    char text[64], again[64];
    struct tm tm = {0};
    int day;

    snprintf(text, sizeof(text), "%.*s", (int)n, p);
    if (!strptime(text, form, &tm))
        return false;
    day = tm.tm_mday;
    timegm(&tm);
    strftime(again, sizeof(again), "%a, %-d %b %Y %H:%M:%S", &tm);
    return tm.tm_mday == day && !strncmp(again, text, strlen(again));
}

bool bpq_archive_undo(struct bpq_str text, struct bpq_buf *out)
{
    const char *p = text.p, *end = text.p + text.len;
    bool undone = false;
    size_t i, n;

    while (p < end) {
        for (i = 0, n = 0; i < sizeof(shapes) / sizeof(*shapes) && !n; i++)
            n = shape_at(shapes[i].shape, text.p, p, end);
        if (n && i > 1 && !is_date(p, n))
            n = 0;
        if (n)
            bpq_buf_adds(out, shapes[i - 1].place);
        else
            bpq_buf_add(out, p, 1);
        undone |= n > 0;
        p += n ? n : 1;
    }
    return undone;
}
