/* SPDX-License-Identifier: LGPL-2.1-only */
#define _GNU_SOURCE
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "queue/queue.h"
#include "base/nearest.h"
#include "base/printable.h"
#include "base/sha256.h"
#include "base/stop.h"
#include "git/difftext.h"
#include "git/history.h"
#include "git/tree.h"
#include "plan/change.h"
#include "queue/imported.h"
#include "queue/outdir.h"
#include "queue/patchfile.h"
#include "queue/pick.h"

struct making {
    struct bpq_queue *q;
    struct bpq_repo *repo;
    const struct bpq_queue_opts *opts;
    struct bpq_tree tree;
    struct bpq_patchids own_ids;
    struct bpq_history history;
};

static void left_out(struct bpq_made *m, const char *why)
{
    free(m->left_out);
    m->left_out = bpq_strdup(why);
}

/* ---- one patch ---- */

/* What the plan says of it, for its header. */
static struct bpq_head head_of(const struct making *mk,
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
static int apply_after(struct making *mk, struct bpq_made *m, struct bpq_err *e)
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

static struct bpq_patchids *patchids(struct making *mk)
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
static int compare(struct making *mk, struct bpq_made *m, git_commit *c,
                   struct bpq_str ours, uint64_t our_lines, struct bpq_err *e)
{
    struct bpq_buf theirs = BPQ_BUF_INIT;
    struct placing pl = {mk->q->plan, m->patch};
    struct bpq_linesum their_lines = {.place = place, .arg = &pl};
    git_oid a, b;
    int rc;

    rc = bpq_patchids_get(patchids(mk), mk->repo, c, &a, e);
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

static int finish_pick(struct making *mk, struct bpq_made *m, git_commit *c,
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
static int look_up(struct making *mk, struct bpq_made *m, git_commit *c,
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

static int make_pick(struct making *mk, struct bpq_made *m, struct bpq_err *e)
{
    struct bpq_picking what = {.plan = mk->q->plan,
                               .patch = m->patch,
                               .cocci = mk->opts->cocci,
                               .git_only = mk->opts->clean_picks_only,
                               .options = mk->opts->options,
                               .conflicts = &m->conflicts};
    enum bpq_pick_how how;
    int rc;

    rc = bpq_repo_commit(mk->repo, m->patch->id, &what.commit, e);
    if (!rc)
        rc = look_up(mk, m, what.commit, e);
    if (rc || m->left_out)
        goto out;
    rc = bpq_pick_apply(&what, &mk->tree, &m->rules, &how, e);
    if (!rc && m->patch->after.n) {
        how = BPQ_PICK_ADAPTED;
        rc = apply_after(mk, m, e);
    }
    if (!rc)
        rc = bpq_tree_write(&mk->tree, e);
    if (rc)
        goto out;
    m->after = mk->tree.oid;
    if (git_oid_equal(&m->before, &m->after))
        left_out(m, "the base has it: replayed, it changes nothing");
    else
        rc = finish_pick(mk, m, what.commit, how, e);
out:
    git_commit_free(what.commit);
    return rc;
}

static int make_own(struct making *mk, struct bpq_made *m, struct bpq_err *e)
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

/* The user's own header stays; the diff is made as for all patches. */
static int put_file(struct making *mk, struct bpq_made *m,
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

static void does_not_apply(const struct making *mk, struct bpq_err *e)
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

static int make_file(struct making *mk, struct bpq_made *m, struct bpq_err *e)
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

/* Why the patch is skipped, or NULL. */
static const char *not_wanted(const struct making *mk,
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

/* Check that the clone has all picks; the error names the first missing one. */
static int check_picks(const struct making *mk, struct bpq_err *e)
{
    const struct bpq_plan *plan = mk->q->plan;
    const struct bpq_patch *first = NULL;
    size_t missing = 0;
    git_odb *odb = NULL;
    git_oid id;
    int r;

    r = git_repository_odb(&odb, mk->repo->git);
    if (r < 0)
        return bpq_repo_error(mk->repo, r, e, "its objects");
    for (size_t i = 0; i < plan->n_patches; i++) {
        const struct bpq_patch *p = &plan->patches[i];

        if (p->source != BPQ_PICK || not_wanted(mk, p))
            continue;
        git_oid_fromstr(&id, p->id);
        if (git_odb_exists(odb, &id))
            continue;
        if (!missing++)
            first = p;
    }
    git_odb_free(odb);
    if (!missing)
        return BPQ_OK;
    return bpq_repo_error(mk->repo, GIT_ENOTFOUND, e,
                          "commit %s (%s, and %zu more of the plan's picks)",
                          first->id, first->name, missing - 1);
}

static int make_patch(struct making *mk, struct bpq_made *m, struct bpq_err *e)
{
    const struct bpq_plan *plan = mk->q->plan;
    const char *why = not_wanted(mk, m->patch);
    static int (*const make[])(struct making *, struct bpq_made *,
                               struct bpq_err *) = {
        [BPQ_PICK] = make_pick, [BPQ_OWN] = make_own, [BPQ_FILE] = make_file};
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

/*
 * Read the base's history since the oldest pick was written.
 */
static int read_history(struct making *mk, struct bpq_err *e)
{
    const struct bpq_plan *plan = mk->q->plan;
    const struct bpq_standin *onto = mk->q->onto;
    git_time_t since = INT64_MAX;
    int rc = BPQ_OK;

    for (size_t i = 0; !rc && i < plan->n_patches; i++) {
        const struct bpq_patch *patch = &plan->patches[i];
        git_commit *c = NULL;

        if (!patch->id || not_wanted(mk, patch))
            continue;
        rc = bpq_repo_commit(mk->repo, patch->id, &c, e);
        if (rc && patch->source == BPQ_FILE) {
            bpq_err_clear(e);
            rc = BPQ_OK;
        }
        if (rc)
            bpq_error_at(e, "%s/series:%u: %s", bpq_patch_dir(plan, patch),
                         patch->line, patch->name);
        if (c)
            bpq_history_since(mk->repo, c, &since);
        git_commit_free(c);
    }
    if (rc)
        return rc;
    rc = bpq_history_read(&mk->history, mk->repo, patchids(mk),
                          &mk->q->base_commit, since, e);
    if (!rc && onto && onto->how == BPQ_STANDIN_FILES)
        rc = bpq_history_before(&mk->history, &onto->bases[onto->n_bases - 1],
                                e);
    return rc;
}

static int open_base(struct making *mk, const char *ref, struct bpq_err *e)
{
    struct bpq_queue *q = mk->q;
    git_commit *c = NULL;
    int rc;

    if (q->onto)
        ref = git_oid_tostr_s(&q->onto->commit);
    rc = bpq_repo_commit(mk->repo, ref ? ref : q->base, &c, e);
    if (rc)
        return rc;
    q->base_commit = *git_commit_id(c);
    q->base_tree = *git_commit_tree_id(c);
    q->tree = q->base_tree;
    bpq_tree_open(&mk->tree, mk->repo, &q->base_tree);
    git_commit_free(c);
    return BPQ_OK;
}

static int no_group(const struct bpq_plan *plan, const char *name,
                    struct bpq_err *e)
{
    struct bpq_strs known = {NULL, 0};
    char *meant;

    for (size_t i = 0; i < plan->n_groups; i++)
        if (plan->groups[i].optional &&
            !bpq_strs_have(&known, plan->groups[i].name))
            bpq_strs_add(&known, plan->groups[i].name);
    meant = bpq_meant(name, &known);
    bpq_error(e, BPQ_FAIL, "%s/series has no group \"%s\" to leave out%s",
              plan->dir, name, meant);
    free(meant);
    bpq_strs_free(&known);
    return BPQ_FAIL;
}

static int check_without(const struct bpq_plan *plan,
                         const struct bpq_strs *without, struct bpq_err *e)
{
    size_t g;

    for (size_t i = 0; without && i < without->n; i++) {
        for (g = 0; g < plan->n_groups; g++)
            if (!strcmp(plan->groups[g].name, without->v[i]))
                break;
        if (g == plan->n_groups)
            return no_group(plan, without->v[i], e);
        if (!plan->groups[g].optional)
            return bpq_error(e, BPQ_FAIL,
                             "group \"%s\" of %s/series is not optional and "
                             "cannot be left out",
                             without->v[i], plan->dir);
    }
    return BPQ_OK;
}

int bpq_queue_make(struct bpq_queue *q, struct bpq_repo *repo,
                   const struct bpq_plan *plan, const char *base,
                   const char *ref, const struct bpq_queue_opts *opts,
                   struct bpq_err *e)
{
    struct making mk = {.q = q, .repo = repo, .opts = opts};
    int rc;

    memset(q, 0, sizeof(*q));
    q->plan = plan;
    q->onto = opts->onto;
    q->base = bpq_strdup(base);
    q->made = bpq_alloc(plan->n_patches * sizeof(*q->made));
    bpq_patchids_open(&mk.own_ids, NULL);
    rc = bpq_plan_base(plan, base, e);
    if (!rc)
        rc = check_without(plan, opts->without, e);
    if (!rc)
        rc = open_base(&mk, ref, e);
    if (!rc)
        rc = check_picks(&mk, e);
    if (!rc)
        rc = read_history(&mk, e);
    while (!rc && q->n < plan->n_patches) {
        struct bpq_made *m = &q->made[q->n++];

        m->patch = &plan->patches[q->n - 1];
        rc = bpq_stop ? BPQ_FAIL : make_patch(&mk, m, e);
        /* a signal may have caused the error */
        if (rc && bpq_stop)
            rc = bpq_error(e, BPQ_FAIL, "interrupted; nothing was written");
        if (opts->only && !strcmp(m->patch->name, opts->only))
            break;
    }
    if (!rc)
        q->tree = mk.tree.oid;
    q->plan_tree = q->base_tree;
    for (size_t i = 0; i < q->n && !q->made[i].patch->local; i++)
        q->plan_tree = q->made[i].after;
    bpq_tree_close(&mk.tree);
    bpq_history_free(&mk.history);
    bpq_patchids_close(&mk.own_ids);
    return rc;
}

void bpq_queue_free(struct bpq_queue *q)
{
    for (size_t i = 0; i < q->n; i++) {
        bpq_strs_free(&q->made[i].rules);
        bpq_buf_free(&q->made[i].text);
        free(q->made[i].left_out);
        bpq_strs_free(&q->made[i].conflicts);
    }
    free(q->made);
    free(q->base);
    memset(q, 0, sizeof(*q));
}

const struct bpq_made *bpq_queue_find(const struct bpq_queue *q,
                                      const char *name)
{
    for (size_t i = 0; i < q->n; i++)
        if (!q->made[i].left_out && !strcmp(q->made[i].patch->name, name))
            return &q->made[i];
    return NULL;
}

/* ---- the folder ---- */

/* The line of a patch's group, where another one begins. */
static void put_group(const struct bpq_plan *plan, const struct bpq_patch *last,
                      const struct bpq_patch *patch, struct bpq_buf *out)
{
    const struct bpq_group *group = &plan->groups[patch->group];
    bool is_first_local = patch->local && !(last && last->local);

    if (is_first_local)
        bpq_buf_addf(out, "\n# local %s/series\n", plan->local);
    if (is_first_local || !last ||
        strcmp(plan->groups[last->group].name, group->name))
        bpq_buf_addf(out, "\n# group %s%s\n", group->name,
                     group->optional ? " optional" : "");
}

void bpq_queue_series(const struct bpq_queue *q, struct bpq_buf *out)
{
    const struct bpq_plan *plan = q->plan;

    char commit[GIT_OID_HEXSZ + 1];
    const char *name =
        q->onto ? git_oid_tostr(commit, sizeof(commit), &q->base_commit)
                : q->base;

    bpq_buf_addf(out, "# Made by bpq from %s/series for %s: change it there.\n",
                 plan->dir, name);
    /* For those who apply it: the base, and the resulting tree. */
    bpq_buf_addf(out, "# base %s %s\n", name, git_oid_tostr_s(&q->base_commit));
    if (q->onto)
        bpq_buf_addf(out, "# as %s\n", q->base);
    bpq_buf_addf(out, "# tree %s\n", git_oid_tostr_s(&q->tree));
    for (size_t i = 0; i < q->n; i++) {
        const struct bpq_made *m = &q->made[i];

        put_group(plan, i ? q->made[i - 1].patch : NULL, m->patch, out);
        if (m->left_out) {
            bpq_buf_addf(out, "# left out: %s: ", m->patch->name);
            bpq_printable_line(out, bpq_str(m->left_out));
            bpq_buf_adds(out, "\n");
        } else
            bpq_buf_addf(out, "%s\n", m->patch->name);
    }
}

int bpq_queue_write(const struct bpq_queue *q, const char *dir, bool force,
                    struct bpq_err *e)
{
    struct bpq_outdir o;
    struct bpq_buf series = BPQ_BUF_INIT;
    int rc;

    rc = bpq_outdir_begin(&o, dir, force, e);
    if (rc)
        return rc;
    for (size_t i = 0; !rc && i < q->n; i++)
        if (!q->made[i].left_out)
            rc = bpq_outdir_add(&o, q->made[i].patch->name,
                                bpq_buf_str(&q->made[i].text), e);
    bpq_queue_series(q, &series);
    if (!rc)
        rc = bpq_outdir_add(&o, "series", bpq_buf_str(&series), e);
    bpq_buf_free(&series);
    if (!rc)
        rc = bpq_outdir_commit(&o, e);
    bpq_outdir_end(&o);
    return rc;
}
