/* SPDX-License-Identifier: LGPL-2.1-only */
#define _GNU_SOURCE
#include "git/trace.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "git/lines.h"
#include "git/treediff.h"

/* The pick that added a line: its index + 1, or 0. */
typedef unsigned short origin_t;

/* A file with lines of picks, as of the last commit seen. */
struct traced {
    char *path;
    origin_t *origin; /* of each line */
    size_t n;
};

struct trace {
    struct bpq_repo *repo;
    struct traced *files; /* sorted by path */
    size_t n_files;
    struct bpq_touches *out;
};

/* One file of the current commit. */
struct change {
    const struct bpq_delta *d;
    struct bpq_buf old_text, new_text;
    struct bpq_lines l0, l1;
    struct bpq_hunks h;
    origin_t *old; /* of each line, NULL: all 0 */
    origin_t *new;
};

/* A line that the commit removes; it is found by its text. */
struct removed {
    struct bpq_str text;
    origin_t origin;
    bool moved; /* it is added again elsewhere */
};

struct step {
    struct trace *t;
    const git_oid *commit;
    origin_t pick; /* 0: none */
    struct change *v;
    size_t n;
    struct removed *removed;
    size_t n_removed;
};

/* ---- the files ---- */

static size_t find(const struct trace *t, const char *path, bool *there)
{
    size_t lo = 0, hi = t->n_files;

    *there = false;
    while (lo < hi) {
        size_t mid = (lo + hi) / 2;
        int r = strcmp(t->files[mid].path, path);

        if (!r) {
            *there = true;
            return mid;
        }
        if (r < 0)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo;
}

static void drop(struct trace *t, const char *path)
{
    bool there;
    size_t i = find(t, path, &there);

    if (!there)
        return;
    free(t->files[i].path);
    free(t->files[i].origin);
    memmove(&t->files[i], &t->files[i + 1],
            (--t->n_files - i) * sizeof(*t->files));
}

/* Store the origins of a file; the array is taken over. */
static void keep(struct trace *t, const char *path, origin_t *origin, size_t n)
{
    bool there;
    size_t i, k;

    drop(t, path);
    for (k = 0; k < n && !origin[k]; k++)
        ;
    if (k == n) {
        free(origin);
        return;
    }
    i = find(t, path, &there);
    t->files = bpq_grow(t->files, t->n_files + 1, sizeof(*t->files));
    memmove(&t->files[i + 1], &t->files[i],
            (t->n_files++ - i) * sizeof(*t->files));
    t->files[i] = (struct traced){bpq_strdup(path), origin, n};
}

/* ---- one commit ---- */

static struct bpq_str trim(struct bpq_str s)
{
    s = bpq_line_trim(s);
    while (s.len && isspace((unsigned char)*s.p))
        s.p++, s.len--;
    return s;
}

static bool tells(struct bpq_str s)
{
    return bpq_line_letters(s) > 0;
}

/* Is the line long enough that, found elsewhere, it is the same line? */
static bool is_own(struct bpq_str s)
{
    return bpq_line_letters(s) >= 12;
}

static bool is_text(unsigned mode, const struct bpq_buf *b)
{
    return mode != GIT_FILEMODE_COMMIT && !(b->len && memchr(b->p, 0, b->len));
}

/* Only regular files that are not too large have lines. */
static bool has_lines(struct bpq_repo *repo, unsigned mode, const git_oid *id)
{
    return mode && mode != GIT_FILEMODE_COMMIT && !bpq_repo_is_large(repo, id);
}

static int load(struct step *s, struct change *c, struct bpq_err *e)
{
    const struct bpq_delta *d = c->d;
    size_t i;
    bool there;
    int rc = BPQ_OK;

    if (has_lines(s->t->repo, d->old_mode, &d->old_id))
        rc = bpq_repo_blob(s->t->repo, &d->old_id, d->path, &c->old_text, e);
    if (!rc && has_lines(s->t->repo, d->new_mode, &d->new_id))
        rc = bpq_repo_blob(s->t->repo, &d->new_id, d->path, &c->new_text, e);
    if (rc)
        return rc;
    if (!is_text(d->old_mode, &c->old_text) ||
        !is_text(d->new_mode, &c->new_text)) {
        bpq_buf_reset(&c->old_text);
        bpq_buf_reset(&c->new_text);
    }
    bpq_lines_split(&c->l0, bpq_buf_str(&c->old_text));
    bpq_lines_split(&c->l1, bpq_buf_str(&c->new_text));
    i = find(s->t, d->path, &there);
    if (there && s->t->files[i].n == c->l0.n)
        c->old = s->t->files[i].origin;
    c->new = bpq_alloc((c->l1.n + 1) * sizeof(*c->new));
    return bpq_diff(&c->h, bpq_buf_str(&c->old_text), bpq_buf_str(&c->new_text),
                    e);
}

static void unload(struct change *c)
{
    bpq_buf_free(&c->old_text);
    bpq_buf_free(&c->new_text);
    bpq_lines_free(&c->l0);
    bpq_lines_free(&c->l1);
    bpq_hunks_free(&c->h);
    free(c->new);
}

static void gather_removed(struct step *s, const struct change *c)
{
    for (size_t i = 0; i < c->h.n; i++)
        for (size_t k = c->h.v[i].i0; k < c->h.v[i].i0 + c->h.v[i].chg0; k++) {
            s->removed =
                bpq_grow(s->removed, s->n_removed + 1, sizeof(*s->removed));
            s->removed[s->n_removed++] = (struct removed){
                trim(c->l0.v[k]), c->old ? c->old[k] : 0, false};
        }
}

static int by_text(const void *a, const void *b)
{
    const struct removed *x = a, *y = b;
    int r = bpq_str_cmp(x->text, y->text);

    if (r)
        return r;
    /* lines of picks come first, so that they are found first */
    return (int)y->origin - (int)x->origin;
}

/* A removed line with this text that was not found again yet. */
static struct removed *take_moved(struct step *s, struct bpq_str text)
{
    struct removed key = {.text = text, .origin = 0xffff};
    size_t lo = 0, hi = s->n_removed;

    while (lo < hi) {
        size_t mid = (lo + hi) / 2;

        if (by_text(&s->removed[mid], &key) < 0)
            lo = mid + 1;
        else
            hi = mid;
    }
    for (; lo < s->n_removed && bpq_str_eq(s->removed[lo].text, text); lo++)
        if (!s->removed[lo].moved)
            return &s->removed[lo];
    return NULL;
}

/* Set the origins of the new file, hunk by hunk; new lines are the pick's. */
static void set_origins(struct step *s, struct change *c)
{
    size_t i0 = 0, i1 = 0;

    for (size_t i = 0; i <= c->h.n; i++) {
        const struct bpq_hunk *h = i < c->h.n ? &c->h.v[i] : NULL;
        size_t end = h ? h->i : c->l1.n;

        for (; i1 < end; i1++, i0++)
            c->new[i1] = c->old ? c->old[i0] : 0;
        if (!h)
            break;
        for (; i1 < h->i + h->chg; i1++) {
            struct bpq_str text = trim(c->l1.v[i1]);
            struct removed *r = tells(text) ? take_moved(s, text) : NULL;

            c->new[i1] = !r ? s->pick : is_own(text) ? r->origin : 0;
            if (r)
                r->moved = true;
        }
        i0 = h->i0 + h->chg0;
    }
}

static struct bpq_touch *touch(struct step *s, origin_t origin)
{
    struct bpq_touches *out = s->t->out;
    size_t i = out->n;

    while (i && git_oid_equal(&out->v[i - 1].by, s->commit))
        if (out->v[--i].pick == (size_t)origin - 1)
            return &out->v[i];
    out->v = bpq_grow(out->v, out->n + 1, sizeof(*out->v));
    out->v[out->n] = (struct bpq_touch){*s->commit, (size_t)origin - 1, 0, 0};
    return &out->v[out->n++];
}

static void report_removed(struct step *s)
{
    for (size_t i = 0; i < s->n_removed; i++) {
        const struct removed *r = &s->removed[i];

        if (r->origin && !r->moved && r->origin != s->pick && tells(r->text))
            touch(s, r->origin)->changed++;
    }
}

/* The origins of the nearest lines with a letter or digit. */
static origin_t above(const struct change *c, size_t i)
{
    while (i-- > 0)
        if (tells(c->l1.v[i]))
            return c->new[i];
    return 0;
}

static origin_t below(const struct change *c, size_t i)
{
    for (; i < c->l1.n; i++)
        if (tells(c->l1.v[i]))
            return c->new[i];
    return 0;
}

/* Report new lines between two lines of the same pick. */
static void report_between(struct step *s, const struct change *c)
{
    for (size_t i = 0; i < c->h.n; i++) {
        const struct bpq_hunk *h = &c->h.v[i];
        size_t end = h->i + h->chg;
        origin_t o = above(c, h->i);

        if (h->chg0 || !o || o == s->pick || below(c, end) != o)
            continue;
        for (size_t k = h->i; k < end; k++)
            if (c->new[k] == s->pick && tells(c->l1.v[k])) {
                touch(s, o)->between++;
                break;
            }
    }
}

static bool concerns(const struct trace *t, const struct bpq_deltas *deltas)
{
    bool there;

    for (size_t i = 0; i < deltas->n; i++) {
        find(t, deltas->v[i].path, &there);
        if (there)
            return true;
    }
    return false;
}

static int follow(struct step *s, const struct bpq_deltas *deltas,
                  struct bpq_err *e)
{
    int rc = BPQ_OK;

    s->v = bpq_alloc((deltas->n + 1) * sizeof(*s->v));
    for (s->n = 0; !rc && s->n < deltas->n; s->n++) {
        s->v[s->n].d = &deltas->v[s->n];
        rc = load(s, &s->v[s->n], e);
    }
    if (rc)
        goto out;
    for (size_t i = 0; i < s->n; i++)
        gather_removed(s, &s->v[i]);
    if (s->n_removed)
        qsort(s->removed, s->n_removed, sizeof(*s->removed), by_text);
    for (size_t i = 0; i < s->n; i++)
        set_origins(s, &s->v[i]);
    report_removed(s);
    for (size_t i = 0; i < s->n; i++)
        report_between(s, &s->v[i]);
    for (size_t i = 0; i < s->n; i++) {
        keep(s->t, s->v[i].d->path, s->v[i].new, s->v[i].l1.n);
        s->v[i].new = NULL;
    }
out:
    for (size_t i = 0; i < s->n; i++)
        unload(&s->v[i]);
    free(s->v);
    free(s->removed);
    return rc;
}

static int one_commit(struct trace *t, git_commit *c, size_t pick,
                      struct bpq_err *e)
{
    struct step s = {.t = t, .commit = git_commit_id(c)};
    struct bpq_deltas deltas = {NULL, 0};
    git_commit *parent = NULL;
    int rc, r;

    if (!git_commit_parentcount(c))
        return BPQ_OK;
    r = git_commit_parent(&parent, c, 0);
    if (r < 0)
        return bpq_repo_error(t->repo, r, e, "the parent of commit %s",
                              git_oid_tostr_s(s.commit));
    s.pick = pick == BPQ_NO_PICK ? 0 : (origin_t)(pick + 1);
    rc = bpq_treediff(&deltas, t->repo, git_commit_tree_id(parent),
                      git_commit_tree_id(c), e);
    if (!rc && (s.pick || concerns(t, &deltas)))
        rc = follow(&s, &deltas, e);
    bpq_deltas_free(&deltas);
    git_commit_free(parent);
    return rc;
}

/* ---- all commits ---- */

struct commits {
    git_commit **v;
    size_t n;
};

static int first_parents(struct bpq_repo *repo, const git_oid *tip,
                         git_time_t since, struct commits *out,
                         struct bpq_err *e)
{
    git_commit *c = NULL;
    unsigned older = 0;
    int r;

    r = git_commit_lookup(&c, repo->git, tip);
    while (r >= 0 && c && older < 20) {
        older = git_commit_time(c) < since ? older + 1 : 0;
        out->v = bpq_grow(out->v, out->n + 1, sizeof(*out->v));
        out->v[out->n++] = c;
        if (!git_commit_parentcount(c))
            break;
        r = git_commit_parent(&c, out->v[out->n - 1], 0);
    }
    if (r >= 0 && older == 20)
        git_commit_free(c);
    if (r < 0)
        return bpq_repo_error(repo, r, e, "the history of %s",
                              git_oid_tostr_s(tip));
    return BPQ_OK;
}

int bpq_trace(struct bpq_repo *repo, const git_oid *tip, git_time_t since,
              bpq_which_fn *which, const void *arg, struct bpq_touches *out,
              struct bpq_err *e)
{
    struct trace t = {.repo = repo, .out = out};
    struct commits commits = {NULL, 0};
    int rc;

    *out = (struct bpq_touches){NULL, 0};
    rc = first_parents(repo, tip, since, &commits, e);
    for (size_t i = commits.n; !rc && i-- > 0;)
        rc = one_commit(&t, commits.v[i], which(arg, commits.v[i]), e);
    for (size_t i = 0; i < commits.n; i++)
        git_commit_free(commits.v[i]);
    free(commits.v);
    while (t.n_files)
        drop(&t, t.files[0].path);
    free(t.files);
    return rc;
}

void bpq_touches_free(struct bpq_touches *t)
{
    free(t->v);
    *t = (struct bpq_touches){NULL, 0};
}
