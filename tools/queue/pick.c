/* SPDX-License-Identifier: LGPL-2.1-only */
#define _GNU_SOURCE
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "queue/pick.h"
#include "git/names.h"
#include "git/repo.h"
#include "git/treediff.h"
#include "merge/excerpt.h"
#include "merge/merge.h"
#include "plan/limits.h"
#include "queue/before.h"
#include "queue/diagnose.h"
#include "queue/effects.h"

/*
 * The state of one pick.  For each path, base is the file in the pick's parent,
 * theirs in the pick, ours on the branch.
 */
struct pick {
    const struct bpq_patch *patch;
    const struct bpq_plan *plan;
    struct bpq_tree *t;
    struct bpq_strs *rules;
    struct bpq_before rewritten;
    struct bpq_resolutions res;
    const char *options; /* of bpq explain */
    enum bpq_pick_how how;
    struct bpq_effects effects;
    /* the conflicts so far, for people to read */
    struct bpq_buf conflicts;
    struct bpq_strs *conflict_files;
};

struct side {
    git_oid id;
    unsigned mode;       /* 0: this side lacks the file */
    struct bpq_str text; /* of the blob, or what clauses made of it */
    git_blob *blob;
    struct bpq_buf made;
};

struct file {
    const char *path; /* upstream's */
    const char *to;   /* the branch's, usually the same */
    struct side base, ours, theirs;
};

static void at_least(struct pick *p, enum bpq_pick_how how)
{
    if (p->how < how)
        p->how = how;
}

static void __attribute__((format(printf, 2, 3)))
rule(struct pick *p, const char *fmt, ...)
{
    va_list ap;
    char *s;

    va_start(ap, fmt);
    s = bpq_vfmt(fmt, ap);
    va_end(ap);
    bpq_strs_add(p->rules, s);
    free(s);
}

static bool same(const struct side *a, const struct side *b)
{
    return a->mode == b->mode && (!a->mode || git_oid_equal(&a->id, &b->id));
}

/* ---- which paths ---- */

/* Does the pick take this file?  Counts which clauses had an effect. */
static bool path_wanted(struct pick *p, const char *path)
{
    const struct bpq_strs *only = &p->patch->only, *except = &p->patch->except;
    bool wanted = bpq_patch_wants(p->patch, path);

    for (size_t i = 0; i < only->n; i++)
        p->effects.only[i] += bpq_path_within(path, only->v[i]);
    if (only->n && !bpq_path_within_any(path, only))
        p->effects.outside++;
    for (size_t i = 0; i < except->n; i++)
        p->effects.except[i] += bpq_path_within(path, except->v[i]);
    if (!wanted) {
        rule(p, "limit: %s is left out", path);
        at_least(p, BPQ_PICK_ADAPTED);
    }
    return wanted;
}

/* The path on the branch, NULL if it is the same; the caller frees it. */
static char *map_path(struct pick *p, const char *path)
{
    size_t clause;
    char *to = bpq_plan_map(p->plan, p->patch, path, &clause);

    if (clause < p->patch->map.n)
        p->effects.map[clause]++;
    if (to) {
        rule(p, "map: %s -> %s", path, to);
        at_least(p, BPQ_PICK_MERGED);
    }
    return to;
}

/* ---- the sides ---- */

static int load(struct pick *p, struct file *f, struct side *s,
                struct bpq_err *e)
{
    int rc;

    if (!s->mode)
        return BPQ_OK;
    rc = bpq_repo_blob_open(p->t->repo, &s->id, f->path, &s->blob, e);
    if (rc)
        return rc;
    s->text = bpq_blob_str(s->blob);
    if (s->text.len && memchr(s->text.p, 0, s->text.len))
        return bpq_error(e, BPQ_FAIL,
                         "%s: a binary file, which a quilt patch cannot "
                         "change; leave it out with `#+ not %s`",
                         f->path, f->path);
    return BPQ_OK;
}

static void unload(struct side *s)
{
    git_blob_free(s->blob);
    bpq_buf_free(&s->made);
}

static void swap_text(struct side *s, struct bpq_buf *text)
{
    struct bpq_buf was = s->made;

    s->made = *text;
    s->text = bpq_buf_str(&s->made);
    *text = was;
}

