/* SPDX-License-Identifier: LGPL-2.1-only */
#define _GNU_SOURCE
#include <ctype.h>
#include <string.h>

#include "smpl.h"

struct check {
    const char *name;
    const char *start, *end; /* of the rule's text */
    struct bpq_err *e;
};

static int refuse(const struct check *c, const char *at, const char *what)
{
    size_t line = 1;
    const char *p;

    for (p = c->start; p < at; p++)
        line += *p == '\n';
    return bpq_error(c->e, BPQ_FAIL,
                     "%s:%zu: %s: a semantic patch that does so is not run; "
                     "write it with metavariables and code alone",
                     c->name, line, what);
}

static bool is_word(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

static bool begins(const char *p, const char *end, const char *with)
{
    size_t n = strlen(with);

    return (size_t)(end - p) >= n && !memcmp(p, with, n);
}

static const char *skip_line(const char *p, const char *end)
{
    const char *nl = memchr(p, '\n', (size_t)(end - p));

    return nl ? nl : end;
}

/* The end of a comment that begins here, or p if none does. */
static const char *skip_comment(const char *p, const char *end)
{
    const char *to;

    if (begins(p, end, "//") || begins(p, end, "#!"))
        return skip_line(p, end);
    if (!begins(p, end, "/*"))
        return p;
    to = memmem(p + 2, (size_t)(end - p - 2), "*/", 2);
    return to ? to + 2 : end;
}

/* What Coccinelle passes over between two words: marks of a line's kind, too */
static const char *skip_between(const char *p, const char *end)
{
    const char *to;

    while (p < end) {
        to = skip_comment(p, end);
        if (to == p && (isspace((unsigned char)*p) || strchr("+-*?!", *p)))
            to++;
        if (to == p)
            break;
        p = to;
    }
    return p;
}

/* ---- wherever it stands ---- */

/*
 * Coccinelle takes these words for its own in a rule's head and among its
 * metavariables.  They are looked for everywhere, since what is a comment and
 * where a head ends is for Coccinelle to say.
 */
static const struct {
    const char *word, *before; /* any of these characters behind it */
    const char *what;
} words[] = {
    {"script", ":", "\"script:\" runs a program"},
    {"initialize", ":", "\"initialize:\" runs a program"},
    {"finalize", ":", "\"finalize:\" runs a program"},
    {"using", "\"<", "\"using\" reads another file"},
};

static int check_words(const struct check *c)
{
    const char *p = c->start, *q;
    size_t i, n;

    while (p < c->end) {
        for (n = 0; p + n < c->end && is_word(p[n]); n++)
            ;
        for (i = 0; n && i < sizeof(words) / sizeof(words[0]); i++) {
            if (n != strlen(words[i].word) || memcmp(p, words[i].word, n))
                continue;
            q = skip_between(p + n, c->end);
            if (q < c->end && *q && strchr(words[i].before, *q))
                return refuse(c, p, words[i].what);
        }
        p += n ? n : 1;
    }
    return BPQ_OK;
}

static const char *skip_blanks(const char *p, const char *end)
{
    while (p < end && *p != '\n' && isspace((unsigned char)*p))
        p++;
    return p;
}

/* spatch takes its options from such a line even inside of a comment. */
static int check_options(const struct check *c)
{
    const char *p, *q, *end;

    for (p = c->start; p < c->end; p = end + 1) {
        end = skip_line(p, c->end);
        q = skip_blanks(p, end);
        if (q == end || *q != '#')
            continue;
        if (begins(skip_blanks(q + 1, end), end, "spatch"))
            return refuse(c, p, "\"#spatch\" sets options of spatch");
    }
    return BPQ_OK;
}

/* ---- above the first rule ---- */

/*
 * Files to be read in are named up to the first "@".  All else that may stand
 * there is comments, and `virtual` with its words.
 */
static int check_prolog(const struct check *c)
{
    const char *p = c->start, *to;

    while (p < c->end && *p != '@') {
        if (*p == '"' || *p == '<' || (*p == '#' && !begins(p, c->end, "#!")))
            return refuse(c, p,
                          "what stands above the first rule may read "
                          "another file");
        to = skip_comment(p, c->end);
        p = to == p ? p + 1 : to;
    }
    return BPQ_OK;
}

int bpq_smpl_check(const char *name, struct bpq_str smpl, struct bpq_err *e)
{
    struct check c = {name, smpl.p, smpl.p + smpl.len, e};
    int rc;

    rc = check_prolog(&c);
    if (!rc)
        rc = check_options(&c);
    if (!rc)
        rc = check_words(&c);
    return rc;
}
