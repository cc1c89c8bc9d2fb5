/* SPDX-License-Identifier: LGPL-2.1-only */
#define _GNU_SOURCE
#include "plan/area.h"

#include <regex.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "git/lines.h"
#include "git/treediff.h"

struct finder {
    struct bpq_repo *repo;
    const struct bpq_plan *plan;
    struct bpq_area_hits *out;
    regex_t *words;
    struct bpq_strs files; /* that picks change, under all names they had */
    struct bpq_err *e;
};

/* ---- paths ---- */

/* Is path one of the paths, or below one? */
static bool covers(const struct bpq_strs *paths, const char *path)
{
    for (size_t i = 0; i < paths->n; i++) {
        size_t n = strlen(paths->v[i]);

        if (!strncmp(path, paths->v[i], n) && (!path[n] || path[n] == '/'))
            return true;
    }
    return false;
}

static bool takes(const struct bpq_patch *patch, const char *path)
{
    return (!patch->only.n || covers(&patch->only, path)) &&
           !covers(&patch->except, path);
}

/* The changes between a commit and its parent; none for a merge. */
static int changed(struct finder *f, git_commit *c, struct bpq_deltas *d)
{
    git_commit *parent = NULL;
    int rc;

    *d = (struct bpq_deltas){NULL, 0};
    if (git_commit_parentcount(c) != 1)
        return BPQ_OK;
    rc = git_commit_parent(&parent, c, 0);
    if (rc < 0)
        return bpq_repo_error(f->repo, rc, f->e, "the parent of commit %s",
                              git_oid_tostr_s(git_commit_id(c)));
    rc = bpq_treediff(d, f->repo, git_commit_tree_id(parent),
                      git_commit_tree_id(c), f->e);
    git_commit_free(parent);
    return rc;
}

static int read_pick(struct finder *f, const struct bpq_patch *patch)
{
    struct bpq_deltas d;
    git_commit *c;
    int rc;

    rc = bpq_repo_commit(f->repo, patch->id, &c, f->e);
    if (rc)
        return rc;
    rc = changed(f, c, &d);
    git_commit_free(c);
    for (size_t i = 0; !rc && i < d.n; i++)
        if (takes(patch, d.v[i].path) && !bpq_strs_have(&f->files, d.v[i].path))
            bpq_strs_add(&f->files, d.v[i].path);
    if (!rc)
        bpq_deltas_free(&d);
    return rc;
}

static bool same_name(const char *a, const char *b)
{
    const char *x = strrchr(a, '/'), *y = strrchr(b, '/');

    return !strcmp(x ? x : a, y ? y : b);
}

/* The file that replaces a removed one: it has the same text, or at least the
 * same name in another folder. */
static const char *successor(const struct bpq_deltas *d,
                             const struct bpq_delta *gone)
{
    const char *name = NULL;

    for (size_t i = 0; i < d->n; i++) {
        const struct bpq_delta *o = &d->v[i];

        if (o->old_mode)
            continue;
        if (git_oid_equal(&o->new_id, &gone->old_id))
            return o->path;
        if (!name && same_name(o->path, gone->path))
            name = o->path;
    }
    return name;
}

static void follow_names(struct finder *f, const struct bpq_deltas *d)
{
    for (size_t i = 0; i < d->n; i++) {
        const char *to;

        if (d->v[i].new_mode || !bpq_strs_have(&f->files, d->v[i].path))
            continue;
        to = successor(d, &d->v[i]);
        if (to && !bpq_strs_have(&f->files, to))
            bpq_strs_add(&f->files, to);
    }
}

static bool has_words(const struct finder *f, const char *path)
{
    return covers(&f->plan->area.paths, path) ||
           covers(&f->plan->area.whole, path) || bpq_strs_have(&f->files, path);
}

/* ---- words ---- */

