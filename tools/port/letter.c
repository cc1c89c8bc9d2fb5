/* SPDX-License-Identifier: LGPL-2.1-only */
#define _GNU_SOURCE
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "port/letter.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/mime.h"

/* ---- lines ---- */

static struct bpq_str next_line(struct bpq_str *s)
{
    const char *nl = memchr(s->p, '\n', s->len);
    struct bpq_str line = {s->p, nl ? (size_t)(nl - s->p) : s->len};

    s->p += line.len + (nl != NULL);
    s->len -= line.len + (nl != NULL);
    return line;
}

static size_t line_length(struct bpq_str s)
{
    return next_line(&s).len;
}

static bool begins(struct bpq_str s, const char *with)
{
    size_t n = strlen(with);

    return s.len >= n && !strncasecmp(s.p, with, n);
}

static char *copy(struct bpq_str s)
{
    return bpq_strndup(s.p, s.len);
}

/* Between the beginnings of two parts of a text. */
static size_t count_lines(struct bpq_str from, struct bpq_str to)
{
    size_t n = 0;

    for (const char *p = from.p; p < to.p; p++)
        n += *p == '\n';
    return n;
}

static bool is_digits(const char *p, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!isdigit((unsigned char)p[i]))
            return false;
    return true;
}

/* The line above each mail of a mailbox: "From WORD ... HH:MM:SS YYYY" */
static bool is_from_line(struct bpq_str s)
{
    const char *t;

    while (s.len && isspace((unsigned char)s.p[s.len - 1]))
        s.len--;
    if (s.len <= 20)
        return false;
    t = s.p + s.len - strlen("HH:MM:SS YYYY");
    return !memcmp(s.p, "From ", 5) && is_digits(t, 2) && t[2] == ':' &&
           is_digits(t + 3, 2) && t[5] == ':' && is_digits(t + 6, 2) &&
           t[8] == ' ' && is_digits(t + 9, 4);
}

/* Where git am's messages end. */
static bool is_break(struct bpq_str s)
{
    if (begins(s, "diff -") || begins(s, "Index: "))
        return true;
    if (s.len < 3 || memcmp(s.p, "---", 3))
        return false;
    return !bpq_str_strip((struct bpq_str){s.p + 3, s.len - 3}).len ||
           (s.len > 4 && s.p[3] == ' ' && s.p[4] != ' ');
}

/* ---- fields ---- */

struct fields {
    struct bpq_buf from, author, subject, date, description, encoding, type;
};

static struct bpq_buf *field_of(struct fields *f, struct bpq_str line,
                                struct bpq_str *value)
{
    const struct {
        const char *name;
        struct bpq_buf *to;
    } known[] = {
        {"From:", &f->from},
        {"Author:", &f->author},
        {"Subject:", &f->subject},
        {"Date:", &f->date},
        {"Description:", &f->description},
        {"Content-Transfer-Encoding:", &f->encoding},
        {"Content-Type:", &f->type},
    };

    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        size_t n = strlen(known[i].name);

        if (!begins(line, known[i].name))
            continue;
        *value = bpq_str_strip((struct bpq_str){line.p + n, line.len - n});
        return known[i].to;
    }
    return NULL;
}

static bool is_field(struct bpq_str s)
{
    size_t n = 0;

    while (n < s.len && (isalnum((unsigned char)s.p[n]) || s.p[n] == '-'))
        n++;
    return n && n < s.len && s.p[n] == ':';
}

/*
 * Fields and what they go on with; text is left behind them.  A description
 * keeps its lines, as DEP-3 has them: a blank in front, " ." if it is empty.
 */
static void read_fields(struct fields *f, struct bpq_str *text)
{
    struct bpq_buf *to = NULL;

    while (text->len) {
        struct bpq_str rest = *text, line = next_line(&rest), value;

        if (line.len && (*line.p == ' ' || *line.p == '\t')) {
            value = bpq_str_strip(line);
            if (to && to == &f->description) {
                bpq_buf_adds(to, "\n");
                if (value.len != 1 || *value.p != '.')
                    bpq_buf_add(to, value.p, value.len);
            } else if (to) {
                bpq_buf_adds(to, " ");
                bpq_buf_add(to, value.p, value.len);
            }
        } else if (is_field(line) && !is_break(line)) {
            to = field_of(f, line, &value);
            if (to) {
                bpq_buf_reset(to);
                bpq_buf_add(to, value.p, value.len);
            }
        } else {
            if (!bpq_str_strip(line).len)
                *text = rest;
            return;
        }
        *text = rest;
    }
}

