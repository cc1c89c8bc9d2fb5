/* SPDX-License-Identifier: LGPL-2.1-only */
#define _GNU_SOURCE
#include "base/printable.h"

#include <string.h>

size_t bpq_utf8(const char *p, const char *end, unsigned long *c)
{
    /* smallest code point of each length, to refuse overlong forms */
    static const unsigned long least[] = {0, 0, 0x80, 0x800, 0x10000};
    const unsigned char *s = (const unsigned char *)p;
    size_t n = *s < 0x80   ? 1
               : *s < 0xc0 ? 0
               : *s < 0xe0 ? 2
               : *s < 0xf0 ? 3
               : *s < 0xf8 ? 4
                           : 0;

    if (!n || (size_t)(end - p) < n)
        return 0;
    *c = n == 1 ? *s : *s & (0x7f >> n);
    for (size_t i = 1; i < n; i++) {
        if ((s[i] & 0xc0) != 0x80)
            return 0;
        *c = *c << 6 | (s[i] & 0x3f);
    }
    if (*c < least[n] || *c > 0x10ffff || (*c >= 0xd800 && *c < 0xe000))
        return 0;
    return n;
}

/* Invisible characters that change how others are shown. */
static bool acts(unsigned long c)
{
    static const struct {
        unsigned long from, to;
    } ranges[] = {
        {0x00, 0x1f},       {0x7f, 0x9f},     /* controls */
        {0x61c, 0x61c},     {0x200e, 0x200f}, /* direction */
        {0x2028, 0x202e},                     /* lines, paragraphs, direction */
        {0x2066, 0x2069},                     /* direction */
        {0xfff9, 0xfffb},                     /* annotations */
        {0xe0000, 0xe007f},                   /* tags */
    };

    for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++)
        if (c >= ranges[i].from && c <= ranges[i].to)
            return true;
    /* noncharacters: git takes a text with them as another encoding */
    return (c & 0xfffe) == 0xfffe || (c >= 0xfdd0 && c <= 0xfdef);
}

static void put(struct bpq_buf *out, struct bpq_str s, const char *stay)
{
    const char *p = s.p, *end = s.p + s.len, *from = p;
    unsigned long c;
    size_t n;

    for (; p < end; p += n) {
        if (*p >= ' ' && *p < 0x7f) {
            n = 1;
            continue;
        }
        n = bpq_utf8(p, end, &c);
        if (n && (!acts(c) || (c && c < ' ' && strchr(stay, (int)c))))
            continue;
        bpq_buf_add(out, from, (size_t)(p - from));
        if (n)
            bpq_buf_addf(out, "<U+%04lX>", c);
        else
            bpq_buf_addf(out, "<%02X>", (unsigned)(unsigned char)*p);
        n = n ? n : 1;
        from = p + n;
    }
    bpq_buf_add(out, from, (size_t)(end - from));
}

void bpq_printable_line(struct bpq_buf *out, struct bpq_str s)
{
    put(out, s, "");
}

void bpq_printable_text(struct bpq_buf *out, struct bpq_str s)
{
    put(out, s, "\n\t");
}

/* Cut out the middle, because the end of a message says what to do next. */
static void put_cut(struct bpq_buf *out, struct bpq_str s, const char *stay)
{
    size_t head = BPQ_LINE_MAX / 4 * 3, tail = BPQ_LINE_MAX / 5;

    if (s.len <= BPQ_LINE_MAX) {
        put(out, s, stay);
        return;
    }
    /* do not cut within a character */
    while ((s.p[head] & 0xc0) == 0x80 && head > BPQ_LINE_MAX / 2)
        head--;
    while ((s.p[s.len - tail] & 0xc0) == 0x80 && tail > BPQ_LINE_MAX / 10)
        tail--;
    put(out, (struct bpq_str){s.p, head}, stay);
    bpq_buf_addf(out, "…(%zu bytes left out)…", s.len - head - tail);
    put(out, (struct bpq_str){s.p + s.len - tail, tail}, stay);
}

void bpq_message_line(struct bpq_buf *out, struct bpq_str s)
{
    put_cut(out, s, "");
}

void bpq_message_text(struct bpq_buf *out, struct bpq_str s)
{
    while (s.len) {
        const char *nl = memchr(s.p, '\n', s.len);
        size_t len = nl ? (size_t)(nl - s.p) : s.len;

        put_cut(out, (struct bpq_str){s.p, len}, "\t");
        if (nl)
            bpq_buf_adds(out, "\n");
        s.p += len + (nl != NULL);
        s.len -= len + (nl != NULL);
    }
}
