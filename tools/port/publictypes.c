/* SPDX-License-Identifier: LGPL-2.1-only */
#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "port/publictypes.h"
#include "base/buf.h"
#include "git/repo.h"
#include "git/tree.h"
#include "git/treediff.h"

/* ---- which files ---- */

/* What verify/steps/abi names, and what these include of the tools' own. */
static const char *const headers[] = {
    "libxl.h",        "libxl_utils.h",    "libxl_json.h",    "libxlutil.h",
    "xenctrl.h",      "xenguest.h",       "xc_dom.h",        "xenstore.h",
    "libxl_event.h",  "libxl_uuid.h",     "libxl_types.idl", "xentoollog.h",
    "xenstore_lib.h", "xenctrl_compat.h",
};

static bool begins(const char *s, const char *with)
{
    return !strncmp(s, with, strlen(with));
}

static bool is_idl(const char *path)
{
    size_t n = strlen(path);

    return n > 4 && !strcmp(path + n - 4, ".idl");
}

/* The hypervisor's are included but for the protocols of devices. */
static bool is_public(const char *path)
{
    static const char public[] = "xen/include/public/";
    const char *slash = strrchr(path, '/');

    if (begins(path, public))
        return !begins(path + strlen(public), "io/") ||
               !strcmp(path + strlen(public), "io/xs_wire.h");
    if (!begins(path, "tools/") || begins(path, "tools/tests/"))
        return false;
    for (size_t i = 0; i < sizeof(headers) / sizeof(headers[0]); i++)
        if (!strcmp(slash + 1, headers[i]))
            return true;
    return false;
}

/* ---- words and signs of a text ---- */

struct reader {
    const char *p, *end;
    bool idl;
    struct bpq_str word; /* the last one read; a sign is a word, too */
};

static const char *skip_line(const char *p, const char *end)
{
    while (p < end && *p != '\n')
        p += *p == '\\' && p + 1 < end ? 2 : 1;
    return p < end ? p : end;
}

static const char *skip_comment(const char *p, const char *end)
{
    for (p += 2; p < end && !(p[-1] == '*' && p[0] == '/'); p++)
        ;
    return p < end ? p + 1 : end;
}

/* Comments, and the preprocessor's lines. */
static bool skip(struct reader *r)
{
    const char *p = r->p;

    if (isspace((unsigned char)*p))
        r->p++;
    else if (*p == '#')
        r->p = skip_line(p, r->end);
    else if (!r->idl && r->end - p > 1 && p[0] == '/' && p[1] == '/')
        r->p = skip_line(p, r->end);
    else if (!r->idl && r->end - p > 1 && p[0] == '/' && p[1] == '*')
        r->p = skip_comment(p, r->end);
    return r->p != p;
}

static const char *behind_quotes(const char *p, const char *end)
{
    const char quote = *p++;

    while (p < end && *p != quote && *p != '\n')
        p += *p == '\\' && p + 1 < end ? 2 : 1;
    return p < end ? p + 1 : end;
}

