/* SPDX-License-Identifier: LGPL-2.1-only */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "git/udiff.h"
#include "base/textfile.h"

struct reader {
    const char *p, *end;
    size_t line; /* number of the one at p */
    struct bpq_udiff *d;
    struct bpq_err *e;
    /* how much room there is */
    size_t cap_files, cap_hunks, cap_lines;
};

static int refuse(const struct reader *r, size_t line, const char *why)
{
    return bpq_error(r->e, BPQ_FAIL, "line %zu: %s", line, why);
}

/* ---- lines ---- */

static size_t length(const struct reader *r)
{
    const char *nl = memchr(r->p, '\n', (size_t)(r->end - r->p));

    return (size_t)((nl ? nl + 1 : r->end) - r->p);
}

static void step(struct reader *r)
{
    r->p += length(r);
    r->line++;
}

static bool at(const struct reader *r, const char *word)
{
    size_t n = strlen(word);

    return (size_t)(r->end - r->p) >= n && !memcmp(r->p, word, n);
}

/* What stands behind word in this line, without the newline. */
static struct bpq_str behind(const struct reader *r, const char *word)
{
    size_t n = strlen(word), len = length(r);

    if (len && r->p[len - 1] == '\n')
        len--;
    return (struct bpq_str){r->p + n, len - n};
}

/* The line after this one begins with word. */
static bool next_is(const struct reader *r, const char *word)
{
    struct reader next = *r;

    next.p += length(r);
    return at(&next, word);
}

static void *enlarge(void *v, size_t n, size_t *cap, size_t size)
{
    if (n < *cap)
        return v;
    *cap = *cap ? 2 * *cap : 64;
    return bpq_grow(v, *cap, size);
}

/* ---- names ---- */

/* A string as C and git quote it; *p is behind it.  NULL: it is none. */
static char *unquote(const char **p, const char *end)
{
    static const char from[] = "abfnrtv\\\"", to[] = "\a\b\f\n\r\t\v\\\"";
    struct bpq_buf b = BPQ_BUF_INIT;
    const char *s = *p + 1;

    bpq_buf_adds(&b, "");
    for (; s < end && *s != '"'; s++) {
        char c = *s;

        if (c == '\\' && ++s < end) {
            const char *k = *s ? strchr(from, *s) : NULL;

            if (k) {
                c = to[k - from];
            } else if (end - s >= 3 && *s >= '0' && *s <= '3' && s[1] >= '0' &&
                       s[1] <= '7' && s[2] >= '0' && s[2] <= '7') {
                c = (char)((s[0] - '0') << 6 | (s[1] - '0') << 3 |
                           (s[2] - '0'));
                s += 2;
            } else {
                break;
            }
        }
        if (!c)
            break;
        bpq_buf_add(&b, &c, 1);
    }
    if (s >= end || *s != '"') {
        bpq_buf_free(&b);
        return NULL;
    }
    *p = s + 1;
    return b.p;
}

static char *name_of(struct bpq_str s)
{
    const char *p = s.p;

    return s.len && *p == '"' ? unquote(&p, p + s.len)
                              : bpq_strndup(s.p, s.len);
}

/* Takes name over.  strip: its first folder, as patch -p1 does. */
static int set_path(const struct reader *r, char **path, char *name, bool strip)
{
    const char *fault, *p = name;
    int rc = BPQ_OK;

    if (p && strip) {
        p = strchr(p, '/');
        if (p)
            p++;
    }
    if (!p) {
        rc = refuse(r, r->line,
                    name ? "its path has no folder in front, as a/ or b/, that "
                           "could be left out"
                         : "its path is not quoted as git does it");
    } else if ((fault = bpq_path_fault(p))) {
        rc = bpq_error(r->e, BPQ_FAIL, "line %zu: the path \"%s\" %s: refused",
                       r->line, p, fault);
    } else {
        free(*path);
        *path = bpq_strdup(p);
    }
    free(name);
    return rc;
}

/* Of a line "--- NAME" or "+++ NAME", which may have a date; NULL: no file */
static int read_side(struct reader *r, char **path)
{
    struct bpq_str s = behind(r, "--- ");
    const char *tab = memchr(s.p, '\t', s.len);
    char *name;

    if (tab && s.len && *s.p != '"')
        s.len = (size_t)(tab - s.p);
    name = name_of(s);
    if (name && !strcmp(name, "/dev/null")) {
        free(name);
        return BPQ_OK;
    }
    return set_path(r, path, name, true);
}

