/* SPDX-License-Identifier: LGPL-2.1-only */
#define _GNU_SOURCE
#include "archive.h"

#include <ctype.h>
#include <string.h>

#define OPEN "$Format:"

/* The next place in p, and its end; NULL if there is none. */
static const char *next_place(const char *p, const char *end,
                              const char **after)
{
    const char *open = memmem(p, end - p, OPEN, strlen(OPEN)), *close;

    if (!open)
        return NULL;
    close = memchr(open + strlen(OPEN), '$', end - open - strlen(OPEN));
    if (!close)
        return NULL;
    *after = close + 1;
    return open;
}

bool bpq_archive_is_raw(struct bpq_str text)
{
    const char *after;

    return text.len && next_place(text.p, text.p + text.len, &after);
}

/* ---- without the commit ---- */

/*
 * How what stands in a place looks: 0 a digit, x a digit of an id, A and a
 * letters, + a sign; anything else is itself.
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

/* Length of the shape at p, 0 if it is not there as a word of its own. */
static size_t shape_at(const char *shape, const char *begin, const char *p,
                       const char *end)
{
    size_t n = strlen(shape), i;

    if ((size_t)(end - p) < n || (p > begin && is_word(p[-1])) ||
        (p + n < end && is_word(p[n])))
        return 0;
    for (i = 0; i < n; i++)
        if (!has_shape(shape[i], p[i]))
            return 0;
    return n;
}

bool bpq_archive_undo(struct bpq_str text, struct bpq_buf *out)
{
    const char *p = text.p, *end = text.p + text.len;
    bool undone = false;
    size_t i, n;

    while (p < end) {
        for (i = 0, n = 0; i < sizeof(shapes) / sizeof(*shapes) && !n; i++)
            n = shape_at(shapes[i].shape, text.p, p, end);
        if (n)
            bpq_buf_adds(out, shapes[i - 1].place);
        else
            bpq_buf_add(out, p, 1);
        undone |= n > 0;
        p += n ? n : 1;
    }
    return undone;
}

/* ---- with it ---- */

bool bpq_archive_made(struct bpq_str raw, const char *id, struct bpq_str text)
{
    static const char whole_id[] = OPEN "%H$";
    const char *p = raw.p, *end = raw.p + raw.len, *place = NULL, *after = NULL;
    const char *t = text.p, *t_end = text.p + text.len;
    struct bpq_buf between = BPQ_BUF_INIT; /* of two places */
    bool anchored = true, made = true;

    while (made && p) {
        place = next_place(p, end, &after);
        bpq_buf_add(&between, p, (place ? place : end) - p);
        p = place ? after : NULL;
        if (place && (size_t)(after - place) == strlen(whole_id) &&
            !memcmp(place, whole_id, strlen(whole_id))) {
            bpq_buf_adds(&between, id);
            continue;
        }
        if ((size_t)(t_end - t) < between.len) {
            made = false;
        } else if (anchored) {
            made = !memcmp(t, between.p, between.len) &&
                   (p || (size_t)(t_end - t) == between.len);
            t += between.len;
        } else if (!p) {
            made = !memcmp(t_end - between.len, between.p, between.len);
        } else if (between.len) {
            t = memmem(t, t_end - t, between.p, between.len);
            made = t;
            t += made ? between.len : 0;
        }
        anchored = false;
        bpq_buf_reset(&between);
    }
    bpq_buf_free(&between);
    return made;
}
