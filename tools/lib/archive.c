/* SPDX-License-Identifier: LGPL-2.1-only */
#define _GNU_SOURCE
#include "archive.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

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

/*
 * What a text has to be: these bytes, some of the first of them as of an id, or
 * anything that has no end of line.
 */
struct unit {
    enum { BYTES, DIGITS, ANYTHING } kind;
    size_t at, n; /* the bytes, in the pattern's */
};

struct pattern {
    struct unit *v;
    size_t n;
    struct bpq_buf bytes;
};

static void add_unit(struct pattern *p, int kind, const void *bytes, size_t n)
{
    p->v = bpq_grow(p->v, p->n + 1, sizeof(*p->v));
    p->v[p->n++] = (struct unit){kind, p->bytes.len, n};
    bpq_buf_add(&p->bytes, bytes, n);
}

static void add_bytes(struct pattern *p, const char *s, size_t n)
{
    struct unit *last = p->n ? &p->v[p->n - 1] : NULL;

    if (!n)
        return;
    if (!last || last->kind != BYTES) {
        add_unit(p, BYTES, s, n);
        return;
    }
    bpq_buf_add(&p->bytes, s, n);
    last->n += n;
}

static void add_text(struct pattern *p, const char *s)
{
    add_bytes(p, s, strlen(s));
}

/* How long git makes a short id depends on the repository. */
static void add_id(struct pattern *p, const git_oid *id, bool whole)
{
    char hex[GIT_OID_HEXSZ + 1];

    git_oid_tostr(hex, sizeof(hex), id);
    if (whole)
        add_text(p, hex);
    else
        add_unit(p, DIGITS, hex, strlen(hex));
}

static void add_parents(struct pattern *p, git_commit *c, bool whole)
{
    unsigned i;

    for (i = 0; i < git_commit_parentcount(c); i++) {
        add_text(p, i ? " " : "");
        add_id(p, git_commit_parent_id(c, i), whole);
    }
}

static bool add_date(struct pattern *p, const git_time *when, const char *form)
{
    int zone = when->offset < 0 ? -when->offset : when->offset;
    time_t t = (time_t)when->time + when->offset * 60;
    char day[64];
    struct tm tm;

    if (!gmtime_r(&t, &tm) || !strftime(day, sizeof(day), form, &tm))
        return false;
    add_text(p, day);
    snprintf(day, sizeof(day), " %c%02d%02d", when->offset < 0 ? '-' : '+',
             zone / 60, zone % 60);
    add_text(p, day);
    return true;
}

/* %an and the like. */
static bool add_person(struct pattern *p, const git_signature *who, char what)
{
    char seconds[32];

    switch (what) {
    case 'n':
        add_text(p, who->name);
        return true;
    case 'e':
        add_text(p, who->email);
        return true;
    case 't':
        snprintf(seconds, sizeof(seconds), "%lld", (long long)who->when.time);
        add_text(p, seconds);
        return true;
    case 'd':
        return add_date(p, &who->when, "%a %b %-d %H:%M:%S %Y");
    case 'D':
        return add_date(p, &who->when, "%a, %-d %b %Y %H:%M:%S");
    case 'i':
        return add_date(p, &who->when, "%Y-%m-%d %H:%M:%S");
    }
    return false;
}

/*
 * What git puts for the placeholder at f, behind the percent sign; the number
 * of its letters, or 0 if that cannot be told.
 */
static size_t add_placeholder(struct pattern *p, const char *f, git_commit *c)
{
    const char *subject;

    switch (*f) {
    case 'H':
    case 'h':
        add_id(p, git_commit_id(c), *f == 'H');
        return 1;
    case 'T':
    case 't':
        add_id(p, git_commit_tree_id(c), *f == 'T');
        return 1;
    case 'P':
    case 'p':
        add_parents(p, c, *f == 'P');
        return 1;
    case 'a':
        return add_person(p, git_commit_author(c), f[1]) ? 2 : 0;
    case 'c':
        return add_person(p, git_commit_committer(c), f[1]) ? 2 : 0;
    case 's':
        subject = git_commit_summary(c);
        add_text(p, subject ? subject : "");
        return 1;
    case 'n':
        add_text(p, "\n");
        return 1;
    case '%':
        add_text(p, "%");
        return 1;
    }
    return 0;
}

