/* SPDX-License-Identifier: LGPL-2.1-only */
#include <ctype.h>
#include <git2.h>
#include <stdlib.h>
#include <string.h>

#include "git/lines.h"
#include "git/shorthand.h"

void bpq_lines_split(struct bpq_lines *l, struct bpq_str text)
{
    /* a text without bytes may have no address */
    const char *p = text.p, *end = text.len ? text.p + text.len : text.p, *nl;
    size_t cap = 0;

    *l = (struct bpq_lines){0};
    for (; p < end; p = nl) {
        nl = memchr(p, '\n', (size_t)(end - p));
        nl = nl ? nl + 1 : end;
        if (l->n == cap) {
            cap = cap ? 2 * cap : 64;
            l->v = bpq_grow(l->v, cap, sizeof(*l->v));
        }
        l->v[l->n++] = (struct bpq_str){p, (size_t)(nl - p)};
    }
}

void bpq_lines_free(struct bpq_lines *l)
{
    free(l->v);
    *l = (struct bpq_lines){0};
}

char *bpq_lines_text(const struct bpq_lines *l, size_t i, size_t n)
{
    const char *p;

    if (!n)
        return bpq_strdup("");
    p = l->v[i].p;
    return bpq_strndup(p,
                       (size_t)(l->v[i + n - 1].p + l->v[i + n - 1].len - p));
}

void bpq_lines_add(struct bpq_buf *b, struct bpq_str s)
{
    bool crlf = s.len > 1 && s.p[s.len - 2] == '\r';

    if (b->len && b->p[b->len - 1] != '\n')
        bpq_buf_adds(b, crlf ? "\r\n" : "\n");
    bpq_buf_add(b, s.p, s.len);
}

void bpq_lines_adds(struct bpq_buf *b, const struct bpq_lines *l, size_t i,
                    size_t n)
{
    for (; n; i++, n--)
        bpq_lines_add(b, l->v[i]);
}

struct bpq_str bpq_line_trim(struct bpq_str s)
{
    while (s.len && isspace((unsigned char)s.p[s.len - 1]))
        s.len--;
    return s;
}

size_t bpq_line_letters(struct bpq_str s)
{
    size_t n = 0;

    for (size_t i = 0; i < s.len; i++)
        n += isalnum((unsigned char)s.p[i]) != 0;
    return n;
}

static int add_hunk(const git_diff_delta *delta, const git_diff_hunk *from,
                    void *payload)
{
    struct bpq_hunks *h = payload;
    struct bpq_hunk *to;

    (void)delta;
    h->v = bpq_grow(h->v, h->n + 1, sizeof(*h->v));
    to = &h->v[h->n++];
    /* Diffs count from 1; an empty range has the number of the line before. */
    to->chg0 = (size_t)from->old_lines;
    to->chg = (size_t)from->new_lines;
    to->i0 = (size_t)from->old_start - (to->chg0 ? 1 : 0);
    to->i = (size_t)from->new_start - (to->chg ? 1 : 0);
    return 0;
}

#define BLOCK 256 /* bytes compared at once */
#define LEFT 64   /* lines that both have, at each end */

static void init_options(git_diff_options *opts)
{
    git_diff_options_init(opts, GIT_DIFF_OPTIONS_VERSION);
    opts->context_lines = 0;
    opts->flags = GIT_DIFF_FORCE_TEXT;
}

/* r: what git2 says. */
static int compared(struct bpq_hunks *h, int r, struct bpq_err *e)
{
    if (!r)
        return BPQ_OK;
    bpq_hunks_free(h);
    return bpq_error(e, BPQ_FAIL, "cannot compare two texts: %s",
                     git_error_last() ? git_error_last()->message
                                      : "libgit2 does not say why");
}

static size_t same_tail(struct bpq_str a, struct bpq_str b)
{
    size_t end = a.len < b.len ? a.len : b.len, n = 0;
    const char *ea = a.p + a.len, *eb = b.p + b.len;

    while (n + BLOCK <= end && !memcmp(ea - n - BLOCK, eb - n - BLOCK, BLOCK))
        n += BLOCK;
    while (n < end && ea[-1 - (ptrdiff_t)n] == eb[-1 - (ptrdiff_t)n])
        n++;
    return n;
}

