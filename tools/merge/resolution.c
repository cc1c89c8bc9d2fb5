/* SPDX-License-Identifier: LGPL-2.1-only */
#include <errno.h>
#include <git2.h>
#include <stdlib.h>
#include <string.h>

#include "merge/resolution.h"
#include "base/file.h"
#include "base/textfile.h"
#include "git/lines.h"
#include "git/repo.h"

/*
 * The conflict's key
 */

static void normal_form(struct bpq_buf *out, const char *side)
{
    struct bpq_lines l;

    bpq_lines_split(&l, bpq_str(side));
    for (size_t i = 0; i < l.n; i++) {
        struct bpq_str s = bpq_line_trim(l.v[i]);

        bpq_buf_add(out, s.p, s.len);
        bpq_buf_adds(out, "\n");
    }
    bpq_buf_add(out, "", 1);
    bpq_lines_free(&l);
}

int bpq_conflict_key(char key[41], const char *base, const char *ours,
                     const char *theirs, struct bpq_err *e)
{
    struct bpq_buf form = BPQ_BUF_INIT;
    git_oid oid;
    int r;

    normal_form(&form, base);
    normal_form(&form, ours);
    normal_form(&form, theirs);
    r = git_odb_hash(&oid, form.p, form.len, GIT_OBJECT_BLOB);
    bpq_buf_free(&form);
    if (r)
        return bpq_error(e, BPQ_FAIL, "cannot compute a conflict's key: %s",
                         git_error_last() ? git_error_last()->message
                                          : "libgit2 does not say why");
    git_oid_tostr(key, 41, &oid);
    return BPQ_OK;
}

/*
 * Reading resolutions
 */

enum source { SIDE_BASE, SIDE_OURS, SIDE_THEIRS, OWN_TEXT };

static const char *const source_names[] = {
    [SIDE_BASE] = "base", [SIDE_OURS] = "ours", [SIDE_THEIRS] = "theirs"};

/* One line of a recipe. */
struct piece {
    enum source source;
    bool all;
    size_t from, to;     /* counted from 1, inclusive */
    struct bpq_str text; /* of OWN_TEXT */
    unsigned line;       /* in the file, for messages */
};

struct pieces {
    struct piece *v;
    size_t n;
};

static int fault(const struct bpq_resolution *s, const struct piece *p,
                 struct bpq_err *e, const char *why)
{
    return bpq_error(e, BPQ_FAIL,
                     "%s:%u: %s; a line of a resolution is `base`, `ours` or "
                     "`theirs` with lines N, N-M or `all`, or `| ` and text",
                     s->path, p->line, why);
}

/* Digits only: strtoul would take signs and spaces. */
static bool number(const char **p, size_t *n)
{
    char *end;

    if (**p < '1' || **p > '9')
        return false;
    errno = 0;
    *n = strtoul(*p, &end, 10);
    *p = end;
    return !errno;
}

static bool range(const char *p, struct piece *out)
{
    if (!strcmp(p, "all")) {
        out->all = true;
        return true;
    }
    if (!number(&p, &out->from))
        return false;
    out->to = out->from;
    if (*p == '-') {
        p++;
        if (!number(&p, &out->to))
            return false;
    }
    return !*p && out->from <= out->to;
}

static int side_piece(const struct bpq_resolution *s, char *line,
                      struct piece *out, struct bpq_err *e)
{
    char *what = line + strcspn(line, " \t");

    if (*what)
        *what++ = 0;
    what += strspn(what, " \t");
    for (out->source = SIDE_BASE; out->source < OWN_TEXT; out->source++)
        if (!strcmp(line, source_names[out->source]))
            break;
    if (out->source == OWN_TEXT)
        return fault(s, out, e, "unknown word");
    if (!range(what, out))
        return fault(s, out, e, "bad range of lines");
    return BPQ_OK;
}