static int do_keep(struct pick *p, struct file *f, struct bpq_err *e)
{
    struct bpq_buf text = BPQ_BUF_INIT;
    size_t n;
    int rc = BPQ_OK;

    for (size_t i = 0; !rc && i < p->patch->keep.n; i++) {
        bpq_buf_reset(&text);
        rc = bpq_merge_keep(f->base.text, f->theirs.text, p->patch->keep.v[i],
                            &text, &n, e);
        if (rc || !n)
            continue;
        swap_text(&f->theirs, &text);
        p->effects.keep[i] += n;
        at_least(p, BPQ_PICK_ADAPTED);
        rule(p, "keep: %zu change%s to lines with /%s/ left out of %s", n,
             n == 1 ? "" : "s", p->patch->keep.v[i], f->path);
    }
    bpq_buf_free(&text);
    return rc;
}

/* Apply a `before` clause to one side; set *changed if it changed something. */
static int before_side(struct pick *p, size_t clause, const char *path,
                       struct side *s, bool *changed, struct bpq_err *e)
{
    struct bpq_buf text = BPQ_BUF_INIT;
    int rc;

    if (!s->mode)
        return BPQ_OK;
    rc = bpq_before_text(&p->rewritten, clause, path, s->text, &text, e);
    if (!rc && !bpq_str_eq(bpq_buf_str(&text), s->text)) {
        swap_text(s, &text);
        *changed = true;
    }
    bpq_buf_free(&text);
    return rc;
}

static int do_before(struct pick *p, struct file *f, struct bpq_err *e)
{
    int rc = BPQ_OK;

    if (!bpq_is_c(f->path))
        return BPQ_OK;
    for (size_t i = 0; !rc && i < p->patch->before.n; i++) {
        bool changed = false;

        rc = before_side(p, i, f->path, &f->base, &changed, e);
        if (!rc)
            rc = before_side(p, i, f->path, &f->theirs, &changed, e);
        if (rc || !changed)
            continue;
        p->effects.before[i]++;
        at_least(p, BPQ_PICK_ADAPTED);
        rule(p, "before: %s over upstream's %s", p->patch->before.v[i],
             f->path);
    }
    return rc;
}

/* ---- the merge of one file ---- */

static void conflict(struct pick *p, const struct file *f)
{
    bpq_strs_add(p->conflict_files, f->path);
}

/* Report a conflict about the whole file. */
static int whole_conflict(struct pick *p, const struct file *f,
                          const char *what)
{
    conflict(p, f);
    bpq_buf_addf(&p->conflicts,
                 "\n%s: %s\n"
                 "  to take the pick without this file, write below its line "
                 "in %s/series:\n"
                 "    #+ not %s\n"
                 "  or, if the branch has its content in another file:\n"
                 "    #+ map %s FILE\n",
                 f->to, what, bpq_patch_dir(p->plan, p->patch), f->path,
                 f->path);
    return BPQ_OK;
}

static void note_regions(struct pick *p, const struct file *f,
                         const struct bpq_merge *m)
{
    for (size_t i = 0; i < m->n_regions; i++) {
        const struct bpq_region *r = &m->regions[i];

        if (r->how == BPQ_HOW_TRANSPLANT) {
            at_least(p, BPQ_PICK_MOVED);
            rule(p, "transplant: %s, at line %zu", f->to, r->line);
        } else {
            at_least(p, BPQ_PICK_ADAPTED);
            rule(p, "resolve: %s, at line %zu, by %s/resolutions/%s", f->to,
                 r->line, bpq_patch_dir(p->plan, p->patch), r->key);
        }
    }
}

static int put(struct pick *p, const struct file *f, struct bpq_str text,
               struct bpq_err *e)
{
    unsigned mode = f->theirs.mode;

    /* keep our mode if upstream does not change it */
    if (f->ours.mode && f->base.mode == f->theirs.mode)
        mode = f->ours.mode;
    if (mode == f->ours.mode && bpq_str_eq(text, f->ours.text)) {
        p->effects.already++;
        return BPQ_OK;
    }
    return bpq_tree_put(p->t, f->to, text, mode, e);
}