/* ---- hunks ---- */

static bool number(const char **p, size_t *n)
{
    const char *s = *p;

    for (*n = 0; isdigit((unsigned char)**p) && *p - s < 9; ++*p)
        *n = *n * 10 + (size_t)(**p - '0');
    return *p > s && !isdigit((unsigned char)**p);
}

/* "-START,N" or "+START,N" */
static bool range(const char **p, char sign, size_t *start, size_t *n)
{
    if (*(*p)++ != sign || !number(p, start))
        return false;
    *n = 1;
    if (**p != ',')
        return true;
    ++*p;
    return number(p, n);
}

/* The text ends with a newline, so that no look goes beyond it. */
static bool head(const char *p, struct bpq_uhunk *h)
{
    size_t start;

    p += 3;
    return range(&p, '-', &h->old_start, &h->old_n) && *p++ == ' ' &&
           range(&p, '+', &start, &h->new_n) && !strncmp(p, " @@", 3);
}

static void add_line(struct reader *r, struct bpq_uhunk *h, char kind,
                     struct bpq_str text)
{
    struct bpq_udiff *d = r->d;

    d->lines = enlarge(d->lines, d->n_lines, &r->cap_lines, sizeof(*d->lines));
    d->lines[d->n_lines++] = (struct bpq_uline){kind, text};
    h->n++;
}

static int read_lines(struct reader *r, struct bpq_uhunk *h)
{
    size_t old = 0, new = 0;

    while (old < h->old_n || new < h->new_n) {
        size_t len = length(r);
        char kind = *r->p;

        if (r->p >= r->end)
            return refuse(r, h->line, "its hunk has fewer lines than it says");
        if (kind == '\n') /* an editor took the blank away */
            add_line(r, h, ' ', (struct bpq_str){r->p, 1});
        else if (kind == ' ' || kind == '-' || kind == '+')
            add_line(r, h, kind, (struct bpq_str){r->p + 1, len - 1});
        else
            return refuse(r, r->line,
                          "no line of a hunk, which has fewer "
                          "lines than it says");
        old += kind != '+';
        new += kind != '-';
        if (old > h->old_n || new > h->new_n)
            return refuse(r, h->line, "its hunk has other lines than it says");
        step(r);
        if (at(r, "\\ ")) {
            r->d->lines[r->d->n_lines - 1].text.len--;
            step(r);
        }
    }
    return BPQ_OK;
}

/* Would a line be left behind if the hunk ended here? */
static bool goes_on(const struct reader *r)
{
    struct bpq_str s;

    if (r->p >= r->end || at(r, "--- ") || at(r, "-- \n") || at(r, "--\n"))
        return false;
    s = behind(r, "");
    return *r->p == '+' || *r->p == '-' || (*r->p == ' ' && s.len > 1);
}

static int read_hunks(struct reader *r, struct bpq_ufile *f)
{
    struct bpq_udiff *d = r->d;

    f->first = d->n_hunks;
    while (at(r, "@@ -")) {
        struct bpq_uhunk h = {.line = r->line, .first = d->n_lines};
        int rc;

        if (!head(r->p, &h))
            return refuse(r, r->line, "its @@ line cannot be read");
        step(r);
        rc = read_lines(r, &h);
        if (rc)
            return rc;
        if (goes_on(r))
            return refuse(r, h.line, "its hunk has more lines than it says");
        d->hunks =
            enlarge(d->hunks, d->n_hunks, &r->cap_hunks, sizeof(*d->hunks));
        d->hunks[d->n_hunks++] = h;
        f->n++;
    }
    return BPQ_OK;
}

/* ---- a file ---- */

/* What git's lines above a diff say. */
struct extended {
    bool is_new, is_gone;
    char *from, *to; /* of a rename */
};

