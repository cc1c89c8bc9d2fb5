/* SPDX-License-Identifier: LGPL-2.1-only */
#define _GNU_SOURCE
#include <stdlib.h>
#include <string.h>

#include "port/replay.h"
#include "base/buf.h"
#include "base/err.h"
#include "git/repo.h"
#include "git/tree.h"
#include "git/treediff.h"
#include "merge/block.h"
#include "merge/excerpt.h"
#include "merge/fit.h"
#include "port/moved.h"

struct replay {
    struct bpq_replayed *out;
    struct bpq_tree t; /* ours, with what was done so far */
    struct bpq_similar *similar;
    struct bpq_name_files *names;
    struct bpq_conflicts *conflicts;
    const struct bpq_treechange *change;
    git_oid ours;
    enum bpq_effort effort;
    bool all;
    struct bpq_deltas deltas;
    bool fitted;       /* a file */
    bool have_renames; /* ours: the files of change->from in ours */
    struct bpq_renames renames;
};

struct side {
    git_oid id;
    unsigned mode; /* 0: there is no such file */
};

/* A file of the change, and where each side has it. */
struct file {
    const char *path, *from, *to; /* in ours; in the change, before and after */
    struct side base, ours, theirs;
    bool part; /* ours has it among other things */
};

static void trouble(struct replay *r, enum bpq_trouble_kind kind,
                    const char *path, const char *why)
{
    struct bpq_replayed *out = r->out;

    out->v = bpq_grow(out->v, out->n + 1, sizeof(*out->v));
    out->v[out->n++] = (struct bpq_trouble){kind, bpq_strdup(path),
                                            why ? bpq_strdup(why) : NULL};
}

static bool same(const struct side *a, const struct side *b)
{
    return a->mode == b->mode && (!a->mode || git_oid_equal(&a->id, &b->id));
}

/* ---- texts ---- */

static bool is_text(const struct bpq_buf *b)
{
    return !b->len || !memchr(b->p, 0, b->len);
}

/* git's rule: the side that changed the mode says what it is. */
static unsigned merged_mode(const struct file *f)
{
    return f->base.mode == f->ours.mode ? f->theirs.mode : f->ours.mode;
}

static const char *first_reason(const struct bpq_merge *m)
{
    for (size_t i = 0; i < m->n_regions; i++)
        if (m->regions[i].how == BPQ_HOW_CONFLICT)
            return m->regions[i].why;
    return NULL;
}

/* The file's three texts. */
struct texts {
    struct bpq_str base, ours, theirs;
};

static int put_text(struct replay *r, const struct file *f,
                    const struct bpq_buf *text, struct bpq_err *e)
{
    return bpq_tree_put(&r->t, f->path, bpq_buf_str(text), merged_mode(f), e);
}

/* Words may not bring lines into another block. */
static int check_block(struct replay *r, const struct file *f,
                       const struct texts *t, const struct bpq_merge *m,
                       bool *ok, struct bpq_err *e)
{
    char *line;
    int rc = bpq_block_moved(t->base, t->theirs, t->ours, bpq_buf_str(&m->text),
                             NULL, &line, e);

    *ok = !rc && !line;
    if (line)
        trouble(r, BPQ_TROUBLE_CONTENT, f->to, line);
    free(line);
    return rc;
}

/* The last resort, for one file of a change: guesses add up.  Of a part of
 * ours, m knows no places. */
static int fit_texts(struct replay *r, const struct file *f,
                     const struct texts *t, const struct bpq_merge *m,
                     struct bpq_err *e)
{
    struct bpq_buf text = BPQ_BUF_INIT;
    bool clean;
    char *why;
    int rc;

    if (r->fitted) {
        trouble(r, BPQ_TROUBLE_CONTENT, f->to, "the second file to guess in");
        return BPQ_OK;
    }
    r->fitted = true;
    rc = bpq_fit(t->base, t->ours, t->theirs, f->part ? NULL : m, &text, &clean,
                 &why, e);

    if (!rc && clean)
        rc = put_text(r, f, &text, e);
    else if (!rc)
        trouble(r, BPQ_TROUBLE_CONTENT, f->to, why);
    free(why);
    bpq_buf_free(&text);
    return rc;
}

/* Whether a guess is left depends on other files. */
static bool is_remembered(const struct replay *r, const struct file *f)
{
    return !f->part && r->effort != BPQ_EFFORT_FIT;
}

