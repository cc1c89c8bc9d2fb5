/* SPDX-License-Identifier: LGPL-2.1-only */
#include "queue/assemble.h"
#include "base/buf.h"
#include "git/history.h"
#include "git/patchids.h"
#include "git/repo.h"
#include "git/tree.h"
#include "plan/plan.h"

#include <stdint.h>
#include <string.h>

#include "base/nearest.h"
#include "base/stop.h"
#include "queue/make.h"

/* Check that the clone has all picks; the error names the first missing one. */
static int check_picks(const struct bpq_making *mk, struct bpq_err *e)
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

        if (p->source != BPQ_PICK || bpq_not_wanted(mk, p))
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

/*
 * Read the base's history since the oldest pick was written.
 */
static int read_history(struct bpq_making *mk, struct bpq_err *e)
{
    const struct bpq_plan *plan = mk->q->plan;
    const struct bpq_standin *onto = mk->q->onto;
    git_time_t since = INT64_MAX;
    int rc = BPQ_OK;

    for (size_t i = 0; !rc && i < plan->n_patches; i++) {
        const struct bpq_patch *patch = &plan->patches[i];
        git_commit *c = NULL;

        if (!patch->id || bpq_not_wanted(mk, patch))
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
    rc = bpq_history_read(&mk->history, mk->repo, bpq_making_ids(mk),
                          &mk->q->base_commit, since, e);
    if (!rc && onto && onto->how == BPQ_STANDIN_FILES)
        rc = bpq_history_before(&mk->history, &onto->bases[onto->n_bases - 1],
                                e);
    return rc;
}

static int open_base(struct bpq_making *mk, const char *ref, struct bpq_err *e)
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
    struct bpq_making mk = {.q = q, .repo = repo, .opts = opts};
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
    if (opts->progress)
        opts->progress(opts->arg, 0, plan->n_patches);
    if (!rc)
        rc = open_base(&mk, ref, e);
    if (!rc)
        rc = check_picks(&mk, e);
    if (!rc)
        rc = read_history(&mk, e);
    while (!rc && q->n < plan->n_patches) {
        struct bpq_made *m = &q->made[q->n++];

        m->patch = &plan->patches[q->n - 1];
        if (opts->progress)
            opts->progress(opts->arg, q->n, plan->n_patches);
        rc = bpq_stop ? BPQ_FAIL : bpq_make_patch(&mk, m, e);
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