static int read_mode(const struct reader *r, struct bpq_str s, unsigned *mode)
{
    unsigned m = 0;

    for (size_t i = 0; i < s.len && i < 7 && s.p[i] >= '0' && s.p[i] <= '7';
         i++)
        m = m * 8 + (unsigned)(s.p[i] - '0');
    if (m == 0120000)
        return refuse(r, r->line,
                      "it changes a symbolic link, which cannot be "
                      "ported: do this by hand");
    if (m == 0160000)
        return refuse(r, r->line,
                      "it changes a submodule, which cannot be "
                      "ported: do this by hand");
    if (m >> 9 != 0100)
        return refuse(r, r->line, "its mode is not that of a file");
    *mode = m & 0100 ? 0100755 : 0100644;
    return BPQ_OK;
}

/* "index OLD..NEW[ MODE]" */
static int read_index(const struct reader *r, struct bpq_ufile *f)
{
    struct bpq_str s = behind(r, "index ");
    unsigned same;
    size_t n = 0;

    while (n < s.len && n < 40 && isxdigit((unsigned char)s.p[n]))
        n++;
    if (n + 2 > s.len || s.p[n] != '.' || s.p[n + 1] != '.')
        return BPQ_OK;
    for (size_t i = 0; i < n; i++)
        f->old_id[i] = (char)tolower((unsigned char)s.p[i]);
    f->old_id[n] = 0;
    while (n < s.len && s.p[n] != ' ')
        n++;
    if (n == s.len)
        return BPQ_OK;
    return read_mode(r, (struct bpq_str){s.p + n + 1, s.len - n - 1}, &same);
}

static int read_extended(struct reader *r, struct bpq_ufile *f,
                         struct extended *x, bool *is)
{
    unsigned old;

    *is = true;
    if (at(r, "old mode "))
        return read_mode(r, behind(r, "old mode "), &old);
    if (at(r, "new mode "))
        return read_mode(r, behind(r, "new mode "), &f->new_mode);
    if (at(r, "new file mode ")) {
        x->is_new = true;
        return read_mode(r, behind(r, "new file mode "), &f->new_mode);
    }
    if (at(r, "deleted file mode ")) {
        x->is_gone = true;
        return read_mode(r, behind(r, "deleted file mode "), &old);
    }
    if (at(r, "copy from ") || at(r, "copy to "))
        return refuse(r, r->line,
                      "it copies a file: make the patch again "
                      "without -C");
    if (at(r, "rename from "))
        return set_path(r, &x->from, name_of(behind(r, "rename from ")), false);
    if (at(r, "rename to "))
        return set_path(r, &x->to, name_of(behind(r, "rename to ")), false);
    if (at(r, "GIT binary patch") || at(r, "Binary files "))
        return refuse(r, r->line,
                      "it changes a binary file, which cannot be "
                      "ported: do this by hand");
    if (at(r, "index "))
        return read_index(r, f);
    *is = at(r, "similarity index ") || at(r, "dissimilarity index ");
    return BPQ_OK;
}

/* "diff --git a/NAME b/NAME", where nothing else names the file. */
static int read_both(const struct reader *r, struct bpq_str s, char **path)
{
    const char *p = s.p, *end = s.p + s.len;
    size_t half = s.len / 2;
    char *a, *b;
    int rc;

    if (s.len && *p == '"') {
        a = unquote(&p, end);
        p += p < end && *p == ' ';
        b = a && p < end ? name_of((struct bpq_str){p, (size_t)(end - p)})
                         : NULL;
    } else if (s.len % 2 && p[half] == ' ') {
        a = bpq_strndup(p, half);
        b = bpq_strndup(p + half + 1, half);
    } else {
        return refuse(r, r->line, "it does not say which file it changes");
    }
    if (!a || !b || !strchr(a, '/') || !strchr(b, '/') ||
        strcmp(strchr(a, '/'), strchr(b, '/')))
        rc = refuse(r, r->line, "it does not say which file it changes");
    else
        rc = set_path(r, path, bpq_strdup(b), true);
    free(a);
    free(b);
    return rc;
}

static int check_sides(const struct reader *r, const struct bpq_ufile *f,
                       const struct extended *x)
{
    bool renamed = x->from || x->to;

    if (!f->old_path && !f->new_path)
        return refuse(r, f->line, "it does not say which file it changes");
    if ((x->is_new && f->old_path) || (x->is_gone && f->new_path) ||
        (renamed &&
         (!x->from || !x->to || !f->old_path || !f->new_path ||
          strcmp(x->from, f->old_path) || strcmp(x->to, f->new_path))) ||
        (!renamed && f->old_path && f->new_path &&
         strcmp(f->old_path, f->new_path)))
        return refuse(r, f->line,
                      "its lines do not agree about which file it "
                      "changes");
    return BPQ_OK;
}