static int merge(struct pick *p, struct file *f, struct bpq_err *e)
{
    struct bpq_str base = f->base.text;
    struct bpq_str ours = f->ours.text;
    struct bpq_str theirs = f->theirs.text;
    struct bpq_merge m;
    int rc;

    if (bpq_str_eq(base, ours))
        return put(p, f, theirs, e);
    memset(&m, 0, sizeof(m));
    if (strcmp(f->to, f->path))
        rc = bpq_merge_part(base, ours, theirs, bpq_is_c(f->path), &p->res, &m,
                            e);
    else
        rc = bpq_merge_file(base, ours, theirs, &p->res, &m, e);
    if (rc) {
        bpq_error_at(e, "%s", f->to);
    } else if (m.conflict) {
        conflict(p, f);
        if (!p->res.git_only)
            bpq_diagnose_conflict(&p->conflicts, p->plan, p->patch, f->to, &m);
    } else {
        at_least(p, BPQ_PICK_MERGED);
        note_regions(p, f, &m);
        rc = put(p, f, bpq_buf_str(&m.text), e);
    }
    bpq_merge_free(&m);
    return rc;
}

static bool is_regular(const struct side *s)
{
    return !s->mode || bpq_is_regular(s->mode);
}

/* Ours is like base: take theirs. */
static int take(struct pick *p, const struct file *f, struct bpq_err *e)
{
    if (!f->theirs.mode)
        return bpq_tree_remove(p->t, f->to, e);
    return bpq_tree_put_id(p->t, f->to, &f->theirs.id, f->theirs.mode, e);
}

static int merge_texts(struct pick *p, struct file *f, struct bpq_err *e)
{
    int rc;

    rc = load(p, f, &f->base, e);
    if (!rc)
        rc = load(p, f, &f->ours, e);
    if (!rc)
        rc = load(p, f, &f->theirs, e);
    if (!rc)
        rc = do_keep(p, f, e);
    if (!rc)
        rc = do_before(p, f, e);
    if (rc)
        return rc;
    /* clauses may have removed the whole change */
    if (f->base.mode == f->theirs.mode &&
        bpq_str_eq(f->base.text, f->theirs.text))
        return BPQ_OK;
    if (f->base.mode && !f->ours.mode)
        return whole_conflict(
            p, f, "upstream changes this file, which this base does not have");
    return merge(p, f, e);
}

static int replay_file(struct pick *p, struct file *f, struct bpq_err *e)
{
    bool clauses = p->patch->keep.n || p->patch->before.n;

    if (same(&f->ours, &f->theirs)) {
        p->effects.already++;
        at_least(p, BPQ_PICK_MERGED);
        return BPQ_OK;
    }
    if (same(&f->ours, &f->base) && (!clauses || !f->theirs.mode))
        return take(p, f, e);
    if (!f->theirs.mode)
        return whole_conflict(p, f,
                              "upstream removes this file, whose content is "
                              "different in this base");
    if (!is_regular(&f->base) || !is_regular(&f->ours) ||
        !is_regular(&f->theirs))
        return whole_conflict(p, f,
                              "upstream changes this link or submodule, which "
                              "is different in this base");
    return merge_texts(p, f, e);
}

static int replay_delta(struct pick *p, const struct bpq_delta *d,
                        struct bpq_err *e)
{
    struct file f = {.path = d->path,
                     .to = d->path,
                     .base = {.id = d->old_id, .mode = d->old_mode},
                     .theirs = {.id = d->new_id, .mode = d->new_mode}};
    char *to;
    int rc;

    if (!path_wanted(p, f.path))
        return BPQ_OK;
    to = map_path(p, f.path);
    if (to)
        f.to = to;
    rc = bpq_tree_get_id(p->t, f.to, &f.ours.id, &f.ours.mode, e);
    if (!rc)
        rc = replay_file(p, &f, e);
    free(to);
    unload(&f.base);
    unload(&f.ours);
    unload(&f.theirs);
    return rc;
}

/* ---- the whole pick ---- */

static int open_diff(struct bpq_repo *repo, git_commit *commit,
                     struct bpq_deltas *out, struct bpq_err *e)
{
    const char *id = git_oid_tostr_s(git_commit_id(commit));
    struct bpq_treechange change;
    int rc;