/* What git puts in a place; false if not all of it can be told. */
static bool add_place(struct pattern *p, const char *format, git_commit *c)
{
    size_t n;

    for (; *format; format++) {
        if (*format != '%') {
            add_bytes(p, format, 1);
            continue;
        }
        n = add_placeholder(p, format + 1, c);
        if (!n) {
            add_unit(p, ANYTHING, NULL, 0);
            return false;
        }
        format += n;
    }
    return true;
}

/* The number of bytes at t that a unit takes; -1 if they do not fit. */
static long takes(const struct pattern *p, const struct unit *u, const char *t,
                  const char *end)
{
    const char *bytes = p->bytes.p + u->at;
    size_t n = 0;

    if (u->kind == BYTES)
        return (size_t)(end - t) >= u->n && !memcmp(t, bytes, u->n) ? (long)u->n
                                                                    : -1;
    while (t + n < end && n < u->n && t[n] == bytes[n])
        n++;
    return n < 4 ? -1 : (long)n;
}

static bool fits(const struct pattern *p, const char *t, const char *end)
{
    const char *back = NULL; /* where the last ANYTHING may go on */
    size_t i = 0, behind = 0;
    long n;

    while (i < p->n || t < end) {
        if (i < p->n && p->v[i].kind == ANYTHING) {
            back = t;
            behind = ++i;
            continue;
        }
        n = i < p->n ? takes(p, &p->v[i], t, end) : -1;
        if (n >= 0) {
            t += n;
            i++;
            continue;
        }
        if (!back || back >= end || *back == '\n')
            return false;
        t = ++back;
        i = behind;
    }
    return true;
}

bool bpq_archive_made(struct bpq_str raw, git_commit *c, struct bpq_str text,
                      bool *known)
{
    const char *p = raw.p, *end = raw.p + raw.len, *place, *after;
    struct pattern all = {NULL, 0, BPQ_BUF_INIT};
    bool made;

    *known = true;
    while (raw.len && (place = next_place(p, end, &after))) {
        size_t n = after - 1 - (place + strlen(OPEN));
        char *format = bpq_strndup(place + strlen(OPEN), n);

        add_bytes(&all, p, place - p);
        *known &= add_place(&all, format, c);
        free(format);
        p = after;
    }
    add_bytes(&all, p, end - p);
    made = fits(&all, text.p, text.p + text.len);
    bpq_buf_free(&all.bytes);
    free(all.v);
    return made;
}

/* ---- what git does to a file whenever it writes it ---- */

bool bpq_archive_plain_ids(struct bpq_buf *text)
{
    static const char id[] = "$Id";
    struct bpq_buf out = BPQ_BUF_INIT;
    const char *p = text->p, *end = text->p + text->len, *at, *close;
    bool found = false;

    while (text->len && (at = memmem(p, end - p, "$Id:", 4))) {
        close = at + 4;
        while (close < end && *close != '$' && *close != '\n')
            close++;
        bpq_buf_add(&out, p, at - p);
        if (close < end && *close == '$') {
            bpq_buf_adds(&out, id);
            found = true;
        } else {
            bpq_buf_add(&out, at, close - at);
        }
        p = close;
    }
    bpq_buf_add(&out, p, end - p);
    if (found) {
        bpq_buf_reset(text);
        bpq_buf_add(text, out.p, out.len);
    }
    bpq_buf_free(&out);
    return found;
}

bool bpq_archive_plain_lines(struct bpq_buf *text)
{
    size_t i, n = 0;

    for (i = 0; i < text->len; i++)
        if (text->p[i] != '\r' || i + 1 == text->len || text->p[i + 1] != '\n')
            text->p[n++] = text->p[i];
    if (n == text->len)
        return false;
    text->len = n;
    text->p[n] = 0;
    return true;
}