/*
 * Take whole lines off that both have at their ends, and return how many they
 * are at the beginning.  Some stay, so that a hunk among lines like its own
 * ends where it would with all of them.
 */
static size_t trim_common(struct bpq_str *a, struct bpq_str *b)
{
    size_t n = bpq_str_same_head(*a, *b), left = 0, lines = 0;
    const char *p = a->p, *end;

    for (; n; n--)
        if (p[n - 1] == '\n' && left++ == LEFT)
            break;
    for (end = p + n; p < end; p++)
        lines += *p == '\n';
    *a = (struct bpq_str){end, a->len - n};
    *b = (struct bpq_str){b->p + n, b->len - n};
    end = a->p + a->len;
    p = end - same_tail(*a, *b);
    for (left = 0; p < end && left <= LEFT; p++)
        left += *p == '\n';
    a->len -= (size_t)(end - p);
    b->len -= (size_t)(end - p);
    return lines;
}

static int diff_as_is(struct bpq_hunks *h, struct bpq_str base,
                      struct bpq_str other, struct bpq_err *e)
{
    git_diff_options opts;

    init_options(&opts);
    return compared(h,
                    git_diff_buffers(base.len ? base.p : "", base.len, NULL,
                                     other.len ? other.p : "", other.len, NULL,
                                     &opts, NULL, NULL, add_hunk, NULL, h),
                    e);
}

int bpq_diff(struct bpq_hunks *h, struct bpq_str base, struct bpq_str other,
             struct bpq_err *e)
{
    struct bpq_str texts[] = {base, other};
    struct bpq_shorthand s;
    int rc;

    *h = (struct bpq_hunks){0};
    if (bpq_shorthand_write(&s, texts, 2))
        rc = diff_as_is(h, bpq_buf_str(&s.text[0]), bpq_buf_str(&s.text[1]), e);
    else
        rc = diff_as_is(h, base, other, e);
    bpq_shorthand_free(&s);
    return rc;
}

int bpq_diff_near(struct bpq_hunks *h, struct bpq_str base,
                  struct bpq_str other, struct bpq_err *e)
{
    size_t head;
    int rc;

    /* a text without bytes may have no address */
    if (!base.len)
        base = bpq_str("");
    if (!other.len)
        other = bpq_str("");
    head = trim_common(&base, &other);
    rc = bpq_diff(h, base, other, e);
    for (size_t i = 0; i < h->n; i++) {
        h->v[i].i0 += head;
        h->v[i].i += head;
    }
    return rc;
}

static struct bpq_str content(const git_blob *blob)
{
    if (!blob)
        return bpq_str("");
    return (struct bpq_str){git_blob_rawcontent(blob),
                            (size_t)git_blob_rawsize(blob)};
}

int bpq_diff_blobs(struct bpq_hunks *h, const git_blob *base,
                   const git_blob *other, struct bpq_err *e)
{
    return bpq_diff_near(h, content(base), content(other), e);
}

void bpq_hunks_free(struct bpq_hunks *h)
{
    free(h->v);
    *h = (struct bpq_hunks){0};
}

size_t *bpq_align(const struct bpq_hunks *h, size_t n0)
{
    size_t *to = bpq_alloc((n0 + 1) * sizeof(*to));
    size_t i0 = 0, i = 0;

    for (size_t k = 0; k < h->n; k++) {
        while (i0 < h->v[k].i0)
            to[i0++] = i++;
        while (i0 < h->v[k].i0 + h->v[k].chg0)
            to[i0++] = BPQ_GONE;
        i = h->v[k].i + h->v[k].chg;
    }
    while (i0 < n0)
        to[i0++] = i++;
    return to;
}

int bpq_align_texts(struct bpq_str base, struct bpq_str other, size_t **to,
                    struct bpq_err *e)
{
    struct bpq_hunks h = {NULL, 0};
    struct bpq_lines l = {NULL, 0};
    int rc = bpq_diff(&h, base, other, e);

    if (rc)
        return rc;
    bpq_lines_split(&l, base);
    *to = bpq_align(&h, l.n);
    bpq_lines_free(&l);
    bpq_hunks_free(&h);
    return BPQ_OK;
}
