/* SPDX-License-Identifier: LGPL-2.1-only */
#define _GNU_SOURCE
#include "queue/make.h"
#include "base/buf.h"
#include "plan/plan.h"
#include "queue/header.h"

#include <stdlib.h>
#include <string.h>

#include "base/sha256.h"
#include "git/difftext.h"
#include "plan/change.h"
#include "queue/imported.h"
#include "queue/patchfile.h"
#include "queue/pick.h"
#include "queue/reuse.h"

static void left_out(struct bpq_made *m, const char *why)
{
    free(m->left_out);
    m->left_out = bpq_strdup(why);
}

/* ---- one patch ---- */

/* What the plan says of it, for its header. */
static struct bpq_head head_of(const struct bpq_making *mk,
                               const struct bpq_made *m)
{
    const struct bpq_group *group = &mk->q->plan->groups[m->patch->group];

    return (struct bpq_head){.rules = &m->rules,
                             .why = m->patch->why,
                             .group = group->name,
                             .optional = group->optional};
}

static int put_text(struct bpq_made *m, const struct bpq_head *head,
                    struct bpq_str diff, struct bpq_err *e)
{
    int rc;

    rc = bpq_header_put(&m->text, head, e);
    if (rc)
        return rc;
    bpq_buf_add(&m->text, diff.p, diff.len);
    bpq_sha256(bpq_buf_str(&m->text), m->sha256);
    return BPQ_OK;
}

/* Apply the changes of our own that follow a pick. */
static int apply_after(struct bpq_making *mk, struct bpq_made *m,
                       struct bpq_err *e)
{
    struct bpq_change *c = NULL;
    struct bpq_strs did = {NULL, 0};
    int rc = BPQ_OK;

    for (size_t i = 0; !rc && i < m->patch->after.n; i++) {
        rc = bpq_change_read(mk->q->plan->root, m->patch->after.v[i], &c, e);
        if (!rc)
            rc = bpq_change_apply(c, mk->q->plan, m->patch, &mk->tree,
                                  mk->opts->cocci, &did, e);
        for (size_t j = 0; j < did.n; j++) {
            char *s = bpq_fmt("after: %s: %s", m->patch->after.v[i], did.v[j]);

            bpq_strs_add(&m->rules, s);
            free(s);
        }
        bpq_strs_free(&did);
        bpq_change_free(c);
        c = NULL;
    }
    return rc;
}

struct placing {
    const struct bpq_plan *plan;
    const struct bpq_patch *patch;
};

/* An upstream file counts as the branch's file with its content. */
static char *place(const void *arg, const char *path)
{
    const struct placing *pl = arg;
    size_t clause;

    return bpq_plan_map(pl->plan, pl->patch, path, &clause);
}

struct bpq_patchids *bpq_making_ids(struct bpq_making *mk)
{
    return mk->opts->ids ? mk->opts->ids : &mk->own_ids;
}

/* A patch of class clean has no rules, even if one gives what upstream has. */
static enum bpq_class unchanged(const struct bpq_made *m)
{
    return m->rules.n ? BPQ_CONTEXT : BPQ_CLEAN;
}

/*
 * After a merge by git, or if a hunk was transplanted: is it exactly upstream's
 * patch, the same change among other lines, or only a part of it?
 */
static int compare(struct bpq_making *mk, struct bpq_made *m, git_commit *c,
                   struct bpq_str ours, uint64_t our_lines, struct bpq_err *e)
{
    struct bpq_buf theirs = BPQ_BUF_INIT;
    struct placing pl = {mk->q->plan, m->patch};
    struct bpq_linesum their_lines = {.place = place, .arg = &pl};
    git_oid a, b;
    int rc;

    rc = bpq_patchids_get(bpq_making_ids(mk), mk->repo, c, &a, e);
    if (!rc)
        rc = bpq_difftext_patchid(ours, &b, e);
    if (rc)
        goto out;
    if (git_oid_equal(&a, &b)) {
        m->class = unchanged(m);
        goto out;
    }
    /* patch-ids use git's plain diff; ours may divide hunks differently */
    rc = bpq_difftext_commit(&theirs, mk->repo, c, &their_lines, e);
    if (!rc)
        rc = bpq_difftext_patchid(bpq_buf_str(&theirs), &a, e);
    if (rc)
        goto out;
    if (git_oid_equal(&a, &b))
        m->class = unchanged(m);
    else if (our_lines == their_lines.sum) {
        m->class = BPQ_CONTEXT;
        if (!m->rules.n)
            bpq_strs_add(&m->rules, "merge: git's, among other lines");
    } else {
        m->class = BPQ_ADAPTED;
        bpq_strs_add(&m->rules,
                     "merge: the base has a part of the change already");
    }
out:
    bpq_buf_free(&theirs);
    return rc;
}

static int finish_pick(struct bpq_making *mk, struct bpq_made *m, git_commit *c,
                       enum bpq_pick_how how, struct bpq_err *e)
{
    struct bpq_buf diff = BPQ_BUF_INIT;
    struct bpq_head head = head_of(mk, m);
    struct bpq_linesum lines = {0};
    int rc;