/* The first match of the words in a line, or NULL; the caller frees it. */
static char *word_in(const struct finder *f, const char *line, size_t len)
{
    for (size_t i = 0; i < f->plan->area.words.n; i++) {
        regmatch_t m = {.rm_so = 0, .rm_eo = (regoff_t)len};

        if (!regexec(&f->words[i], line, 1, &m, REG_STARTEND))
            return bpq_strndup(line + m.rm_so, (size_t)(m.rm_eo - m.rm_so));
    }
    return NULL;
}

static char *word_in_message(const struct finder *f, const char *message)
{
    char *word = NULL;

    while (!word && *message) {
        size_t len = strcspn(message, "\n");

        word = word_in(f, message, len);
        message += len + (message[len] == '\n');
    }
    return word;
}

/* A line with a word, and how many more of it there are than before. */
struct line {
    char *text, *word;
    const char *path;
    int more;
};

struct lines {
    struct line *v;
    size_t n;
};

static void add_lines(const struct finder *f, struct lines *to,
                      const char *path, const struct bpq_lines *l, size_t i,
                      size_t n, int more)
{
    for (; n--; i++) {
        struct bpq_str s = bpq_line_trim(l->v[i]);
        char *word;

        while (s.len && (*s.p == ' ' || *s.p == '\t'))
            s.p++, s.len--;
        word = word_in(f, s.p, s.len);
        if (!word)
            continue;
        to->v = bpq_grow(to->v, to->n + 1, sizeof(*to->v));
        to->v[to->n++] =
            (struct line){bpq_strndup(s.p, s.len), word, path, more};
    }
}

static int read_side(struct finder *f, const char *path, unsigned mode,
                     const git_oid *id, struct bpq_buf *out)
{
    int rc;

    if (!mode || mode == GIT_FILEMODE_COMMIT || bpq_repo_is_large(f->repo, id))
        return BPQ_OK;
    rc = bpq_repo_blob(f->repo, id, path, out, f->e);
    if (!rc && out->len && memchr(out->p, 0, out->len))
        bpq_buf_reset(out);
    return rc;
}

static int read_file(struct finder *f, const struct bpq_delta *d,
                     struct lines *to)
{
    struct bpq_buf a = BPQ_BUF_INIT, b = BPQ_BUF_INIT;
    struct bpq_lines l0 = {NULL, 0}, l1 = {NULL, 0};
    struct bpq_hunks h = {NULL, 0};
    int rc;

    rc = read_side(f, d->path, d->old_mode, &d->old_id, &a);
    if (!rc)
        rc = read_side(f, d->path, d->new_mode, &d->new_id, &b);
    if (!rc)
        rc = bpq_diff(&h, bpq_buf_str(&a), bpq_buf_str(&b), f->e);
    if (!rc) {
        bpq_lines_split(&l0, bpq_buf_str(&a));
        bpq_lines_split(&l1, bpq_buf_str(&b));
    }
    for (size_t i = 0; !rc && i < h.n; i++) {
        add_lines(f, to, d->path, &l0, h.v[i].i0, h.v[i].chg0, -1);
        add_lines(f, to, d->path, &l1, h.v[i].i, h.v[i].chg, 1);
    }
    bpq_lines_free(&l0);
    bpq_lines_free(&l1);
    bpq_hunks_free(&h);
    bpq_buf_free(&a);
    bpq_buf_free(&b);
    return rc;
}

static int by_text(const void *a, const void *b)
{
    const struct line *x = a, *y = b;
    int r = strcmp(x->text, y->text);

    return r ? r : strcmp(x->path, y->path);
}

/* The first line that was not only moved, as "WORD" in FILE. */
static char *not_moved(struct lines *l)
{
    size_t i = 0, k;

    if (l->n)
        qsort(l->v, l->n, sizeof(*l->v), by_text);
    while (i < l->n) {
        int more = 0;

        for (k = i; k < l->n && !strcmp(l->v[i].text, l->v[k].text); k++)
            more += l->v[k].more;
        if (more)
            return bpq_fmt("\"%s\" in %s", l->v[i].word, l->v[i].path);
        i = k;
    }
    return NULL;
}

