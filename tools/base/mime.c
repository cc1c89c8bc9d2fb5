/* SPDX-License-Identifier: LGPL-2.1-only */
#include <ctype.h>
#include <iconv.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mime.h"

static int hex(char c)
{
    static const char digits[] = "0123456789abcdef";
    const char *p = c ? strchr(digits, tolower((unsigned char)c)) : NULL;

    return p ? (int)(p - digits) : -1;
}

/* word: it is an encoded word, where a blank is written as _. */
static void put_quoted(struct bpq_buf *out, struct bpq_str s, bool word)
{
    for (size_t i = 0; i < s.len; i++) {
        char c = s.p[i];

        if (c == '_' && word) {
            c = ' ';
        } else if (c == '=' && !word && i + 1 < s.len && s.p[i + 1] == '\n') {
            i++;
            continue;
        } else if (c == '=' && i + 2 < s.len && hex(s.p[i + 1]) >= 0 &&
                   hex(s.p[i + 2]) >= 0) {
            c = (char)(hex(s.p[i + 1]) << 4 | hex(s.p[i + 2]));
            i += 2;
        }
        bpq_buf_add(out, &c, 1);
    }
}

void bpq_mime_quoted(struct bpq_buf *out, struct bpq_str s)
{
    put_quoted(out, s, false);
}

void bpq_mime_base64(struct bpq_buf *out, struct bpq_str s)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                 "abcdefghijklmnopqrstuvwxyz0123456789+/";
    unsigned bits = 0, have = 0;

    for (size_t i = 0; i < s.len && s.p[i] != '='; i++) {
        const char *p = s.p[i] ? strchr(digits, s.p[i]) : NULL;
        char c;

        if (!p)
            continue;
        bits = (bits << 6 | (unsigned)(p - digits)) & 0xffffff;
        have += 6;
        if (have < 8)
            continue;
        have -= 8;
        c = (char)(bits >> have);
        bpq_buf_add(out, &c, 1);
    }
}

static bool to_utf8(struct bpq_buf *out, const char *charset, struct bpq_str s)
{
    iconv_t cd = iconv_open("UTF-8", charset);
    size_t left = s.len, room = 6 * s.len + 16;
    char *in = (char *)s.p, *to;
    bool ok;

    if (cd == (iconv_t)-1)
        return false;
    bpq_buf_room(out, room);
    to = out->p + out->len;
    ok = iconv(cd, &in, &left, &to, &room) != (size_t)-1 && !left &&
         !memchr(out->p + out->len, 0, (size_t)(to - out->p) - out->len);
    iconv_close(cd);
    if (ok)
        out->len = (size_t)(to - out->p);
    out->p[out->len] = 0;
    return ok;
}

static const char *find(const char *p, const char *end, char c)
{
    return p < end ? memchr(p, c, (size_t)(end - p)) : NULL;
}

/* Where the word at p ends; NULL if it is none. */
static const char *put_word(struct bpq_buf *out, const char *p, const char *end)
{
    const char *set = p + 2, *mark = find(set, end, '?'), *text, *stop;
    struct bpq_buf bytes = BPQ_BUF_INIT;
    char *charset;
    bool ok;

    if (!mark || end - mark < 4 || mark[2] != '?' || !strchr("qQbB", mark[1]))
        return NULL;
    text = mark + 3;
    stop = find(text, end, '?');
    if (!stop || stop + 1 >= end || stop[1] != '=')
        return NULL;
    if (tolower((unsigned char)mark[1]) == 'q')
        put_quoted(&bytes, (struct bpq_str){text, (size_t)(stop - text)}, true);
    else
        bpq_mime_base64(&bytes, (struct bpq_str){text, (size_t)(stop - text)});
    charset = bpq_strndup(set, (size_t)(mark - set));
    ok = to_utf8(out, charset, bpq_buf_str(&bytes));
    free(charset);
    bpq_buf_free(&bytes);
    return ok ? stop + 2 : NULL;
}

void bpq_mime_words(struct bpq_buf *out, struct bpq_str s)
{
    const char *p = s.p, *end = s.p + s.len, *after;
    size_t blanks = (size_t)-1; /* where those behind a word begin in out */

    while (p < end) {
        if (*p == '=' && end - p > 2 && p[1] == '?') {
            size_t len = out->len;

            /* blanks between two words are no part of the text */
            if (blanks != (size_t)-1)
                out->len = blanks;
            after = put_word(out, p, end);
            if (after) {
                p = after;
                blanks = out->len;
                continue;
            }
            out->len = len;
        }
        if (!strchr(" \t\n", *p) || !*p)
            blanks = (size_t)-1;
        bpq_buf_add(out, p++, 1);
    }
}