static int add_piece(const struct bpq_resolution *s, struct bpq_str line,
                     unsigned n, struct pieces *out, struct bpq_err *e)
{
    struct piece p = {.line = n};
    struct bpq_str t = bpq_line_trim(line);
    int rc = BPQ_OK;

    if (!t.len || t.p[0] == '#')
        return BPQ_OK;
    if (t.p[0] == '|') {
        size_t skip = line.len > 1 && line.p[1] == ' ' ? 2 : 1;

        if (t.len > 1 && t.p[1] != ' ')
            return fault(s, &p, e, "no space after `|`");
        /* Keep trailing blanks, which may be wanted. */
        if (line.p[line.len - 1] == '\n')
            line.len--;
        if (line.p[line.len - 1] == '\r')
            line.len--;
        p.source = OWN_TEXT;
        p.text = skip > line.len
                     ? (struct bpq_str){line.p, 0}
                     : (struct bpq_str){line.p + skip, line.len - skip};
    } else {
        char *copy = bpq_strndup(t.p, t.len);

        rc = side_piece(s, copy, &p, e);
        free(copy);
    }
    if (rc)
        return rc;
    out->v = bpq_grow(out->v, out->n + 1, sizeof(*out->v));
    out->v[out->n++] = p;
    return BPQ_OK;
}

static int parse(const struct bpq_resolution *s, struct pieces *out,
                 struct bpq_err *e)
{
    struct bpq_lines l;
    int rc = BPQ_OK;

    *out = (struct pieces){0};
    bpq_lines_split(&l, bpq_buf_str(&s->recipe));
    for (size_t i = 0; i < l.n && !rc; i++)
        rc = add_piece(s, l.v[i], (unsigned)i + 1, out, e);
    if (!rc && !out->n)
        rc = bpq_error(e, BPQ_FAIL,
                       "%s: the resolution is empty; write which lines of "
                       "which side the region gets, for example `ours all`",
                       s->path);
    bpq_lines_free(&l);
    return rc;
}

static bool is_key(const char *s)
{
    return strlen(s) == 40 && strspn(s, "0123456789abcdef") == 40;
}

int bpq_resolution_add(struct bpq_resolutions *res, const char *key,
                       const char *path, struct bpq_str recipe,
                       struct bpq_err *e)
{
    struct bpq_resolution s = {.path = (char *)path};
    struct pieces pieces = {0};
    int rc;

    if (!is_key(key))
        return bpq_error(e, BPQ_FAIL,
                         "%s: is not the name of a resolution, which is the "
                         "conflict's key, 40 hex digits in lower case",
                         path);
    if (bpq_resolution_find(res, key))
        return BPQ_OK;
    if (recipe.len && memchr(recipe.p, 0, recipe.len))
        return bpq_error(e, BPQ_FAIL,
                         "%s: is not a resolution: it has NUL bytes", path);
    bpq_buf_add(&s.recipe, recipe.p, recipe.len);
    rc = parse(&s, &pieces, e);
    free(pieces.v);
    if (rc) {
        bpq_buf_free(&s.recipe);
        return rc;
    }
    strcpy(s.key, key);
    s.path = bpq_strdup(path);
    res->v = bpq_grow(res->v, res->n + 1, sizeof(*res->v));
    res->v[res->n++] = s;
    return BPQ_OK;
}

int bpq_resolution_read(const char *path, struct bpq_resolutions *res,
                        struct bpq_err *e)
{
    const char *slash = strrchr(path, '/');
    const char *key = slash ? slash + 1 : path;
    struct bpq_buf recipe = BPQ_BUF_INIT;
    int rc = BPQ_OK;

    if (bpq_resolution_find(res, key))
        return BPQ_OK;
    if (is_key(key)) { /* others are refused below */
        char *folder =
            slash ? bpq_strndup(path, slash - path) : bpq_strdup(".");

        rc = bpq_refuse_link(folder, key, e);
        free(folder);
        if (!rc)
            rc = bpq_file_read(path, &recipe, e);
    }
    if (!rc)
        rc = bpq_resolution_add(res, key, path, bpq_buf_str(&recipe), e);
    bpq_buf_free(&recipe);
    return rc;
}

