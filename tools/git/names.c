/* SPDX-License-Identifier: LGPL-2.1-only */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "git/names.h"
#include "base/buf.h"
#include "git/tree.h"
#include "git/treediff.h"

/* A file's names, each once. */
struct bpq_file_names {
    git_oid id;
    uint32_t component; /* the same blob may stand in two */
    bool used, sorted;
    bpq_name *v;
    size_t n;
};

struct bpq_name_count {
    bpq_name name;
    uint32_t files;
};

/* ---- names in a text ---- */

static uint64_t hash_one(uint64_t h, char c)
{
    return (h ^ (unsigned char)c) * 0x100000001b3ull;
}

static uint64_t hash(uint64_t h, const char *p, size_t n)
{
    for (; n; p++, n--)
        h = hash_one(h, *p);
    return h;
}

static uint64_t component_hash(const char *path)
{
    return hash(0xcbf29ce484222325ull, path, strcspn(path, "/"));
}

bpq_name bpq_name_of(const char *path, struct bpq_str word)
{
    return hash(component_hash(path), word.p, word.len) | 1; /* 0 is none */
}

bool bpq_is_c(const char *path)
{
    size_t n = strlen(path);

    return n > 2 && path[n - 2] == '.' &&
           (path[n - 1] == 'c' || path[n - 1] == 'h');
}

bool bpq_is_code(const char *path)
{
    static const char *const ends[] = {".c",   ".h",     ".S",   ".inc", ".asl",
                                       ".py",  ".ml",    ".mli", ".y",   ".l",
                                       ".idl", ".lds.S", ".cc",  ".hh",  ".go"};
    const char *dot = strrchr(path, '.');

    if (!dot || strchr(dot, '/'))
        return false;
    for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
        if (!strcmp(dot, ends[i]))
            return true;
    return false;
}

/* Behind a comment or a text in quotes that begins at p; p if none does. */
static const char *skip(const char *p, const char *end)
{
    char quote = *p;

    if (end - p >= 2 && p[0] == '/' && p[1] == '*') {
        for (p += 2; p + 1 < end && !(p[0] == '*' && p[1] == '/'); p++)
            ;
        return p + 2 < end ? p + 2 : end;
    }
    if (end - p >= 2 && p[0] == '/' && p[1] == '/') {
        while (p < end && *p != '\n')
            p++;
        return p;
    }
    if (quote != '"')
        return p;
    for (p++; p < end && *p != quote && *p != '\n'; p++)
        if (*p == '\\' && p + 1 < end)
            p++;
    return p < end ? p + 1 : end;
}

/* Most of the time is spent here. */
static const bool word_chars[256] = {['0' ... '9'] = true,
                                     ['A' ... 'Z'] = true,
                                     ['a' ... 'z'] = true,
                                     ['_'] = true};

static bool in_word(char c)
{
    return word_chars[(unsigned char)c];
}

/* Behind blanks. */
static const char *skip_blanks(const char *p, const char *end)
{
    while (p < end && (*p == ' ' || *p == '\t'))
        p++;
    return p;
}

/* Behind a "." or "->", NULL if there is none at p. */
static const char *skip_access(const char *p, const char *end)
{
    p = skip_blanks(p, end);
    if (end - p > 1 && p[0] == '-' && p[1] == '>')
        return skip_blanks(p + 2, end);
    if (p < end && *p == '.')
        return skip_blanks(p + 1, end);
    return NULL;
}

/* The member that is read of the word before p; len 0 if none is. */
static struct bpq_str member(const char *p, const char *end)
{
    const char *from = skip_access(p, end), *to = from;

    while (to && to < end && in_word(*to))
        to++;
    if (!from || to == from || isdigit((unsigned char)*from))
        return (struct bpq_str){NULL, 0};
    return (struct bpq_str){from, (size_t)(to - from)};
}

void bpq_names_each(const char *path, struct bpq_str text, bpq_name_fn *f,
                    void *arg)
{
    uint64_t seed = component_hash(path), name;
    const char *p = text.p, *end = p + text.len;
    struct bpq_str m;

    while (p < end) {
        const char *from = p;

        if (!in_word(*p)) {
            p = skip(p, end);
            p += p == from;
            continue;
        }
        for (name = seed; p < end && in_word(*p); p++)
            name = hash_one(name, *p);
        if (isdigit((unsigned char)*from))
            continue;
        name |= 1; /* 0 is no name */
        if (!f(arg, name, (struct bpq_str){from, p - from}))
            return;
        m = member(p, end);
        if (m.len && !f(arg, hash(hash(name, ".", 1), m.p, m.len) | 1,
                        (struct bpq_str){from, m.p + m.len - from}))
            return;
    }
}