static void free_fields(struct fields *f)
{
    bpq_buf_free(&f->from);
    bpq_buf_free(&f->author);
    bpq_buf_free(&f->subject);
    bpq_buf_free(&f->date);
    bpq_buf_free(&f->description);
    bpq_buf_free(&f->encoding);
    bpq_buf_free(&f->type);
}

/* ---- what they say ---- */

/* "Name <address>", '"Name" <address>' or the address alone */
static void set_author(struct bpq_letter *l, struct bpq_str s)
{
    struct bpq_buf text = BPQ_BUF_INIT;
    struct bpq_str name, email;
    const char *a, *b;

    bpq_mime_words(&text, s);
    name = bpq_str_strip(bpq_buf_str(&text));
    a = memrchr(name.p, '<', name.len);
    b = a ? memchr(a, '>', (size_t)(name.p + name.len - a)) : NULL;
    email = name;
    if (b) {
        email = (struct bpq_str){a + 1, (size_t)(b - a) - 1};
        name.len = (size_t)(a - name.p);
        name = bpq_str_strip(name);
        if (name.len > 1 && *name.p == '"' && name.p[name.len - 1] == '"')
            name = (struct bpq_str){name.p + 1, name.len - 2};
    }
    free(l->name);
    free(l->email);
    l->email = copy(bpq_str_strip(email));
    l->name = name.len ? copy(name) : bpq_strdup(l->email);
    bpq_buf_free(&text);
}

/* Without what git am takes off the front: [PATCH 1/2], Re: */
static void set_subject(struct bpq_letter *l, struct bpq_str s)
{
    struct bpq_buf text = BPQ_BUF_INIT;
    const char *end;

    bpq_mime_words(&text, s);
    s = bpq_str_strip(bpq_buf_str(&text));
    for (;;) {
        if (begins(s, "re:")) {
            s = bpq_str_strip((struct bpq_str){s.p + 3, s.len - 3});
        } else if (s.len && *s.p == '[' && (end = memchr(s.p, ']', s.len))) {
            s.len -= (size_t)(end + 1 - s.p);
            s.p = end + 1;
            s = bpq_str_strip(s);
        } else {
            break;
        }
    }
    free(l->subject);
    l->subject = s.len ? copy(s) : NULL;
    bpq_buf_free(&text);
}

/* "Tue, 15 Dec 2020 12:00:00 +0100" */
static void set_date(struct bpq_letter *l, const char *s)
{
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    const char *comma = strchr(s, ','), *m;
    struct tm tm = {0};
    char month[4] = "", sign = '+';
    int zone = 0;

    if (sscanf(comma ? comma + 1 : s, " %2d %3s %4d %2d:%2d:%2d %c%4d",
               &tm.tm_mday, month, &tm.tm_year, &tm.tm_hour, &tm.tm_min,
               &tm.tm_sec, &sign, &zone) < 6)
        return;
    m = strlen(month) == 3 ? strstr(months, month) : NULL;
    zone = abs(zone);
    if (!m || tm.tm_year < 1970 || tm.tm_year > 2099 || zone > 1400)
        return;
    l->when.offset = zone / 100 * 60 + zone % 100;
    if (sign == '-')
        l->when.offset = -l->when.offset;
    l->when.sign = sign == '-' ? '-' : '+';
    tm.tm_mon = (int)(m - months) / 3;
    tm.tm_year -= 1900;
    l->when.time = timegm(&tm) - l->when.offset * 60;
    l->dated = l->when.time >= 0;
}

static void set_fields(struct bpq_letter *l, const struct fields *f)
{
    struct bpq_str d = bpq_buf_str(&f->description);

    if (f->from.len)
        set_author(l, bpq_buf_str(&f->from));
    else if (f->author.len)
        set_author(l, bpq_buf_str(&f->author));
    if (f->subject.len)
        set_subject(l, bpq_buf_str(&f->subject));
    else if (d.len)
        set_subject(l, next_line(&d));
    if (f->date.len)
        set_date(l, f->date.p);
    if (f->description.len && !f->subject.len) {
        free(l->body);
        l->body = copy(bpq_str_strip(d));
    }
}

/* ---- the message ---- */

/* A description may stand above it already. */
static void add_body(struct bpq_letter *l, struct bpq_str s)
{
    char *above = l->body;

    if (above && *above && s.len)
        l->body = bpq_fmt("%s\n\n%.*s", above, (int)s.len, s.p);
    else if (s.len || !above)
        l->body = copy(s);
    if (l->body != above)
        free(above);
}