static bool in_word(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

static bool next(struct reader *r)
{
    const char *from;

    while (r->p < r->end && skip(r))
        ;
    if (r->p >= r->end)
        return false;
    from = r->p;
    if (*from == '"' || *from == '\'')
        r->p = behind_quotes(from, r->end);
    else if (in_word(*from))
        while (r->p < r->end && in_word(*r->p))
            r->p++;
    else
        r->p++;
    r->word = (struct bpq_str){from, (size_t)(r->p - from)};
    return true;
}

static bool is(const struct reader *r, const char *word)
{
    return bpq_str_eq(r->word, bpq_str(word));
}

/* ---- types ---- */

struct type {
    struct bpq_str name;
    uint64_t sum; /* of its words */
};

struct types {
    struct type *v;
    size_t n;
};

static uint64_t add_word(uint64_t sum, struct bpq_str word)
{
    for (size_t i = 0; i < word.len; i++)
        sum = (sum ^ (unsigned char)word.p[i]) * 0x100000001b3ull;
    return (sum ^ ' ') * 0x100000001b3ull;
}

static void add_type(struct types *t, struct bpq_str name, uint64_t sum)
{
    if (!name.len)
        return;
    t->v = bpq_grow(t->v, t->n + 1, sizeof(*t->v));
    t->v[t->n++] = (struct type){name, sum};
}

/* Behind what closes the bracket that was just read; the words are summed. */
static uint64_t read_block(struct reader *r, uint64_t sum)
{
    unsigned depth = 1;

    while (depth && next(r)) {
        sum = add_word(sum, r->word);
        if (r->word.len == 1 && strchr("{([", *r->word.p))
            depth++;
        else if (r->word.len == 1 && strchr("})]", *r->word.p))
            depth--;
    }
    return sum;
}

/* struct TAG { ... } NAME; with the name that callers use. */
static void read_type(struct types *t, struct reader *r, uint64_t sum)
{
    struct bpq_str name = {NULL, 0};

    while (next(r)) {
        if (is(r, "{")) {
            sum = read_block(r, sum);
            while (next(r) && !is(r, ";")) {
                sum = add_word(sum, r->word);
                if (is(r, "("))
                    sum = read_block(r, sum); /* an attribute's */
                else if (in_word(*r->word.p) && !begins(r->word.p, "__"))
                    name = r->word;
            }
            add_type(t, name, sum);
            return;
        }
        if (!in_word(*r->word.p))
            return; /* only a use of the type */
        if (!name.len)
            name = r->word;
        sum = add_word(sum, r->word);
    }
}

static void read_header(struct types *t, struct reader *r)
{
    while (next(r)) {
        if (is(r, "struct") || is(r, "union") || is(r, "enum"))
            read_type(t, r, add_word(0, r->word));
        else if (is(r, "extern") && next(r) && *r->word.p == '"')
            next(r); /* its bracket is around all */
        else if (is(r, "{"))
            read_block(r, 0); /* a function */
    }
}

/* NAME = Struct("name", [ ... ]) */
static void read_idl(struct types *t, struct reader *r)
{
    struct bpq_str before = {"", 0};

    while (next(r)) {
        if (is(r, "=") && in_word(*before.p)) {
            struct bpq_str name = before;
            uint64_t sum = 0;

            if (next(r))
                sum = add_word(sum, r->word);
            if (next(r) && is(r, "("))
                add_type(t, name, read_block(r, sum));
        }
        before = r->word;
    }
}

static void read_types(struct types *t, const char *path, struct bpq_str text)
{
    struct reader r = {
        .p = text.p, .end = text.p + text.len, .idl = is_idl(path)};

    if (r.idl)
        read_idl(t, &r);
    else
        read_header(t, &r);
}

/* NULL if there is none of this name. */
static const struct type *find_type(const struct types *t, struct bpq_str name)
{
    for (size_t i = 0; i < t->n; i++)
        if (bpq_str_eq(t->v[i].name, name))
            return &t->v[i];
    return NULL;
}

/* ---- the change ---- */

static void add(struct bpq_public_types *out, struct bpq_str name,
                const char *path)
{
    out->v = bpq_grow(out->v, out->n + 1, sizeof(*out->v));
    out->v[out->n++] = (struct bpq_public_type){bpq_strndup(name.p, name.len),
                                                bpq_strdup(path)};
}

static int compare(struct bpq_public_types *out, struct bpq_repo *repo,
                   const struct bpq_delta *d, struct bpq_err *e)
{
    struct bpq_buf old = BPQ_BUF_INIT, new = BPQ_BUF_INIT;
    struct types before = {NULL, 0}, after = {NULL, 0};
    int rc = bpq_repo_blob(repo, &d->old_id, d->path, &old, e);

    if (!rc)
        rc = bpq_repo_blob(repo, &d->new_id, d->path, &new, e);
    if (!rc) {
        read_types(&before, d->path, bpq_buf_str(&old));
        read_types(&after, d->path, bpq_buf_str(&new));
    }
    for (size_t i = 0; !rc && i < before.n; i++) {
        const struct type *now = find_type(&after, before.v[i].name);

        if (!now || now->sum != before.v[i].sum)
            add(out, before.v[i].name, d->path);
    }
    free(before.v);
    free(after.v);
    bpq_buf_free(&new);
    bpq_buf_free(&old);
    return rc;
}

int bpq_public_types_find(struct bpq_public_types *t, struct bpq_repo *repo,
                          const struct bpq_treechange *change,
                          struct bpq_err *e)
{
    struct bpq_deltas deltas;
    int rc;

    *t = (struct bpq_public_types){NULL, 0};
    rc = bpq_treediff(&deltas, repo, &change->from, &change->to, e);
    if (rc)
        return rc;
    for (size_t i = 0; !rc && i < deltas.n; i++)
        if (is_public(deltas.v[i].path) && bpq_is_regular(deltas.v[i].old_mode))
            rc = compare(t, repo, &deltas.v[i], e);
    bpq_deltas_free(&deltas);
    return rc;
}

void bpq_public_types_free(struct bpq_public_types *t)
{
    for (size_t i = 0; i < t->n; i++) {
        free(t->v[i].name);
        free(t->v[i].path);
    }
    free(t->v);
    memset(t, 0, sizeof(*t));
}

/* How many from the i-th on are of the same header. */
static size_t of_header(const struct bpq_public_types *t, size_t i)
{
    size_t n = 1;

    while (i + n < t->n && !strcmp(t->v[i].path, t->v[i + n].path))
        n++;
    return n;
}

void bpq_public_types_lines(struct bpq_strs *out,
                            const struct bpq_public_types *t, bool sentence)
{
    size_t n;

    for (size_t i = 0; i < t->n; i += n) {
        struct bpq_buf line = BPQ_BUF_INIT;

        n = of_header(t, i);
        if (sentence)
            bpq_buf_addf(&line, "changes the public type%s ", n > 1 ? "s" : "");
        for (size_t k = 0; k < n; k++)
            bpq_buf_addf(&line, "%s%s", k ? ", " : "", t->v[i + k].name);
        bpq_buf_addf(&line, ": %s", t->v[i].path);
        bpq_strs_add(out, line.p);
        bpq_buf_free(&line);
    }
}
