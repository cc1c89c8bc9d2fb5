/* SPDX-License-Identifier: LGPL-2.1-only */
#define _GNU_SOURCE
#include "queue/mail.h"

#include <ctype.h>
#include <errno.h>
#include <iconv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "base/buf.h"
#include "base/printable.h"

/* The longest message in Xen has 30 KB. */
#define MESSAGE_MAX ((size_t)1 << 20)

/* ---- the commit's encoding ---- */

struct reader {
    git_commit *c;
    const char *encoding; /* NULL: UTF-8 */
    struct bpq_err *e;
};

static int refuse(const struct reader *rd, const char *why)
{
    return bpq_error(rd->e, BPQ_FAIL,
                     "commit %s: %s; make it a change of our own",
                     git_oid_tostr_s(git_commit_id(rd->c)), why);
}

static bool is_utf8(const char *encoding)
{
    return !encoding || !strcasecmp(encoding, "utf-8") ||
           !strcasecmp(encoding, "utf8");
}

static int convert(iconv_t cd, struct bpq_str s, struct bpq_buf *out)
{
    char part[4096], *in = (char *)s.p, *to;
    size_t room, left = s.len;
    int why;

    do {
        why = 0;
        to = part;
        room = sizeof(part);
        if (iconv(cd, &in, &left, &to, &room) == (size_t)-1)
            why = errno;
        bpq_buf_add(out, part, sizeof(part) - room);
    } while (left && why == E2BIG);
    return why;
}

/* Keywords in a commit are ASCII, so its encoding has to contain ASCII. */
static bool holds_ascii(iconv_t cd)
{
    static const char word[] = "author <a@b> 0123\n";
    struct bpq_buf out = BPQ_BUF_INIT;
    bool holds = !convert(cd, bpq_str(word), &out) &&
                 bpq_str_eq(bpq_buf_str(&out), bpq_str(word));

    bpq_buf_free(&out);
    return holds;
}

/* Convert to UTF-8; printable.h handles bytes that are not. */
static int to_utf8(const struct reader *rd, struct bpq_str s,
                   struct bpq_buf *out)
{
    iconv_t cd;
    int why;

    if (!rd->encoding) {
        bpq_buf_add(out, s.p, s.len);
        return BPQ_OK;
    }
    cd = iconv_open("UTF-8", rd->encoding);
    if (cd == (iconv_t)-1)
        return refuse(rd, "its encoding is unknown");
    why = holds_ascii(cd) ? convert(cd, s, out) : EILSEQ;
    iconv_close(cd);
    return why ? refuse(rd, "its text is not in the encoding that it names")
               : BPQ_OK;
}

/* ---- white space ---- */

/*
 * Replace white space by single blanks and trim it.  (git am replaces several
 * blanks by one, too.)
 */
static void squeeze(struct bpq_buf *out, struct bpq_str s)
{
    const char *p = s.p, *end = s.p + s.len;
    size_t n, i;
    bool first = true;

    for (; p < end; p += n) {
        for (n = 0; p + n < end && isspace((unsigned char)p[n]); n++)
            ;
        for (i = 0; i < n && p[i] == ' '; i++)
            ;
        if (n && !first && p + n < end)
            bpq_buf_add(out, i < n ? " " : p, i < n ? 1 : n);
        if (!n) {
            bpq_buf_add(out, p, 1);
            n = 1;
            first = false;
        }
    }
}

static struct bpq_str next_line(const char **p, const char *end)
{
    const char *nl = memchr(*p, '\n', (size_t)(end - *p));
    struct bpq_str line = {*p, (size_t)((nl ? nl : end) - *p)};

    *p = nl ? nl + 1 : end;
    return line;
}

static bool is_blank(struct bpq_str line)
{
    while (line.len && isspace((unsigned char)line.p[line.len - 1]))
        line.len--;
    return !line.len;
}

/* ---- author ---- */

/* One printable line, with single blanks. */
static int read_ident(const struct reader *rd, const char *text,
                      struct bpq_buf *out)
{
    struct bpq_buf utf8 = BPQ_BUF_INIT, line = BPQ_BUF_INIT;
    int rc = to_utf8(rd, bpq_str(text), &utf8);

    squeeze(&line, bpq_buf_str(&utf8));
    bpq_printable_line(out, bpq_buf_str(&line));
    bpq_buf_free(&utf8);
    bpq_buf_free(&line);
    return rc;
}

/* git am uses the address instead of a name that is too short or too long or
 * has characters of an address; and it removes parentheses. */