static int word_in_lines(struct finder *f, const struct bpq_deltas *d,
                         char **how)
{
    struct lines l = {NULL, 0};
    int rc = BPQ_OK;

    for (size_t i = 0; !rc && i < d->n; i++)
        if (has_words(f, d->v[i].path))
            rc = read_file(f, &d->v[i], &l);
    if (!rc)
        *how = not_moved(&l);
    for (size_t i = 0; i < l.n; i++) {
        free(l.v[i].text);
        free(l.v[i].word);
    }
    free(l.v);
    return rc;
}

/* ---- commits ---- */

/* Set *how to why the commit belongs to the area; NULL if it does not. */
static int judge(struct finder *f, git_commit *c, const struct bpq_deltas *d,
                 char **how)
{
    const char *in = NULL;
    char *word;

    *how = NULL;
    for (size_t i = 0; i < d->n; i++) {
        if (covers(&f->plan->area.whole, d->v[i].path)) {
            *how = bpq_strdup(d->v[i].path);
            return BPQ_OK;
        }
        if (!in && has_words(f, d->v[i].path))
            in = d->v[i].path;
    }
    if (!in)
        return BPQ_OK;
    word = word_in_message(f, git_commit_message(c));
    if (!word)
        return word_in_lines(f, d, how);
    *how = bpq_fmt("\"%s\" in the message, in %s", word, in);
    free(word);
    return BPQ_OK;
}

static int one_commit(struct finder *f, const git_oid *id)
{
    struct bpq_area_hits *out = f->out;
    git_commit *c = NULL;
    struct bpq_deltas d;
    char *how = NULL;
    int rc;

    rc = git_commit_lookup(&c, f->repo->git, id);
    if (rc < 0)
        return bpq_repo_error(f->repo, rc, f->e, "commit %s",
                              git_oid_tostr_s(id));
    rc = changed(f, c, &d);
    if (!rc) {
        follow_names(f, &d);
        rc = judge(f, c, &d, &how);
        bpq_deltas_free(&d);
    }
    git_commit_free(c);
    if (how) {
        out->v = bpq_grow(out->v, out->n + 1, sizeof(*out->v));
        out->v[out->n++] = (struct bpq_area_hit){*id, how};
    }
    return rc;
}

/* Compile the words, which were checked when the file was read. */
static void compile(struct finder *f)
{
    const struct bpq_strs *words = &f->plan->area.words;

    f->words = bpq_alloc((words->n + 1) * sizeof(*f->words));
    for (size_t i = 0; i < words->n; i++)
        regcomp(&f->words[i], words->v[i], REG_EXTENDED | REG_ICASE);
}

int bpq_area_find(struct bpq_area_hits *out, struct bpq_repo *repo,
                  const struct bpq_plan *plan, const git_oid *ids, size_t n,
                  struct bpq_err *e)
{
    struct finder f = {.repo = repo, .plan = plan, .out = out, .e = e};
    int rc = BPQ_OK;

    *out = (struct bpq_area_hits){NULL, 0};
    if (!plan->area.file)
        return BPQ_OK;
    compile(&f);
    for (size_t i = 0; !rc && i < plan->n_patches; i++)
        if (plan->patches[i].source == BPQ_PICK)
            rc = read_pick(&f, &plan->patches[i]);
    while (!rc && n-- > 0)
        rc = one_commit(&f, &ids[n]);
    for (size_t i = 0; i < plan->area.words.n; i++)
        regfree(&f.words[i]);
    free(f.words);
    bpq_strs_free(&f.files);
    return rc;
}

void bpq_area_hits_free(struct bpq_area_hits *h)
{
    for (size_t i = 0; i < h->n; i++)
        free(h->v[i].how);
    free(h->v);
    *h = (struct bpq_area_hits){NULL, 0};
}