static int read_git(struct reader *r, struct bpq_ufile *f)
{
    struct bpq_str both = behind(r, "diff --git ");
    struct extended x = {0};
    struct reader first = *r;
    bool is = true;
    int rc = BPQ_OK;

    step(r);
    while (!rc && is && r->p < r->end) {
        rc = read_extended(r, f, &x, &is);
        if (!rc && is)
            step(r);
    }
    if (!rc && at(r, "--- ") && next_is(r, "+++ ")) {
        rc = read_side(r, &f->old_path);
        step(r);
        if (!rc)
            rc = read_side(r, &f->new_path);
        step(r);
    } else if (!rc && x.from && x.to) {
        f->old_path = bpq_strdup(x.from);
        f->new_path = bpq_strdup(x.to);
    } else if (!rc) {
        rc = read_both(&first, both, &f->new_path);
        if (!rc && !x.is_new)
            f->old_path = bpq_strdup(f->new_path);
        if (!rc && x.is_gone) {
            free(f->new_path);
            f->new_path = NULL;
        }
    }
    if (!rc)
        rc = check_sides(r, f, &x);
    free(x.from);
    free(x.to);
    return rc ? rc : read_hunks(r, f);
}

/* As diff -u, quilt and others write it: "--- OLD", "+++ NEW" and hunks. */
static int read_plain(struct reader *r, struct bpq_ufile *f)
{
    int rc = read_side(r, &f->old_path);

    step(r);
    if (!rc)
        rc = read_side(r, &f->new_path);
    step(r);
    if (!rc && !f->old_path && !f->new_path)
        rc = refuse(r, f->line, "it does not say which file it changes");
    /* the old one may be FILE.orig */
    if (!rc && f->old_path && f->new_path) {
        free(f->old_path);
        f->old_path = bpq_strdup(f->new_path);
    }
    return rc ? rc : read_hunks(r, f);
}

static int read_file(struct reader *r)
{
    struct bpq_udiff *d = r->d;
    struct bpq_ufile *f;

    if (d->n == BPQ_UDIFF_FILES)
        return refuse(r, r->line, "it changes more files than Xen has");
    d->v = enlarge(d->v, d->n, &r->cap_files, sizeof(*d->v));
    f = &d->v[d->n++];
    *f = (struct bpq_ufile){.line = r->line};
    return at(r, "diff ") ? read_git(r, f) : read_plain(r, f);
}

static int read_any(struct reader *r)
{
    if (at(r, "diff --git ") || (at(r, "--- ") && next_is(r, "+++ ")))
        return read_file(r);
    if (at(r, "@@ -"))
        return refuse(r, r->line, "a hunk without the name of a file above it");
    if (at(r, "diff --cc ") || at(r, "diff --combined "))
        return refuse(r, r->line,
                      "it is what a merge changes: make a patch of "
                      "the single changes");
    if (at(r, "***************"))
        return refuse(r, r->line,
                      "it is a context diff: make the patch again "
                      "with diff -u");
    if (at(r, "GIT binary patch") ||
        (at(r, "Binary files ") && length(r) > 8 &&
         !memcmp(r->p + length(r) - 8, " differ\n", 8)))
        return refuse(r, r->line,
                      "it changes a binary file, which cannot be "
                      "ported: do this by hand");
    step(r);
    return BPQ_OK;
}

int bpq_udiff_read(struct bpq_udiff *d, struct bpq_str text, size_t line,
                   struct bpq_err *e)
{
    struct reader r = {
        .p = text.p, .end = text.p + text.len, .line = line, .d = d, .e = e};
    int rc = BPQ_OK;

    memset(d, 0, sizeof(*d));
    if (!text.len)
        return BPQ_OK;
    while (!rc && r.p < r.end)
        rc = read_any(&r);
    if (rc)
        bpq_udiff_free(d);
    return rc;
}

void bpq_udiff_free(struct bpq_udiff *d)
{
    for (size_t i = 0; i < d->n; i++) {
        free(d->v[i].old_path);
        free(d->v[i].new_path);
    }
    free(d->v);
    free(d->hunks);
    free(d->lines);
    memset(d, 0, sizeof(*d));
}
