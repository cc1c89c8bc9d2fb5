/* SPDX-License-Identifier: LGPL-2.1-only */
#define _GNU_SOURCE
#include <ctype.h>
#include <string.h>

#include "plan/smpl.h"

struct check {
    const char *name;
    const char *start, *end; /* of the rule's text */
    struct bpq_err *e;
};

static int refuse(const struct check *c, const char *at, const char *what)
{
    size_t line = 1;

    for (const char *p = c->start; p < at; p++)
        line += *p == '\n';
    return bpq_error(c->e, BPQ_FAIL,
                     "%s:%zu: %s, so this semantic patch is not run; write it "
                     "with metavariables and code alone",
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

/* The end of a comment that begins at p, or p if none does. */
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

/* ---- words that are refused everywhere ---- */

/*
 * Coccinelle's keywords in a rule's head and among its metavariables.  They are
 * refused everywhere, because only Coccinelle's own parser knows what is a
 * comment and where a head ends.
 */
static const struct {
    const char *word, *what;
} words[] = {
    {"script", "\"script:\" runs a program"},
    {"initialize", "\"initialize:\" runs a program"},
    {"finalize", "\"finalize:\" runs a program"},
    {"using", "\"using\" reads another file"},
};

static int check_words(const struct check *c)
{
    const char *p = c->start;
    size_t n;

    while (p < c->end) {
        for (n = 0; p + n < c->end && is_word(p[n]); n++)
            ;
        for (size_t i = 0; n && i < sizeof(words) / sizeof(words[0]); i++)
            if (n == strlen(words[i].word) && !memcmp(p, words[i].word, n))
                return refuse(c, p, words[i].what);
        p += n ? n : 1;
    }
    return BPQ_OK;
}

/*
 * spatch takes options from such a line, even inside a comment; in the middle
 * of another line it is only a blank.
 */
static int check_options(const struct check *c)
{
    const char *q;

    for (const char *p = c->start; (p = memchr(p, '#', (size_t)(c->end - p)));
         p++) {
        for (q = p + 1; q < c->end && *q != '\n' && isspace((unsigned char)*q);
             q++)
            ;
        if (begins(q, c->end, "spatch"))
            return refuse(c, p, "\"#spatch\" sets options of spatch");
    }
    return BPQ_OK;
}

/* ---- text above the first rule ---- */

/*
 * Files to include are named before the first "@".  Otherwise only comments and
 * `virtual` lines are allowed there.
 */
static int check_prolog(const struct check *c)
{
    const char *p = c->start, *to;

    while (p < c->end && *p != '@') {
        if (*p == '"' || *p == '<' || (*p == '#' && !begins(p, c->end, "#!")))
            return refuse(c, p,
                          "text above the first rule may read another file");
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