    if (git_commit_parentcount(commit) != 1)
        return bpq_error(
            e, BPQ_FAIL,
            "%s is %s, not a single change: pick the commits that it consists "
            "of",
            id, git_commit_parentcount(commit) ? "a merge" : "a root commit");
    rc = bpq_treechange_of(repo, commit, &change, e);
    if (rc)
        return rc;
    return bpq_treediff(out, repo, &change.from, &change.to, e);
}

static int copy_resolutions(struct pick *p, const struct bpq_resolutions *given,
                            struct bpq_err *e)
{
    int rc = BPQ_OK;

    for (size_t i = 0; !rc && i < given->n; i++)
        if (bpq_strs_have(&p->patch->resolve, given->v[i].key))
            rc = bpq_resolution_add(&p->res, given->v[i].key, given->v[i].path,
                                    bpq_buf_str(&given->v[i].recipe), e);
    return rc;
}

static int read_resolutions(struct pick *p, struct bpq_err *e)
{
    int rc = BPQ_OK;

    for (size_t i = 0; !rc && i < p->patch->resolve.n; i++) {
        char *path =
            bpq_fmt("%s/%s/resolutions/%s", p->plan->root,
                    bpq_patch_dir(p->plan, p->patch), p->patch->resolve.v[i]);

        rc = bpq_resolution_read(path, &p->res, e);
        free(path);
    }
    return rc;
}

static int conflict_error(struct pick *p, git_commit *commit, struct bpq_err *e)
{
    const struct bpq_strs *files = p->conflict_files;
    char more[64] = "";

    if (files->n > 1)
        snprintf(more, sizeof(more), " and %zu more file%s", files->n - 1,
                 files->n > 2 ? "s" : "");
    bpq_error(e, BPQ_NO,
              "commit %s conflicts in %s%s; see the sides and what to write "
              "where: bpq explain %s --branch %s%s",
              git_oid_tostr_s(git_commit_id(commit)), files->v[0], more,
              p->patch->name, p->plan->branch, p->options);
    e->more = bpq_fmt("commit %s\n        %s\n%s",
                      git_oid_tostr_s(git_commit_id(commit)),
                      git_commit_summary(commit), bpq_buf_str(&p->conflicts).p);
    return BPQ_NO;
}

int bpq_pick_apply(const struct bpq_picking *what, struct bpq_tree *t,
                   struct bpq_strs *rules, enum bpq_pick_how *how,
                   struct bpq_err *e)
{
    const struct bpq_patch *patch = what->patch;
    struct bpq_strs none = {NULL, 0};
    struct pick p = {.patch = patch,
                     .plan = what->plan,
                     .t = t,
                     .rules = rules,
                     .conflict_files =
                         what->conflicts ? what->conflicts : &none,
                     .res = {.git_only = what->git_only, .drafts = true},
                     .rewritten = {.repo = t->repo,
                                   .plan = what->plan,
                                   .patch = patch,
                                   .cocci = what->cocci},
                     .options = what->options ? what->options : ""};
    struct bpq_deltas deltas = {NULL, 0};
    int rc;

    bpq_effects_init(&p.effects, patch);
    rc = open_diff(t->repo, what->commit, &deltas, e);
    if (!rc)
        rc = what->resolutions ? copy_resolutions(&p, what->resolutions, e)
                               : read_resolutions(&p, e);
    p.effects.n_files = deltas.n;
    p.rewritten.deltas = &deltas;
    for (size_t i = 0; !rc && i < deltas.n; i++) {
        if (p.conflict_files->n && p.res.git_only)
            break; /* the other files do not matter */
        rc = replay_delta(&p, &deltas.v[i], e);
    }
    if (!rc && p.conflict_files->n)
        rc = conflict_error(&p, what->commit, e);
    if (!rc)
        rc = bpq_effects_check(&p.effects, patch, &p.res, t->n_puts, e);
    *how = p.how;
    bpq_deltas_free(&deltas);
    bpq_before_free(&p.rewritten);
    bpq_resolutions_free(&p.res);
    bpq_buf_free(&p.conflicts);
    bpq_strs_free(&none);
    bpq_effects_free(&p.effects);
    return rc;
}