/* ---- the names of files ---- */

void bpq_name_files_open(struct bpq_name_files *f, struct bpq_repo *repo)
{
    *f = (struct bpq_name_files){.repo = repo};
}

void bpq_name_files_close(struct bpq_name_files *f)
{
    for (size_t i = 0; i < f->cap; i++)
        free(f->v[i].v);
    free(f->v);
    memset(f, 0, sizeof(*f));
}

static struct bpq_file_names *file_slot(const struct bpq_name_files *f,
                                        const git_oid *id, uint32_t component)
{
    uint32_t h;
    size_t i;

    memcpy(&h, id->id, sizeof(h));
    for (i = (h ^ component) & (f->cap - 1); f->v[i].used;
         i = (i + 1) & (f->cap - 1))
        if (f->v[i].component == component && git_oid_equal(&f->v[i].id, id))
            break;
    return &f->v[i];
}

static void more_files(struct bpq_name_files *f)
{
    struct bpq_name_files was = *f;

    if (2 * (f->n + 1) < f->cap)
        return;
    f->cap = f->cap ? 2 * f->cap : 1 << 14;
    f->v = bpq_alloc(f->cap * sizeof(*f->v));
    for (size_t i = 0; i < was.cap; i++)
        if (was.v[i].used)
            *file_slot(f, &was.v[i].id, was.v[i].component) = was.v[i];
    free(was.v);
}

/* A set of names, which grows. */
struct collect {
    bpq_name *v; /* a hash table; 0 is a free place */
    size_t n, cap;
};

static bool put_name(bpq_name *v, size_t cap, bpq_name name)
{
    size_t i = (name ^ name >> 32) & (cap - 1);

    for (; v[i]; i = (i + 1) & (cap - 1))
        if (v[i] == name)
            return false;
    v[i] = name;
    return true;
}

static void more_names(struct collect *c)
{
    size_t cap = c->cap ? 4 * c->cap : 1024;
    bpq_name *v = bpq_alloc(cap * sizeof(*v));

    for (size_t i = 0; i < c->cap; i++)
        if (c->v[i])
            put_name(v, cap, c->v[i]);
    free(c->v);
    c->v = v;
    c->cap = cap;
}

static bool collect(void *arg, bpq_name name, struct bpq_str text)
{
    struct collect *c = arg;

    (void)text;
    if (2 * (c->n + 1) > c->cap)
        more_names(c);
    c->n += put_name(c->v, c->cap, name);
    return true;
}

static int by_value(const void *a, const void *b)
{
    bpq_name x = *(const bpq_name *)a, y = *(const bpq_name *)b;

    return x < y ? -1 : x > y;
}

/* The set as a list, which takes its memory over. */
static bpq_name *listed(struct collect *c)
{
    size_t n = 0;

    for (size_t i = 0; i < c->cap; i++)
        if (c->v[i])
            c->v[n++] = c->v[i];
    return bpq_grow(c->v, n + 1, sizeof(*c->v));
}

static int names_of(struct bpq_name_files *f, const char *path,
                    const git_oid *id, struct bpq_file_names **out,
                    struct bpq_err *e)
{
    uint32_t component = (uint32_t)component_hash(path);
    struct collect c = {NULL, 0, 0};
    git_blob *blob = NULL;
    struct bpq_file_names *slot;
    int rc;

    more_files(f);
    slot = file_slot(f, id, component);
    *out = slot;
    if (slot->used)
        return BPQ_OK;
    rc = bpq_repo_blob_open(f->repo, id, path, &blob, e);
    if (rc)
        return rc;
    bpq_names_each(path, bpq_blob_str(blob), collect, &c);
    git_blob_free(blob);
    *slot = (struct bpq_file_names){.id = *id,
                                    .component = component,
                                    .used = true,
                                    .v = listed(&c),
                                    .n = c.n};
    f->n++;
    return BPQ_OK;
}

