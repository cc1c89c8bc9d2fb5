/* SPDX-License-Identifier: LGPL-2.1-only */
#define _GNU_SOURCE
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "queue/header.h"
#include "base/printable.h"
#include "queue/mail.h"

static const char *const class_names[] = {"clean", "context", "adapted", "own",
                                          "local"};

const char *bpq_class_name(enum bpq_class class)
{
    return class_names[class];
}

/* ---- lines that must be made harmless ---- */

static bool begins(struct bpq_str s, const char *with)
{
    size_t n = strlen(with);

    return s.len >= n && !memcmp(s.p, with, n);
}

/* Is it a command of ed or of a plain diff, as in 12,15c3? */
static bool is_ed_command(struct bpq_str s)
{
    size_t i = 0;

    while (i < s.len && (isdigit((unsigned char)s.p[i]) || s.p[i] == ','))
        i++;
    if (!i || i == s.len || !strchr("acd", s.p[i]))
        return false;
    for (i++; i < s.len; i++)
        if (!strchr("0123456789, \t\r", s.p[i]))
            return false;
    return true;
}

/* patch(1) ignores white space and X at the beginning of a line. */
static struct bpq_str skip_indent(struct bpq_str s)
{
    while (s.len && (*s.p == ' ' || *s.p == '\t' || *s.p == 'X')) {
        s.p++;
        s.len--;
    }
    return s;
}

static bool is_dangerous(struct bpq_str line)
{
    static const char *const marks[] = {
        "diff ", "Index:", "Prereq:", "--- ", "---\t",
        "+++ ",  "*** ",   "****",    "@@ -"};
    struct bpq_str s = skip_indent(line);

    for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
        if (begins(s, marks[i]))
            return true;
    /* only without indentation: the end of git am's message, or the next mail
     */
    return begins(line, "---") || begins(line, "From ") || is_ed_command(s) ||
           begins(line, "diff -");
}

/* git am reads such fields at the top of a body instead of the mail's. */
static bool is_field(struct bpq_str line)
{
    static const char *const names[] = {"From:", "Date:", "Subject:"};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        size_t n = strlen(names[i]);

        if (line.len >= n && !strncasecmp(line.p, names[i], n))
            return true;
    }
    return begins(line, ">From ") || begins(line, "[PATCH]");
}

static void put_text(struct bpq_buf *out, const char *text)
{
    bool first = true; /* only blank lines so far */
    struct bpq_str line;
    size_t step;

    for (; *text; text += step) {
        line.p = text;
        line.len = strcspn(text, "\n");
        step = line.len + (text[line.len] == '\n');
        if (is_dangerous(line) || (first && is_field(line)))
            bpq_buf_adds(out, "| ");
        bpq_buf_add(out, line.p, line.len);
        bpq_buf_adds(out, "\n");
        first = first && strspn(line.p, " \t") == line.len;
    }
}

/* ---- the fields after the message ---- */

#define IN(class) (1u << (class))
#define PICKS (IN(BPQ_CLEAN) | IN(BPQ_CONTEXT) | IN(BPQ_ADAPTED))
#define PORTED (IN(BPQ_CONTEXT) | IN(BPQ_ADAPTED))
#define ALL (PICKS | IN(BPQ_OWNCLASS))

static void put_field(struct bpq_buf *out, const char *tag, const char *value)
{
    char *line = bpq_strdup(value);

    for (char *p = line; (p = strchr(p, '\n'));)
        *p = ' ';
    bpq_buf_addf(out, "%s: ", tag);
    bpq_printable_line(out, bpq_str(line));
    bpq_buf_adds(out, "\n");
    free(line);
}

/* The facts from which a patch's fields are written. */
struct facts {
    const struct bpq_head *h;
    const struct bpq_mail *mail; /* NULL for an own change */
};

static size_t put_author(struct bpq_buf *out, const char *tag,
                         const struct facts *f)
{
    if (!f->mail || !f->mail->author)
        return 0;
    put_field(out, tag, f->mail->author);
    return 1;
}

/* The folders above it are the user's own. */
static const char *file_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

static size_t put_origin(struct bpq_buf *out, const char *tag,
                         const struct facts *f)
{
    const struct bpq_head *h = f->h;
    char *value;

    if (!h->commit) {
        put_field(out, tag, "vendor");
        return 1;
    }
    if (h->file) {
        value = bpq_fmt("other, %s", file_name(h->file));
        put_field(out, tag, value);
        free(value);
        return 1;
    }
    value = bpq_fmt("%s, commit %s",
                    h->class == BPQ_CLEAN ? "upstream" : "backport",
                    git_oid_tostr_s(git_commit_id(h->commit)));
    put_field(out, tag, value);
    free(value);
    return 1;
}

