/* SPDX-License-Identifier: LGPL-2.1-only */
#include <stdlib.h>
#include <string.h>

#include "port/pickline.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/textfile.h"
#include "git/names.h"
#include "git/renames.h"
#include "git/repo.h"
#include "git/tree.h"
#include "git/treediff.h"
#include "merge/recipe.h"
#include "queue/pick.h"

struct fit {
    const struct bpq_pickline_wanted *w;
    struct bpq_pickline *out;
    struct bpq_treechange change; /* the commit's */
    struct bpq_deltas theirs;     /* what the commit changes */
    struct bpq_deltas ours;       /* what the line has to change */
    struct bpq_tree before, after;
    bool have_renames;
    struct bpq_renames renames; /* of the commit's parent in before */
    bool fits;
};

struct side {
    git_oid id;
    unsigned mode; /* 0: there is no such file */
};

/* A file of the commit, and what the line has to make of it. */
struct file {
    const char *path; /* in the commit */
    char *to;         /* on the branch */
    struct side base, ours, theirs, result;
};

static bool same(const struct side *a, const struct side *b)
{
    return a->mode == b->mode && (!a->mode || git_oid_equal(&a->id, &b->id));
}

static bool is_regular(const struct side *s)
{
    return !s->mode || bpq_is_regular(s->mode);
}

/* ---- clauses ---- */

/* Can it be a word of a clause? */
static bool is_word(const char *path)
{
    for (const char *p = path; *p; p++)
        if ((unsigned char)*p <= ' ' || *p == 127)
            return false;
    return !bpq_path_fault(path);
}

static void add_why(struct fit *f, char *why)
{
    bpq_strs_add(&f->out->why, why);
    free(why);
}

static void leave_out(struct fit *f, const char *path, const char *why)
{
    f->fits = is_word(path);
    bpq_strs_add(&f->out->patch.except, path);
    add_why(f, bpq_fmt("%s is left out: %s", path, why));
}

static void map(struct fit *f, const char *from, const char *to)
{
    struct bpq_maps *m = &f->out->patch.map;

    f->fits = is_word(from) && is_word(to);
    m->v = bpq_grow(m->v, m->n + 1, sizeof(*m->v));
    m->v[m->n++] = (struct bpq_map){bpq_strdup(from), bpq_strdup(to)};
}

/* ---- where the branch has a file ---- */

/* How many of the commit's files are this one on the branch?  patch may be
 * NULL. */
static size_t count_to(const struct fit *f, const struct bpq_patch *patch,
                       const char *to)
{
    size_t n = 0;

    for (size_t i = 0; i < f->theirs.n; i++) {
        char *path = bpq_plan_path(f->w->plan, patch, f->theirs.v[i].path);

        n += !strcmp(path, to);
        free(path);
    }
    return n;
}