/* The author, if nothing names one. */
static void read_signed(struct bpq_letter *l)
{
    static const char word[] = "Signed-off-by:";
    const char *p = l->name ? NULL : strstr(l->body, word);

    if (!p)
        return;
    p += strlen(word);
    set_author(l, (struct bpq_str){p, strcspn(p, "\n")});
}

/* A text without fields begins with its subject. */
static void read_first_line(struct bpq_letter *l)
{
    struct bpq_str s = bpq_str_strip(bpq_str(l->body));
    char *body;

    if (l->subject || !s.len || begins(s, "Signed-off-by:"))
        return;
    set_subject(l, next_line(&s));
    body = copy(bpq_str_strip(s));
    free(l->body);
    l->body = body;
}

static void complete(struct bpq_letter *l, const char *name)
{
    const char *base = strrchr(name, '/');
    size_t n;

    read_first_line(l);
    read_signed(l);
    if (!l->name || !*l->name) {
        free(l->name);
        free(l->email);
        l->name = bpq_strdup("unknown");
        l->email = bpq_strdup("unknown");
    }
    if (l->subject)
        return;
    base = base ? base + 1 : name;
    n = strlen(base);
    if (n > 6 && !strcmp(base + n - 6, ".patch"))
        n -= 6;
    l->subject = bpq_strndup(base, n);
}

static bool is_telling(struct bpq_str line)
{
    static const char *const words[] = {
        "From:", "Subject:", "Description:", "Author:"};

    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (begins(line, words[i]))
            return true;
    return false;
}

/* Do fields of a mail, or of DEP-3, stand at the top? */
static bool has_fields(struct bpq_str text)
{
    while (text.len) {
        struct bpq_str line = next_line(&text);

        if (is_telling(line))
            return true;
        if (is_break(line) ||
            !(is_field(line) || (line.len && strchr(" \t", *line.p))))
            return false;
    }
    return false;
}

static void skip_empty(struct bpq_str *text)
{
    struct bpq_str rest = *text;

    while (rest.len && !bpq_str_strip(next_line(&rest)).len)
        *text = rest;
}

/* Message and diff of a text whose encoding is undone. */
static void read_text(struct bpq_letter *l, struct bpq_str text,
                      const char *name)
{
    struct bpq_str all = text, rest, body;
    struct fields f = {0};

    /* git am takes fields from the top of a message, too */
    skip_empty(&text);
    if (is_telling((struct bpq_str){text.p, line_length(text)})) {
        read_fields(&f, &text);
        set_fields(l, &f);
        free_fields(&f);
    }
    body = text;
    for (rest = text; rest.len;) {
        struct bpq_str before = rest;

        if (is_break(next_line(&rest))) {
            rest = before;
            break;
        }
    }
    l->line += count_lines(all, rest);
    body.len -= rest.len;
    bpq_buf_add(&l->diff, rest.p, rest.len);
    if (rest.len && rest.p[rest.len - 1] != '\n')
        bpq_buf_adds(&l->diff, "\n");
    body = bpq_str_strip(body);
    add_body(l, body);
    complete(l, name);
}

/* ---- a letter ---- */

static char *charset_of(const struct fields *f)
{
    const char *p = f->type.len ? strcasestr(f->type.p, "charset=") : NULL;
    size_t n;

    if (!p)
        return NULL;
    p += strlen("charset=");
    p += *p == '"';
    n = strspn(p, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                  "0123456789-_.:");
    if (!n || (n == 5 && !strncasecmp(p, "utf-8", n)) ||
        (n == 8 && !strncasecmp(p, "us-ascii", n)))
        return NULL;
    return bpq_strndup(p, n);
}

static int read_mail(struct bpq_letter *l, struct bpq_str text,
                     const struct fields *f, const char *name,
                     struct bpq_err *e)
{
    struct bpq_buf plain = BPQ_BUF_INIT;
    const char *encoding = f->encoding.len ? f->encoding.p : "";

    if (f->type.len && strcasestr(f->type.p, "multipart/"))
        return bpq_error(e, BPQ_FAIL,
                         "line %zu: is a mail of several parts: save the patch "
                         "itself to a file",
                         l->line);
    l->charset = charset_of(f);
    if (!strcasecmp(encoding, "base64"))
        bpq_mime_base64(&plain, text);
    else if (!strcasecmp(encoding, "quoted-printable"))
        bpq_mime_quoted(&plain, text);
    else
        bpq_buf_add(&plain, text.p, text.len);
    if (plain.len && memchr(plain.p, 0, plain.len)) {
        bpq_buf_free(&plain);
        return bpq_error(e, BPQ_FAIL,
                         "line %zu: has a NUL byte, so it is not text",
                         l->line);
    }
    read_text(l, bpq_buf_str(&plain), name);
    bpq_buf_free(&plain);
    return BPQ_OK;
}