static size_t put_class(struct bpq_buf *out, const char *tag,
                        const struct facts *f)
{
    put_field(out, tag, bpq_class_name(f->h->class));
    return 1;
}

static size_t put_rules(struct bpq_buf *out, const char *tag,
                        const struct facts *f)
{
    const struct bpq_head *h = f->h;
    size_t i;

    for (i = 0; h->rules && i < h->rules->n; i++)
        put_field(out, tag, h->rules->v[i]);
    return i;
}

static size_t put_why(struct bpq_buf *out, const char *tag,
                      const struct facts *f)
{
    const char *p = f->h->why;
    size_t n = 0;

    while (p && *p) {
        size_t len = strcspn(p, "\n");
        char *line = bpq_strndup(p, len);

        put_field(out, tag, line);
        free(line);
        p += len + (p[len] == '\n');
        n++;
    }
    return n;
}

static size_t put_types(struct bpq_buf *out, const char *tag,
                        const struct facts *f)
{
    const struct bpq_strs *types = f->h->types;
    size_t i;

    for (i = 0; types && i < types->n; i++)
        put_field(out, tag, types->v[i]);
    return i;
}

static size_t put_dep(struct bpq_buf *out, const char *tag,
                      const struct facts *f)
{
    if (!f->h->dep_of)
        return 0;
    put_field(out, tag, f->h->dep_of);
    return 1;
}

/* The releases that it is for take no changes any more. */
static size_t put_forwarded(struct bpq_buf *out, const char *tag,
                            const struct facts *f)
{
    if (f->h->class != BPQ_OWNCLASS)
        return 0;
    put_field(out, tag, "not-needed");
    return 1;
}

static size_t put_group(struct bpq_buf *out, const char *tag,
                        const struct facts *f)
{
    char *value;

    if (!f->h->group)
        return 0;
    value = bpq_fmt("%s%s", f->h->group, f->h->optional ? ", optional" : "");
    put_field(out, tag, value);
    free(value);
    return 1;
}

/* In which classes of patches a field is allowed, and in which required. */
static const struct {
    const char *tag;
    unsigned may, must;
    size_t (*put)(struct bpq_buf *out, const char *tag,
                  const struct facts *f); /* returns how many it put */
} fields[] = {
    {"Stable-dep-of", PICKS, 0, put_dep},
    {"Author", PICKS, 0, put_author},
    {"Origin", ALL, ALL, put_origin},
    {"Forwarded", IN(BPQ_OWNCLASS), IN(BPQ_OWNCLASS), put_forwarded},
    {"Bpq-Group", ALL, 0, put_group},
    {"Bpq-Class", ALL, ALL, put_class},
    {"Bpq-Rule", PORTED | IN(BPQ_OWNCLASS), PORTED, put_rules},
    {"Bpq-Why", ALL, 0, put_why},
    {"Bpq-Public-Types", PICKS, 0, put_types},
};

static int put_fields(struct bpq_buf *out, const struct facts *f,
                      struct bpq_err *e)
{
    const struct bpq_head *h = f->h;

    for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
        size_t before = out->len;
        size_t n = fields[i].put(out, fields[i].tag, f);

        if (!n && fields[i].must & IN(h->class))
            return bpq_error(e, BPQ_FAIL,
                             "a patch of class %s must have a field %s:, but "
                             "there is nothing to put in it",
                             bpq_class_name(h->class), fields[i].tag);
        if (n && !(fields[i].may & IN(h->class)))
            return bpq_error(e, BPQ_FAIL,
                             "a patch of class %s must not have \"%.*s\"",
                             bpq_class_name(h->class),
                             (int)(out->len - before - 1), out->p + before);
    }
    return BPQ_OK;
}

/* ---- the mail ---- */

#define NO_COMMIT "0000000000000000000000000000000000000000"

/* The date is the constant that git format-patch uses. */
static void put_from_line(struct bpq_buf *out, const char *id)
{
    bpq_buf_addf(out, "From %s Mon Sep 17 00:00:00 2001\n", id);
}