static bool is_sane_name(const char *name)
{
    size_t n = strlen(name);

    return n >= 3 && n <= 60 && !strpbrk(name, "@<>") && !strstr(name, "=?") &&
           !(name[0] == '(' && name[n - 1] == ')');
}

static bool is_sane_address(const char *a)
{
    const char *at = strchr(a, '@');

    return *a && !strpbrk(a, " \t\"()<>\\") && !strstr(a, "=?") &&
           !(at && strchr(at + 1, '@'));
}

/* Like git format-patch, quote a name with characters special in mails. */
static bool needs_quotes(const char *name)
{
    return strpbrk(name, "()<>[]:;@,.\"\\") != NULL;
}

static void put_name(struct bpq_buf *out, const char *name)
{
    if (!needs_quotes(name)) {
        bpq_buf_adds(out, name);
        return;
    }
    bpq_buf_adds(out, "\"");
    for (; *name; name++) {
        if (*name == '"' || *name == '\\')
            bpq_buf_adds(out, "\\");
        bpq_buf_add(out, name, 1);
    }
    bpq_buf_adds(out, "\"");
}

static int read_author(const struct reader *rd, struct bpq_mail *m)
{
    const git_signature *author = git_commit_author(rd->c);
    struct bpq_buf name = BPQ_BUF_INIT, address = BPQ_BUF_INIT;
    struct bpq_buf from = BPQ_BUF_INIT;
    bool named, reached;
    int rc;

    /* make sure that there is a string */
    bpq_buf_adds(&name, "");
    bpq_buf_adds(&address, "");
    rc = read_ident(rd, author->name, &name);
    if (!rc)
        rc = read_ident(rd, author->email, &address);
    if (rc)
        goto out;
    reached = is_sane_address(address.p);
    /* git am may use the address as name if the name is the address */
    named = is_sane_name(name.p) || (reached && !strcmp(name.p, address.p));
    /* git am does not remove quotes if the address is not a mail address */
    if ((!reached || !strchr(address.p, '@')) && needs_quotes(name.p))
        named = false;
    if (!named || !reached)
        m->author = bpq_fmt("%s%s<%s>", name.p, *name.p ? " " : "", address.p);
    if (named)
        put_name(&from, name.p);
    else if (!reached || !strchr(address.p, '@'))
        bpq_buf_adds(&from, reached ? address.p : "unknown");
    bpq_buf_addf(&from, "%s<%s>", from.len ? " " : "",
                 reached ? address.p : "unknown");
    m->from = bpq_strdup(from.p);
out:
    bpq_buf_free(&name);
    bpq_buf_free(&address);
    bpq_buf_free(&from);
    return rc;
}

/* ---- date ---- */

static int read_date(const struct reader *rd, struct bpq_mail *m)
{
    static const char days[] = "SunMonTueWedThuFriSat";
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    git_time when = git_commit_author(rd->c)->when;
    int off = abs(when.offset);
    time_t t = when.time;
    struct tm tm;
    char zone[16];

    /* for an invalid zone, libgit2 returns its first character as sign */
    if (when.offset || when.sign != '-')
        when.sign = when.offset < 0 ? '-' : '+';
    snprintf(zone, sizeof(zone), "%c%02d%02d", when.sign, off / 60 % 100,
             off % 60);
    if (t < 0)
        return refuse(
            rd,
            "its author's date is before 1970, which git am cannot restore");
    if (__builtin_add_overflow(t, (time_t)when.offset * 60, &t) ||
        !gmtime_r(&t, &tm) || t < 0 || tm.tm_year >= 200) {
        /* too late for git's date formats, or for the calendar */
        m->date = bpq_fmt("@%lld %s", (long long)when.time, zone);
        return BPQ_OK;
    }
    m->date =
        bpq_fmt("%.3s, %d %.3s %d %02d:%02d:%02d %s", days + 3 * tm.tm_wday,
                tm.tm_mday, months + 3 * tm.tm_mon, tm.tm_year + 1900,
                tm.tm_hour, tm.tm_min, tm.tm_sec, zone);
    return BPQ_OK;
}

/* ---- message ---- */

/* git am decodes text that looks like an encoded word, so encode it. */
static void put_encoded(struct bpq_buf *out, const char *s)
{
    bpq_buf_adds(out, "=?UTF-8?q?");
    for (; *s; s++) {
        if (isalnum((unsigned char)*s))
            bpq_buf_add(out, s, 1);
        else
            bpq_buf_addf(out, "=%02X", (unsigned)(unsigned char)*s);
    }
    bpq_buf_adds(out, "?=");
}