void bpq_resolutions_free(struct bpq_resolutions *res)
{
    for (size_t i = 0; i < res->n; i++) {
        free(res->v[i].path);
        bpq_buf_free(&res->v[i].recipe);
    }
    free(res->v);
    *res = (struct bpq_resolutions){0};
}

struct bpq_resolution *bpq_resolution_find(struct bpq_resolutions *res,
                                           const char *key)
{
    for (size_t i = 0; res && i < res->n; i++)
        if (!strcmp(res->v[i].key, key))
            return &res->v[i];
    return NULL;
}

/* Own text gets the newlines of the file that it is put into. */
static bool uses_crlf(const struct bpq_region *r)
{
    const char *sides[] = {r->ours, r->theirs, r->base};

    for (size_t i = 0; i < 3; i++) {
        const char *nl = strchr(sides[i], '\n');

        if (nl)
            return nl > sides[i] && nl[-1] == '\r';
    }
    return false;
}

static int apply_side(const struct bpq_resolution *s, const struct piece *p,
                      const struct bpq_lines *side, struct bpq_buf *out,
                      struct bpq_err *e)
{
    if (p->all) {
        bpq_lines_adds(out, side, 0, side->n);
        return BPQ_OK;
    }
    if (p->to > side->n)
        return bpq_error(e, BPQ_FAIL,
                         "%s:%u: there is no line %zu of %s, which has %zu "
                         "lines in this conflict; correct the range",
                         s->path, p->line, p->to, source_names[p->source],
                         side->n);
    bpq_lines_adds(out, side, p->from - 1, p->to - p->from + 1);
    return BPQ_OK;
}

static void apply_text(struct bpq_str text, bool crlf, struct bpq_buf *out)
{
    struct bpq_buf line = BPQ_BUF_INIT;

    bpq_buf_add(&line, text.p, text.len);
    bpq_buf_adds(&line, crlf ? "\r\n" : "\n");
    bpq_lines_add(out, bpq_buf_str(&line));
    bpq_buf_free(&line);
}

static void note_taken(struct bpq_region *r, size_t from, size_t to)
{
    r->taken = bpq_grow(r->taken, r->n_taken + 1, sizeof(*r->taken));
    r->taken[r->n_taken++] = (struct bpq_taken){from, to};
}

int bpq_resolution_apply(struct bpq_resolution *s, struct bpq_region *r,
                         struct bpq_buf *out, struct bpq_err *e)
{
    struct bpq_lines sides[OWN_TEXT];
    struct pieces pieces;
    int rc;

    bpq_lines_split(&sides[SIDE_BASE], bpq_str(r->base));
    bpq_lines_split(&sides[SIDE_OURS], bpq_str(r->ours));
    bpq_lines_split(&sides[SIDE_THEIRS], bpq_str(r->theirs));
    rc = parse(s, &pieces, e);
    for (size_t i = 0; i < pieces.n && !rc; i++) {
        const struct piece *p = &pieces.v[i];
        size_t from = out->len;

        if (p->source == OWN_TEXT)
            apply_text(p->text, uses_crlf(r), out);
        else
            rc = apply_side(s, p, &sides[p->source], out, e);
        if (p->source == SIDE_THEIRS)
            note_taken(r, from, out->len);
        if (!rc && out->len > BPQ_BLOB_MAX)
            rc = bpq_error(e, BPQ_FAIL,
                           "%s:%u: with this line the file gets too large",
                           s->path, p->line);
    }
    s->used = true;
    for (size_t i = 0; i < OWN_TEXT; i++)
        bpq_lines_free(&sides[i]);
    free(pieces.v);
    return rc;
}