int bpq_names_in_file(struct bpq_name_files *f, const char *path,
                      const git_oid *id, const bpq_name *names, size_t n,
                      bool *has, struct bpq_err *e)
{
    struct bpq_file_names *all;
    int rc = names_of(f, path, id, &all, e);

    if (!rc && !all->sorted && all->n)
        qsort(all->v, all->n, sizeof(*all->v), by_value);
    if (!rc)
        all->sorted = true;
    for (size_t i = 0; !rc && i < n; i++)
        has[i] = all->n &&
                 bsearch(&names[i], all->v, all->n, sizeof(*all->v), by_value);
    return rc;
}

/* What is too large has no names that count. */
static bool may_count(const struct bpq_name_files *f, const char *path,
                      const git_oid *id)
{
    uint32_t component = (uint32_t)component_hash(path);

    return (f->cap && file_slot(f, id, component)->used) ||
           !bpq_repo_is_large(f->repo, id);
}

/* ---- the names of a tree ---- */

void bpq_names_open(struct bpq_names *n, struct bpq_name_files *files)
{
    *n = (struct bpq_names){.files = files};
}

void bpq_names_close(struct bpq_names *n)
{
    free(n->v);
    memset(n, 0, sizeof(*n));
}

static struct bpq_name_count *count_slot(const struct bpq_names *n,
                                         bpq_name name)
{
    size_t i = (name ^ name >> 32) & (n->cap - 1);

    for (; n->v[i].name && n->v[i].name != name; i = (i + 1) & (n->cap - 1))
        ;
    return &n->v[i];
}

static void more_counts(struct bpq_names *n)
{
    struct bpq_names was = *n;

    if (2 * (n->n + 1) < n->cap)
        return;
    n->cap = n->cap ? 2 * n->cap : 1 << 16;
    n->v = bpq_alloc(n->cap * sizeof(*n->v));
    for (size_t i = 0; i < was.cap; i++)
        if (was.v[i].name)
            *count_slot(n, was.v[i].name) = was.v[i];
    free(was.v);
}

static int count_file(struct bpq_names *n, const char *path, const git_oid *id,
                      unsigned mode, int step, struct bpq_err *e)
{
    struct bpq_file_names *names;
    int rc;

    if (!bpq_is_regular(mode) || !bpq_is_code(path) ||
        !may_count(n->files, path, id))
        return BPQ_OK;
    rc = names_of(n->files, path, id, &names, e);
    for (size_t i = 0; !rc && i < names->n; i++) {
        struct bpq_name_count *c;

        more_counts(n);
        c = count_slot(n, names->v[i]);
        if (!c->name) {
            c->name = names->v[i];
            n->n++;
        }
        c->files += step;
    }
    return rc;
}

/* The tree without a file, which git knows by this id. */
static int empty_tree(struct bpq_repo *repo, git_oid *out, struct bpq_err *e)
{
    return bpq_repo_write(repo, GIT_OBJECT_TREE, bpq_str(""), out, e);
}

int bpq_names_move(struct bpq_names *n, const git_oid *tree, struct bpq_err *e)
{
    struct bpq_deltas deltas = {NULL, 0};
    git_oid from = n->tree;
    int rc = BPQ_OK;

    if (n->filled && git_oid_equal(&n->tree, tree))
        return BPQ_OK;
    if (!n->filled)
        rc = empty_tree(n->files->repo, &from, e);
    if (!rc)
        rc = bpq_treediff(&deltas, n->files->repo, &from, tree, e);
    n->filled = false; /* until it is whole again */
    for (size_t i = 0; !rc && i < deltas.n; i++) {
        const struct bpq_delta *d = &deltas.v[i];

        rc = count_file(n, d->path, &d->old_id, d->old_mode, -1, e);
        if (!rc)
            rc = count_file(n, d->path, &d->new_id, d->new_mode, 1, e);
    }
    bpq_deltas_free(&deltas);
    if (rc) {
        struct bpq_name_files *files = n->files;

        bpq_names_close(n);
        bpq_names_open(n, files);
        return rc;
    }
    n->tree = *tree;
    n->filled = true;
    return BPQ_OK;
}

bool bpq_names_have(const struct bpq_names *n, bpq_name name)
{
    return n->cap && count_slot(n, name)->files;
}