    rc = bpq_difftext_trees(&diff, mk->repo, &m->before, &m->after, &lines, e);
    if (rc)
        goto out;
    if (how == BPQ_PICK_SAME)
        m->class = BPQ_CLEAN;
    else if (how == BPQ_PICK_ADAPTED)
        m->class = BPQ_ADAPTED;
    else
        rc = compare(mk, m, c, bpq_buf_str(&diff), lines.sum, e);
    if (rc)
        goto out;
    head.commit = c;
    head.class = m->class;
    rc = put_text(m, &head, bpq_buf_str(&diff), e);
out:
    bpq_buf_free(&diff);
    return rc;
}

/*
 * Does the history show that the base has the commit?  What is known from the
 * history of the base that stands for the user's commit has to be in the files.
 */
static int look_up(struct bpq_making *mk, struct bpq_made *m, git_commit *c,
                   struct bpq_err *e)
{
    git_oid as;
    bool has = true;
    int rc = bpq_history_has_before(&mk->history, c, &as, &m->left_out, e);

    if (!rc && m->left_out && !git_oid_is_zero(&as))
        rc = bpq_imported_has(mk->q->onto, mk->repo, &as, &has, e);
    if (!has) {
        free(m->left_out);
        m->left_out = NULL;
    }
    return rc;
}

static int make_pick(struct bpq_making *mk, struct bpq_made *m,
                     git_commit *commit, struct bpq_err *e)
{
    struct bpq_picking what = {.plan = mk->q->plan,
                               .patch = m->patch,
                               .commit = commit,
                               .cocci = mk->opts->cocci,
                               .git_only = mk->opts->clean_picks_only,
                               .options = mk->opts->options,
                               .conflicts = &m->conflicts};
    enum bpq_pick_how how;
    int rc;

    rc = bpq_pick_apply(&what, &mk->tree, &m->rules, &how, e);
    if (!rc && m->patch->after.n) {
        how = BPQ_PICK_ADAPTED;
        rc = apply_after(mk, m, e);
    }
    if (!rc)
        rc = bpq_tree_write(&mk->tree, e);
    if (rc)
        return rc;
    m->after = mk->tree.oid;
    if (git_oid_equal(&m->before, &m->after))
        left_out(m, "the base has it: replayed, it changes nothing");
    else
        rc = finish_pick(mk, m, commit, how, e);
    return rc;
}

static int make_own(struct bpq_making *mk, struct bpq_made *m,
                    struct bpq_err *e)
{
    struct bpq_buf diff = BPQ_BUF_INIT;
    struct bpq_head head = head_of(mk, m);
    struct bpq_change *c = NULL;
    int rc;

    rc = bpq_change_read(mk->q->plan->root, m->patch->own, &c, e);
    if (rc)
        return rc;
    head.class = BPQ_OWNCLASS;
    head.message = bpq_change_message(c);
    if (!head.message)
        rc = bpq_error(e, BPQ_FAIL,
                       "%s/message is missing: a patch of our own needs it",
                       m->patch->own);
    if (!rc)
        rc = bpq_change_apply(c, mk->q->plan, m->patch, &mk->tree,
                              mk->opts->cocci, &m->rules, e);
    if (!rc)
        rc = bpq_tree_write(&mk->tree, e);
    m->after = mk->tree.oid;
    m->class = BPQ_OWNCLASS;
    if (!rc)
        rc =
            bpq_difftext_trees(&diff, mk->repo, &m->before, &m->after, NULL, e);
    if (!rc)
        rc = put_text(m, &head, bpq_buf_str(&diff), e);
    bpq_buf_free(&diff);
    bpq_change_free(c);
    return rc;
}

/* Make a pick, or with no commit a patch of our own, unless it is known from
 * another base. */
static int make_new(struct bpq_making *mk, struct bpq_made *m,
                    git_commit *commit, struct bpq_err *e)
{
    const struct bpq_cocci *cocci = mk->opts->cocci;
    struct bpq_reuse *reuse = mk->opts->reuse;
    unsigned long used = cocci ? cocci->used : 0;
    struct bpq_tree_uses uses = {0};
    bool found = false;
    int rc = BPQ_OK;

    if (reuse)
        rc = bpq_reuse_find(reuse, &mk->tree, m, &found, e);
    if (rc || found)
        return rc;
    mk->tree.uses = reuse ? &uses : NULL;
    rc = commit ? make_pick(mk, m, commit, e) : make_own(mk, m, e);
    mk->tree.uses = NULL;
    m->semantic = cocci && cocci->used > used;
    if (!rc && reuse)
        bpq_reuse_add(reuse, &uses, m);
    bpq_tree_uses_free(&uses);
    return rc;
}

static int make_own_new(struct bpq_making *mk, struct bpq_made *m,
                        struct bpq_err *e)
{
    return make_new(mk, m, NULL, e);
}