static struct bpq_three_blobs blobs_of(const struct file *f)
{
    return (struct bpq_three_blobs){f->base.id, f->ours.id, f->theirs.id};
}

static void conflict(struct replay *r, const struct file *f,
                     const struct bpq_merge *m)
{
    struct bpq_three_blobs of = blobs_of(f);

    trouble(r, BPQ_TROUBLE_CONTENT, f->to, first_reason(m));
    if (is_remembered(r, f))
        bpq_conflicts_add(r->conflicts, &of, r->effort, first_reason(m));
}

static int merge_texts(struct replay *r, const struct file *f,
                       const struct texts *t, struct bpq_err *e)
{
    struct bpq_three_blobs of = blobs_of(f);
    const char *why;
    struct bpq_resolutions res = {
        .git_only = r->effort == BPQ_EFFORT_GIT,
        .words = r->effort >= BPQ_EFFORT_WORDS,
        .git_fails = !f->part && bpq_conflicts_have(r->conflicts, &of,
                                                    BPQ_EFFORT_GIT, &why)};
    struct bpq_merge m;
    bool ok = true;
    int rc =
        f->part ? bpq_merge_part(t->base, t->ours, t->theirs, true, &res, &m, e)
                : bpq_merge_file(t->base, t->ours, t->theirs, &res, &m, e);

    if (rc)
        return bpq_error_at(e, "%s", f->to);
    if (!m.conflict && res.words)
        rc = check_block(r, f, t, &m, &ok, e);
    if (m.conflict && r->effort == BPQ_EFFORT_FIT)
        rc = fit_texts(r, f, t, &m, e);
    else if (m.conflict)
        conflict(r, f, &m);
    else if (!rc && ok)
        rc = put_text(r, f, &m.text, e);
    bpq_merge_free(&m);
    return rc;
}

static int load(struct replay *r, const char *path, const struct side *s,
                struct bpq_buf *out, struct bpq_err *e)
{
    return s->mode ? bpq_repo_blob(r->t.repo, &s->id, path, out, e) : BPQ_OK;
}

static int merge_file(struct replay *r, const struct file *f, struct bpq_err *e)
{
    struct bpq_buf text[3] = {BPQ_BUF_INIT, BPQ_BUF_INIT, BPQ_BUF_INIT};
    struct bpq_three_blobs of = blobs_of(f);
    const char *why;
    int rc;

    if (is_remembered(r, f) &&
        bpq_conflicts_have(r->conflicts, &of, r->effort, &why)) {
        trouble(r, BPQ_TROUBLE_CONTENT, f->to, why);
        return BPQ_OK;
    }
    rc = load(r, f->from, &f->base, &text[0], e);
    if (!rc)
        rc = load(r, f->path, &f->ours, &text[1], e);
    if (!rc)
        rc = load(r, f->to, &f->theirs, &text[2], e);
    if (!rc && !(is_text(&text[0]) && is_text(&text[1]) && is_text(&text[2])))
        trouble(r, BPQ_TROUBLE_KIND, f->to, "a binary file");
    else if (!rc)
        rc = merge_texts(r, f,
                         &(struct texts){bpq_buf_str(&text[0]),
                                         bpq_buf_str(&text[1]),
                                         bpq_buf_str(&text[2])},
                         e);
    for (int i = 0; i < 3; i++)
        bpq_buf_free(&text[i]);
    return rc;
}

/* ---- one file ---- */

static int get(struct replay *r, const char *path, struct side *s,
               struct bpq_err *e)
{
    return bpq_tree_get_id(&r->t, path, &s->id, &s->mode, e);
}

static int put(struct replay *r, const char *path, const struct side *s,
               struct bpq_err *e)
{
    return bpq_tree_put_id(&r->t, path, &s->id, s->mode, e);
}

/* Both sides have the file, and it is not the same as before in either. */
static int both_changed(struct replay *r, struct file *f, struct bpq_err *e)
{
    if (!bpq_is_regular(f->base.mode) || !bpq_is_regular(f->ours.mode) ||
        !bpq_is_regular(f->theirs.mode)) {
        trouble(r, BPQ_TROUBLE_KIND, f->to, "a link or a submodule");
        return BPQ_OK;
    }
    if (git_oid_equal(&f->base.id, &f->theirs.id)) { /* mode only */
        f->ours.mode = merged_mode(f);
        return put(r, f->path, &f->ours, e);
    }
    return merge_file(r, f, e);
}