static const char *last_part(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

static int rename_of(struct fit *f, const struct file *file,
                     const struct bpq_delta **d, struct bpq_err *e)
{
    int rc = BPQ_OK;

    *d = NULL;
    if (!f->have_renames)
        rc = bpq_renames_open(&f->renames, f->w->similar, &f->change.from,
                              &f->w->before, e);
    f->have_renames = !rc;
    if (!rc)
        *d = bpq_rename_of(&f->renames, file->path, &file->base.id);
    return rc;
}

/* Among the files that have to change, and that no other file of the commit
 * is: the only one, git's, or the one of that name. */
static int find_target(struct fit *f, const struct file *file, const char **to,
                       struct bpq_err *e)
{
    const char *only = NULL, *named = NULL;
    const struct bpq_delta *renamed = NULL;
    size_t n = 0;
    int rc = file->base.mode ? rename_of(f, file, &renamed, e) : BPQ_OK;

    *to = NULL;
    if (rc)
        return rc;
    for (size_t i = 0; i < f->ours.n; i++) {
        const struct bpq_delta *d = &f->ours.v[i];

        if (!d->old_mode != !file->base.mode || count_to(f, NULL, d->path))
            continue;
        only = d->path;
        n++;
        if (!strcmp(last_part(d->path), last_part(file->path)))
            named = d->path;
        if (renamed && !strcmp(renamed->path, d->path))
            *to = d->path;
    }
    if (!*to)
        *to = n == 1 ? only : named;
    return BPQ_OK;
}

static int get(struct fit *f, struct file *file, struct bpq_err *e)
{
    int rc;

    file->to = bpq_plan_path(f->w->plan, &f->out->patch, file->path);
    rc = bpq_tree_get_id(&f->before, file->to, &file->ours.id, &file->ours.mode,
                         e);
    if (!rc)
        rc = bpq_tree_get_id(&f->after, file->to, &file->result.id,
                             &file->result.mode, e);
    return rc;
}

/* The branch has no file where the commit has one: map it, or leave it out. */
static int find_file(struct fit *f, const struct file *file, struct bpq_err *e)
{
    const char *to;
    int rc = find_target(f, file, &to, e);

    if (!rc && to)
        map(f, file->path, to);
    else if (!rc)
        leave_out(f, file->path, "this branch does not have it");
    return rc;
}

/* ---- one file ---- */

static bool is_text(const struct bpq_buf *b)
{
    return !b->len || !memchr(b->p, 0, b->len);
}

static int load(struct fit *f, const struct file *file, struct bpq_buf text[4],
                struct bpq_err *e)
{
    const struct side *sides[] = {&file->base, &file->ours, &file->theirs,
                                  &file->result};
    int rc = BPQ_OK;

    for (size_t i = 0; !rc && i < 4; i++) {
        if (sides[i]->mode)
            rc = bpq_repo_blob(f->before.repo, &sides[i]->id, file->path,
                               &text[i], e);
        f->fits &= is_text(&text[i]);
    }
    return rc;
}

/* The lines of our own that a recipe has. */
static size_t own_lines(const struct bpq_resolution *r)
{
    size_t n = 0;

    for (const char *p = r->recipe.p; p && *p; p = strchr(p, '\n') + 1)
        n += *p == '|';
    return n;
}

static void add_resolve(struct fit *f)
{
    struct bpq_pickline *l = f->out;

    for (size_t i = l->patch.resolve.n; i < l->resolutions.n; i++) {
        bpq_strs_add(&l->patch.resolve, l->resolutions.v[i].key);
        l->cost += own_lines(&l->resolutions.v[i]);
    }
}

/* Find the resolutions by which the merge of the file has the result. */
static int resolve(struct fit *f, const struct file *file, struct bpq_err *e)
{
    struct bpq_buf text[4] = {BPQ_BUF_INIT, BPQ_BUF_INIT, BPQ_BUF_INIT,
                              BPQ_BUF_INIT};
    char *note = bpq_fmt("%s: %s", file->to, f->w->note);
    int rc = load(f, file, text, e);

    if (!rc && f->fits) {
        struct bpq_wanted w = {.base = bpq_buf_str(&text[0]),
                               .ours = bpq_buf_str(&text[1]),
                               .theirs = bpq_buf_str(&text[2]),
                               .result = bpq_buf_str(&text[3]),
                               .part = strcmp(file->path, file->to),
                               .is_c = bpq_is_c(file->path),
                               .note = note,
                               .known = f->w->known};

        rc = bpq_recipes(&w, &f->out->resolutions, &f->fits, e);
    }
    if (!rc && f->fits)
        add_resolve(f);
    for (size_t i = 0; i < 4; i++)
        bpq_buf_free(&text[i]);
    free(note);
    return rc;
}

static int fit_file(struct fit *f, struct file *file, struct bpq_err *e)
{
    bool is_left = same(&file->ours, &file->result);

    if (same(&file->ours, &file->theirs))
        return BPQ_OK;
    if (same(&file->ours, &file->base)) {
        if (is_left)
            leave_out(f, file->path, "nothing is changed there");
        else
            f->fits = same(&file->result, &file->theirs);
        return BPQ_OK;
    }
    if (file->ours.mode && file->theirs.mode && is_regular(&file->base) &&
        is_regular(&file->ours) && is_regular(&file->theirs)) {
        int rc = resolve(f, file, e);

        if (rc || f->fits || !is_left)
            return rc;
    }
    f->fits = is_left;
    if (is_left)
        leave_out(f, file->path, "nothing is changed there");
    return BPQ_OK;
}

static int place_file(struct fit *f, struct file *file, struct bpq_err *e)
{
    bool is_there = file->ours.mode || file->result.mode;

    return is_there || !file->theirs.mode ? BPQ_OK : find_file(f, file, e);
}

/* Several files that are one on the branch have only a part of the result each:
 * whether they fit is seen once all are merged. */
static int fit_alone(struct fit *f, struct file *file, struct bpq_err *e)
{
    if (bpq_strs_have(&f->out->patch.except, file->path) ||
        count_to(f, &f->out->patch, file->to) > 1)
        return BPQ_OK;
    return fit_file(f, file, e);
}

/* Call one() for each file of the commit while it fits. */
static int each_file(struct fit *f,
                     int (*one)(struct fit *f, struct file *file,
                                struct bpq_err *e),
                     struct bpq_err *e)
{
    int rc = BPQ_OK;

    for (size_t i = 0; !rc && f->fits && i < f->theirs.n; i++) {
        const struct bpq_delta *d = &f->theirs.v[i];
        struct file file = {.path = d->path,
                            .base = {.id = d->old_id, .mode = d->old_mode},
                            .theirs = {.id = d->new_id, .mode = d->new_mode}};

        rc = get(f, &file, e);
        if (!rc)
            rc = one(f, &file, e);
        free(file.to);
    }
    return rc;
}

/* ---- the line ---- */

/* Does the queue make the tree with it?  What it refuses is no error here. */
static bool is_proved(const struct fit *f)
{
    struct bpq_picking what = {.plan = f->w->plan,
                               .patch = &f->out->patch,
                               .commit = f->w->commit,
                               .resolutions = &f->out->resolutions};
    struct bpq_strs rules = {NULL, 0};
    enum bpq_pick_how how;
    struct bpq_err e = {0};
    struct bpq_tree t;
    bool is;

    bpq_tree_open(&t, f->before.repo, &f->w->before);
    is = !bpq_pick_apply(&what, &t, &rules, &how, &e) &&
         !bpq_tree_write(&t, &e) && git_oid_equal(&t.oid, &f->w->after);
    bpq_tree_close(&t);
    bpq_strs_free(&rules);
    bpq_err_clear(&e);
    return is;
}

static int fit(struct fit *f, struct bpq_err *e)
{
    struct bpq_repo *repo = f->before.repo;
    int rc = bpq_treechange_of(repo, f->w->commit, &f->change, e);

    if (!rc)
        rc = bpq_treediff(&f->theirs, repo, &f->change.from, &f->change.to, e);
    if (!rc)
        rc = bpq_treediff(&f->ours, repo, &f->w->before, &f->w->after, e);
    if (!rc)
        rc = each_file(f, place_file, e);
    if (!rc)
        rc = each_file(f, fit_alone, e);
    return rc;
}

int bpq_pickline_find(struct bpq_pickline *out,
                      const struct bpq_pickline_wanted *w, bool *found,
                      struct bpq_err *e)
{
    struct fit f = {.w = w, .out = out, .fits = true};
    int rc = BPQ_OK;

    *found = false;
    *out = (struct bpq_pickline){
        .patch = {.local = true,
                  .source = BPQ_PICK,
                  .id = bpq_strdup(git_oid_tostr_s(git_commit_id(w->commit)))}};
    if (git_commit_parentcount(w->commit) != 1)
        return BPQ_OK;
    bpq_tree_open(&f.before, w->similar->repo, &w->before);
    bpq_tree_open(&f.after, w->similar->repo, &w->after);
    rc = fit(&f, e);
    *found = !rc && f.fits && is_proved(&f);
    out->cost += out->patch.except.n + out->patch.map.n + out->patch.resolve.n;
    if (f.have_renames)
        bpq_renames_close(&f.renames);
    bpq_tree_close(&f.before);
    bpq_tree_close(&f.after);
    bpq_deltas_free(&f.theirs);
    bpq_deltas_free(&f.ours);
    return rc;
}

void bpq_pickline_free(struct bpq_pickline *l)
{
    bpq_patch_free(&l->patch);
    bpq_resolutions_free(&l->resolutions);
    bpq_strs_free(&l->why);
    memset(l, 0, sizeof(*l));
}