/* A subject that git am does not change. */
static char *subject_of(struct bpq_str text)
{
    struct bpq_buf line = BPQ_BUF_INIT, out = BPQ_BUF_INIT;

    squeeze(&line, text);
    if (!line.len)
        bpq_buf_adds(&line, "(no subject)");
    /* git am removes such prefixes, which replies and lists add */
    if (strchr("[:", *line.p) || !strncasecmp(line.p, "re:", 3))
        bpq_buf_adds(&out, "| ");
    bpq_printable_line(&out, bpq_buf_str(&line));
    if (strstr(out.p, "=?")) {
        bpq_buf_reset(&line);
        put_encoded(&line, out.p);
        bpq_buf_reset(&out);
        bpq_buf_adds(&out, line.p);
    }
    bpq_buf_free(&line);
    return out.p;
}

/* The first paragraph as one line; *p moves behind it. */
static char *read_subject(const char **p, const char *end)
{
    struct bpq_buf all = BPQ_BUF_INIT;
    char *subject;

    bpq_buf_adds(&all, "");
    while (*p < end) {
        struct bpq_str line = next_line(p, end);

        if (!is_blank(line)) {
            bpq_buf_add(&all, line.p, line.len);
            bpq_buf_adds(&all, " ");
        } else if (all.len) {
            break;
        }
    }
    subject = subject_of(bpq_buf_str(&all));
    bpq_buf_free(&all);
    return subject;
}

/* The text without what git am would remove, such as carriage returns, and
 * without white space at its beginning and end. */
static char *read_text(const char *p, const char *end)
{
    struct bpq_buf raw = BPQ_BUF_INIT, out = BPQ_BUF_INIT;

    while (end > p && isspace((unsigned char)end[-1]))
        end--;
    while (p < end && isspace((unsigned char)*p))
        p++;
    while (p < end) {
        struct bpq_str line = next_line(&p, end);

        while (line.len && line.p[line.len - 1] == '\r')
            line.len--;
        bpq_buf_add(&raw, line.p, line.len);
        bpq_buf_adds(&raw, "\n");
    }
    bpq_buf_adds(&out, "");
    bpq_printable_text(&out, bpq_buf_str(&raw));
    bpq_buf_free(&raw);
    return out.p;
}

static int read_message(const struct reader *rd, struct bpq_mail *m)
{
    const char *message = git_commit_message_raw(rd->c), *p;
    struct bpq_buf utf8 = BPQ_BUF_INIT;
    int rc = to_utf8(rd, bpq_str(message), &utf8);

    if (!rc) {
        const char *end;

        p = bpq_buf_str(&utf8).p;
        end = p + utf8.len;
        m->subject = read_subject(&p, end);
        m->text = read_text(p, end);
    }
    bpq_buf_free(&utf8);
    return rc;
}

/* libgit2 reads a message only up to a NUL, so check that it is complete. */
static int check_whole(const struct reader *rd)
{
    git_repository *git = git_commit_owner(rd->c);
    git_odb *odb = NULL;
    git_odb_object *o = NULL;
    int rc = BPQ_OK;

    if (git_repository_odb(&odb, git) ||
        git_odb_read(&o, odb, git_commit_id(rd->c)))
        rc = refuse(rd, "it cannot be read to the end");
    else if (git_odb_object_size(o) > MESSAGE_MAX)
        rc = refuse(rd, "its message has more than 1 MB, which is too much for "
                        "the header of a patch");
    else if (memchr(git_odb_object_data(o), 0, git_odb_object_size(o)))
        rc = refuse(rd, "it has a NUL byte, which no mail can have");
    git_odb_object_free(o);
    git_odb_free(odb);
    return rc;
}

int bpq_mail_read(struct bpq_mail *m, git_commit *c, struct bpq_err *e)
{
    struct reader rd = {c, git_commit_message_encoding(c), e};
    int rc;

    memset(m, 0, sizeof(*m));
    if (is_utf8(rd.encoding))
        rd.encoding = NULL;
    rc = check_whole(&rd);
    if (!rc)
        rc = read_author(&rd, m);
    if (!rc)
        rc = read_date(&rd, m);
    if (!rc)
        rc = read_message(&rd, m);
    if (rc)
        bpq_mail_free(m);
    return rc;
}

void bpq_mail_free(struct bpq_mail *m)
{
    free(m->from);
    free(m->author);
    free(m->date);
    free(m->subject);
    free(m->text);
    memset(m, 0, sizeof(*m));
}