static void put_upstream(struct bpq_buf *out, const struct bpq_head *h,
                         const struct bpq_mail *m)
{
    put_from_line(out, h->file ? NO_COMMIT
                               : git_oid_tostr_s(git_commit_id(h->commit)));
    bpq_buf_addf(out, "From: %s\nDate: %s\nSubject: %s\n\n", m->from, m->date,
                 m->subject);
    if (!*m->text)
        return;
    put_text(out, m->text);
    bpq_buf_adds(out, "\n");
}

/* bpq_change_read has checked the three fields. */
static int put_own(struct bpq_buf *out, const char *message, struct bpq_err *e)
{
    struct bpq_buf text = BPQ_BUF_INIT;
    const char *body;
    int rc = BPQ_OK;

    bpq_printable_text(&text, bpq_str(message));
    body = strstr(text.p, "\n\n");
    if (!begins(bpq_buf_str(&text), "From: ") ||
        !strstr(text.p, "\nSubject: ") || !strstr(text.p, "\nDate: ")) {
        rc = bpq_error(e, BPQ_FAIL,
                       "message: must begin with the lines From:, Date: and "
                       "Subject:, then an empty line");
        goto out;
    }
    put_from_line(out, NO_COMMIT);
    if (!body) {
        bpq_buf_addf(out, "%s\n", text.p);
        goto out;
    }
    bpq_buf_add(out, text.p, body + 2 - text.p);
    put_text(out, body + 2 + strspn(body + 2, "\n"));
    bpq_buf_adds(out, "\n");
out:
    bpq_buf_free(&text);
    return rc;
}

int bpq_header_put(struct bpq_buf *out, const struct bpq_head *h,
                   struct bpq_err *e)
{
    struct bpq_mail mail = {0};
    struct facts f = {h, h->commit ? &mail : NULL};
    int rc;

    if (h->commit) {
        rc = bpq_mail_read(&mail, h->commit, e);
        if (!rc)
            put_upstream(out, h, &mail);
    } else {
        rc = put_own(out, h->message, e);
    }
    if (!rc)
        rc = put_fields(out, &f, e);
    if (!rc)
        bpq_buf_adds(out, "---\n");
    bpq_mail_free(&mail);
    return rc;
}

/* ---- reading it ---- */

static const char end_of_head[] = "\n---\n";

struct bpq_str bpq_header_skip(struct bpq_str patch)
{
    const char *p;

    p = memmem(patch.p, patch.len, end_of_head, strlen(end_of_head));
    if (!p)
        return patch;
    p += strlen(end_of_head);
    return (struct bpq_str){p, patch.len - (p - patch.p)};
}

/* The lines above "---"; none without it. */
static struct bpq_str head_of(struct bpq_str patch)
{
    size_t below = bpq_header_skip(patch).len;

    if (below == patch.len)
        return (struct bpq_str){patch.p, 0};
    return (struct bpq_str){patch.p,
                            patch.len - below - strlen(end_of_head) + 1};
}

/* Cut the next line, without its newline, off the text. */
static struct bpq_str next_line(struct bpq_str *text)
{
    const char *newline = memchr(text->p, '\n', text->len);
    struct bpq_str line = {text->p, text->len};
    size_t step;

    if (newline)
        line.len = newline - text->p;
    step = line.len + (newline ? 1 : 0);
    text->p += step;
    text->len -= step;
    return line;
}

/* What follows "TAG: ", or NULL in .p. */
static struct bpq_str value_of(struct bpq_str line, const char *tag)
{
    size_t n = strlen(tag);

    if (!begins(line, tag) || line.len < n + 2 || memcmp(line.p + n, ": ", 2))
        return (struct bpq_str){NULL, 0};
    return (struct bpq_str){line.p + n + 2, line.len - n - 2};
}

char *bpq_header_subject(struct bpq_str patch)
{
    struct bpq_str rest = head_of(patch);

    while (rest.len) {
        struct bpq_str line = next_line(&rest);
        struct bpq_str value = value_of(line, "Subject");

        if (value.p)
            return bpq_strndup(value.p, value.len);
        if (!line.len)
            break;
    }
    return bpq_strdup("");
}

void bpq_header_values(struct bpq_str patch, const char *tag,
                       struct bpq_strs *values)
{
    struct bpq_str rest = head_of(patch), last = rest;

    /* The fields are the last paragraph. */
    while (rest.len)
        if (!next_line(&rest).len)
            last = rest;
    while (last.len) {
        struct bpq_str value = value_of(next_line(&last), tag);
        char *one;

        if (!value.p)
            continue;
        one = bpq_strndup(value.p, value.len);
        bpq_strs_add(values, one);
        free(one);
    }
}