static int read_letter(struct bpq_letter *l, struct bpq_str text,
                       const char *name, struct bpq_err *e)
{
    struct bpq_str all = text, line = next_line(&text);
    struct fields f = {0};
    int rc;

    if (is_from_line(line)) {
        if (line.len > 46 && line.p[45] == ' ' &&
            strspn(line.p + 5, "0123456789abcdef") == 40)
            l->from_id = bpq_strndup(line.p + 5, 40);
    } else {
        text = all;
    }
    if (has_fields(text)) {
        read_fields(&f, &text);
        set_fields(l, &f);
    }
    l->line += count_lines(all, text);
    rc = read_mail(l, text, &f, name, e);
    free_fields(&f);
    if (!rc)
        rc = bpq_udiff_read(&l->udiff, bpq_buf_str(&l->diff), l->line, e);
    return rc;
}

static void free_letter(struct bpq_letter *l)
{
    free(l->from_id);
    free(l->name);
    free(l->email);
    free(l->subject);
    free(l->body);
    free(l->charset);
    bpq_buf_free(&l->diff);
    bpq_udiff_free(&l->udiff);
}

/* ---- a file ---- */

/* Text up to the next mail of a mailbox. */
static struct bpq_str cut(struct bpq_str *text)
{
    struct bpq_str rest = *text, one = *text;

    next_line(&rest);
    while (rest.len) {
        struct bpq_str before = rest;

        if (is_from_line(next_line(&rest))) {
            rest = before;
            break;
        }
    }
    one.len -= rest.len;
    *text = rest;
    return one;
}

static int read_all(struct bpq_letters *l, struct bpq_str text,
                    const char *name, struct bpq_err *e)
{
    bool box = is_from_line((struct bpq_str){text.p, strcspn(text.p, "\n")});
    size_t line = 1, cap = 0;
    int rc = BPQ_OK;

    while (!rc && text.len) {
        struct bpq_str one = text;
        struct bpq_letter *k;

        if (l->n == cap) {
            cap = cap ? 2 * cap : 16;
            l->v = bpq_grow(l->v, cap, sizeof(*l->v));
        }
        if (box)
            one = cut(&text);
        else
            text.len = 0;
        k = &l->v[l->n++];
        *k = (struct bpq_letter){.line = line};
        rc = read_letter(k, one, name, e);
        line += count_lines(one, (struct bpq_str){one.p + one.len, 0});
        if (!rc && !k->udiff.n) {
            bpq_strs_add(&l->passed, k->subject);
            free_letter(k);
            l->n--;
        }
    }
    return rc;
}

/* A file that was written on another system, line by line. */
static void drop_returns(struct bpq_buf *text)
{
    const char *nl = memchr(text->p, '\n', text->len);
    size_t n = 0;

    if (!nl || nl == text->p || nl[-1] != '\r')
        return;
    for (size_t i = 0; i < text->len; i++)
        if (text->p[i] != '\r' || text->p[i + 1] != '\n')
            text->p[n++] = text->p[i];
    text->len = n;
    text->p[n] = 0;
}

int bpq_letters_read(struct bpq_letters *l, struct bpq_str text,
                     const char *name, struct bpq_err *e)
{
    struct bpq_buf own = BPQ_BUF_INIT;
    int rc = BPQ_OK;

    memset(l, 0, sizeof(*l));
    bpq_buf_add(&own, text.p, text.len);
    if (own.len && memchr(own.p, 0, own.len))
        rc = bpq_error(e, BPQ_FAIL, "has a NUL byte: it is no patch");
    drop_returns(&own);
    if (!rc)
        rc = read_all(l, bpq_buf_str(&own), name, e);
    if (!rc && !l->n)
        rc = bpq_error(e, BPQ_FAIL,
                       "has no patch in it: a patch has lines "
                       "\"--- a/FILE\" and \"+++ b/FILE\"");
    bpq_buf_free(&own);
    if (rc) {
        bpq_letters_free(l);
        bpq_error_at(e, "%s", name);
    }
    return rc;
}

void bpq_letters_free(struct bpq_letters *l)
{
    for (size_t i = 0; i < l->n; i++)
        free_letter(&l->v[i]);
    free(l->v);
    bpq_strs_free(&l->passed);
    memset(l, 0, sizeof(*l));
}