static int open_renames(struct replay *r, struct bpq_err *e)
{
    int rc = BPQ_OK;

    if (!r->have_renames)
        rc = bpq_renames_open(&r->renames, r->similar, &r->change->from,
                              &r->ours, e);
    r->have_renames = !rc;
    return rc;
}

/* The file is not where it was in base: look for it under another name. */
static int find_ours(struct replay *r, struct file *f, struct bpq_err *e)
{
    const struct bpq_delta *d;
    int rc;

    if (!bpq_is_regular(f->base.mode))
        return BPQ_OK;
    rc = open_renames(r, e);
    if (rc)
        return rc;
    d = bpq_rename_of(&r->renames, f->from, &f->base.id);
    if (!d)
        return BPQ_OK;
    f->path = d->path;
    r->out->renames++;
    return get(r, d->path, &f->ours, e);
}

/* No file of ours is like it: its content may stand in another one. */
static int find_part(struct replay *r, struct file *f, struct bpq_err *e)
{
    struct bpq_buf base = BPQ_BUF_INIT, theirs = BPQ_BUF_INIT;
    const struct bpq_delta *d = NULL;
    int rc;

    rc = load(r, f->from, &f->base, &base, e);
    if (!rc)
        rc = load(r, f->to, &f->theirs, &theirs, e);
    if (!rc)
        rc = bpq_moved_to(r->names, &r->renames.deltas, f->to,
                          bpq_buf_str(&base), bpq_buf_str(&theirs), &d, e);
    if (!rc && d) {
        f->path = d->path;
        f->part = true;
        r->out->moved++;
        rc = get(r, d->path, &f->ours, e);
    }
    bpq_buf_free(&base);
    bpq_buf_free(&theirs);
    return rc;
}

static int replay_modified(struct replay *r, struct file *f, struct bpq_err *e)
{
    int rc = BPQ_OK;

    if (!f->ours.mode)
        rc = find_ours(r, f, e);
    if (!rc && !f->ours.mode && r->effort != BPQ_EFFORT_GIT &&
        bpq_is_regular(f->base.mode) && bpq_is_regular(f->theirs.mode))
        rc = find_part(r, f, e);
    if (rc)
        return rc;
    if (!f->ours.mode) {
        trouble(r, BPQ_TROUBLE_GONE, f->to, NULL);
        return BPQ_OK;
    }
    if (same(&f->ours, &f->theirs))
        return BPQ_OK;
    if (same(&f->ours, &f->base))
        return put(r, f->path, &f->theirs, e);
    return both_changed(r, f, e);
}

static int replay_removed(struct replay *r, struct file *f, struct bpq_err *e)
{
    if (!f->ours.mode)
        return BPQ_OK;
    if (same(&f->ours, &f->base))
        return bpq_tree_remove(&r->t, f->path, e);
    trouble(r, BPQ_TROUBLE_REMOVED, f->from, NULL);
    return BPQ_OK;
}

static int replay_added(struct replay *r, struct file *f, struct bpq_err *e)
{
    if (!f->ours.mode)
        return put(r, f->path, &f->theirs, e);
    if (!same(&f->ours, &f->theirs))
        trouble(r, BPQ_TROUBLE_ADDED, f->to, NULL);
    return BPQ_OK;
}

static int replay_delta(struct replay *r, const struct bpq_delta *d,
                        struct bpq_err *e)
{
    struct file f = {.path = d->path,
                     .from = d->path,
                     .to = d->path,
                     .base = {.id = d->old_id, .mode = d->old_mode},
                     .theirs = {.id = d->new_id, .mode = d->new_mode}};
    int rc = get(r, d->path, &f.ours, e);

    if (rc)
        return rc;
    if (!d->old_mode)
        return replay_added(r, &f, e);
    if (!d->new_mode)
        return replay_removed(r, &f, e);
    return replay_modified(r, &f, e);
}

/* ---- files that the change itself renames ---- */