static int make_pick_new(struct bpq_making *mk, struct bpq_made *m,
                         struct bpq_err *e)
{
    git_commit *commit = NULL;
    int rc = bpq_repo_commit(mk->repo, m->patch->id, &commit, e);

    if (!rc)
        rc = look_up(mk, m, commit, e);
    if (!rc && !m->left_out)
        rc = make_new(mk, m, commit, e);
    git_commit_free(commit);
    return rc;
}

/* The user's own header stays; the diff is made as for all patches. */
static int put_file(struct bpq_making *mk, struct bpq_made *m,
                    const struct bpq_patchfile *file, struct bpq_err *e)
{
    struct bpq_buf diff = BPQ_BUF_INIT;
    int rc =
        bpq_difftext_trees(&diff, mk->repo, &m->before, &m->after, NULL, e);

    if (!rc) {
        bpq_buf_add(&m->text, file->head.p, file->head.len);
        bpq_buf_add(&m->text, diff.p, diff.len);
        bpq_sha256(bpq_buf_str(&m->text), m->sha256);
    }
    bpq_buf_free(&diff);
    return rc;
}

static void does_not_apply(const struct bpq_making *mk, struct bpq_err *e)
{
    char *why = bpq_strdup(e->line);

    if (mk->q->onto)
        bpq_error(e, BPQ_NO,
                  "%s, as the commit of --onto has it: leave its group out "
                  "with --without, or apply it to that commit yourself",
                  why);
    else
        bpq_error(e, BPQ_NO,
                  "%s: port it again with bpq port --onto %s:%s, or say with "
                  "\"#+ from\" or \"#+ until\" for which bases it is",
                  why, mk->q->plan->branch, mk->q->base);
    free(why);
}

static int make_file(struct bpq_making *mk, struct bpq_made *m,
                     struct bpq_err *e)
{
    const struct bpq_plan *plan = mk->q->plan;
    char *path = bpq_fmt("%s/%s", plan->local, m->patch->name);
    struct bpq_patchfile file = {.has = false};
    git_commit *of = NULL;
    git_oid id;
    int rc = BPQ_OK;

    /* An advisory's commit may not be public yet. */
    if (m->patch->id && !git_oid_fromstr(&id, m->patch->id) &&
        !git_commit_lookup(&of, mk->repo->git, &id))
        rc = look_up(mk, m, of, e);
    if (rc || m->left_out)
        goto out;
    m->class = BPQ_LOCAL;
    rc = bpq_patchfile_apply(&file, plan->root, path, &mk->tree, e);
    m->after = mk->tree.oid;
    if (rc == BPQ_NO)
        does_not_apply(mk, e);
    if (!rc && file.has)
        left_out(m, "the base has it: applied backwards, it fits");
    else if (!rc)
        rc = put_file(mk, m, &file, e);
out:
    bpq_patchfile_free(&file);
    git_commit_free(of);
    free(path);
    return rc;
}

/* ---- which patches ---- */

static bool has_clause(const struct bpq_patch *p)
{
    return p->only.n || p->except.n || p->map.n || p->keep.n || p->before.n ||
           p->after.n || p->resolve.n;
}

const char *bpq_not_wanted(const struct bpq_making *mk,
                           const struct bpq_patch *p)
{
    const struct bpq_plan *plan = mk->q->plan;

    if (!bpq_plan_wants(plan, p, mk->q->base))
        return "not for this base";
    if (mk->opts->without &&
        bpq_strs_have(mk->opts->without, plan->groups[p->group].name))
        return "its group was not wanted";
    if (mk->opts->clean_picks_only && (p->source != BPQ_PICK || has_clause(p)))
        return "not a plain pick";
    return NULL;
}

int bpq_make_patch(struct bpq_making *mk, struct bpq_made *m, struct bpq_err *e)
{
    const struct bpq_plan *plan = mk->q->plan;
    const char *why = bpq_not_wanted(mk, m->patch);
    static int (*const make[])(struct bpq_making *, struct bpq_made *,
                               struct bpq_err *) = {[BPQ_PICK] = make_pick_new,
                                                    [BPQ_OWN] = make_own_new,
                                                    [BPQ_FILE] = make_file};
    int rc;

    m->before = m->after = mk->tree.oid;
    if (why) {
        left_out(m, why);
        m->unwanted = true;
        return BPQ_OK;
    }
    rc = make[m->patch->source](mk, m, e);
    if (mk->opts->clean_picks_only &&
        (rc == BPQ_NO || (!rc && m->class != BPQ_CLEAN && !m->left_out))) {
        bpq_tree_close(&mk->tree);
        bpq_tree_open(&mk->tree, mk->repo, &m->before);
        m->after = m->before;
        left_out(m, "does not pick clean");
        bpq_err_clear(e);
        return BPQ_OK;
    }
    if (rc)
        bpq_error_at(e, "%s/series:%u: %s", bpq_patch_dir(plan, m->patch),
                     m->patch->line, m->patch->name);
    return rc;
}