static int replay_renamed(struct replay *r, const struct bpq_delta *gone,
                          const struct bpq_delta *new, struct bpq_err *e)
{
    struct file f = {.path = new->path,
                     .from = gone->path,
                     .to = new->path,
                     .base = {.id = gone->old_id, .mode = gone->old_mode},
                     .theirs = {.id = new->new_id, .mode = new->new_mode}};
    struct side in_the_way;
    int rc;

    rc = get(r, gone->path, &f.ours, e);
    if (!rc)
        rc = get(r, new->path, &in_the_way, e);
    if (rc)
        return rc;
    if (!f.ours.mode || in_the_way.mode) {
        trouble(r, f.ours.mode ? BPQ_TROUBLE_ADDED : BPQ_TROUBLE_GONE, f.to,
                NULL);
        return BPQ_OK;
    }
    rc = bpq_tree_remove(&r->t, gone->path, e);
    if (rc)
        return rc;
    if (same(&f.ours, &f.base))
        return put(r, f.path, &f.theirs, e);
    return both_changed(r, &f, e);
}

/* Is all known that is asked for? */
static bool is_enough(const struct replay *r)
{
    return r->out->n && !r->all;
}

static bool is_removal(const struct bpq_delta *d)
{
    return !d->new_mode && bpq_is_regular(d->old_mode);
}

/*
 * Pair each file that the change removes with one that it adds.  done has a
 * flag for each delta.
 */
static int replay_renames(struct replay *r, bool *done, struct bpq_err *e)
{
    struct bpq_renames pairs = {.similar = r->similar, .deltas = r->deltas};
    int rc = BPQ_OK;

    for (size_t i = 0; !rc && !is_enough(r) && i < r->deltas.n; i++) {
        const struct bpq_delta *d = &r->deltas.v[i], *new;

        if (!is_removal(d))
            continue;
        new = bpq_rename_of(&pairs, d->path, &d->old_id);
        if (!new || done[new - r->deltas.v])
            continue;
        done[i] = done[new - r->deltas.v] = true;
        rc = replay_renamed(r, d, new, e);
    }
    return rc;
}

static int replay_all(struct replay *r, struct bpq_err *e)
{
    bool *done = bpq_alloc((r->deltas.n + 1) * sizeof(*done));
    int rc = replay_renames(r, done, e);

    for (size_t i = 0; !rc && !is_enough(r) && i < r->deltas.n; i++)
        if (!done[i])
            rc = replay_delta(r, &r->deltas.v[i], e);
    free(done);
    return rc;
}

int bpq_replay(struct bpq_replayed *out, struct bpq_similar *similar,
               struct bpq_name_files *names, struct bpq_conflicts *conflicts,
               const struct bpq_treechange *change, const git_oid *ours,
               enum bpq_effort effort, bool all, struct bpq_err *e)
{
    struct replay r = {.out = out,
                       .similar = similar,
                       .names = names,
                       .conflicts = conflicts,
                       .change = change,
                       .ours = *ours,
                       .effort = effort,
                       .all = all};
    int rc;

    *out = (struct bpq_replayed){0};
    bpq_tree_open(&r.t, similar->repo, ours);
    rc = bpq_treediff(&r.deltas, similar->repo, &change->from, &change->to, e);
    if (!rc)
        rc = replay_all(&r, e);
    if (!rc && !out->n)
        rc = bpq_tree_write(&r.t, e);
    out->tree = r.t.oid;
    if (r.have_renames)
        bpq_renames_close(&r.renames);
    bpq_deltas_free(&r.deltas);
    bpq_tree_close(&r.t);
    if (rc)
        bpq_replayed_free(out);
    return rc;
}

void bpq_replayed_free(struct bpq_replayed *r)
{
    for (size_t i = 0; i < r->n; i++) {
        free(r->v[i].path);
        free(r->v[i].why);
    }
    free(r->v);
    memset(r, 0, sizeof(*r));
}

const char *bpq_trouble_name(enum bpq_trouble_kind kind)
{
    static const char *const names[] = {"content", "gone", "removed", "added",
                                        "kind"};

    return names[kind];
}

const char *bpq_trouble_sentence(enum bpq_trouble_kind kind)
{
    switch (kind) {
    case BPQ_TROUBLE_CONTENT:
        return "lines that conflict";
    case BPQ_TROUBLE_GONE:
        return "this branch does not have the file";
    case BPQ_TROUBLE_REMOVED:
        return "the change removes the file, which is different here";
    case BPQ_TROUBLE_ADDED:
        return "the change adds the file, which is here already";
    case BPQ_TROUBLE_KIND:
        break;
    }
    return "links, submodules and binary files are not merged";
}
