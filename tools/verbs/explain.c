/* SPDX-License-Identifier: LGPL-2.1-only */
#include "base/buf.h"
#include "base/err.h"
#include "git/repo.h"
#include "git/treediff.h"
#include "plan/plan.h"
#include "port/between.h"
#include "port/next.h"
#include "port/nextlines.h"
#include "port/port.h"
#include "port/publictypes.h"
#include "queue/header.h"
#include "queue/queue.h"
#include "verbs/job.h"
#include "verbs/say.h"

static int open_plan(struct job *job, const char **only, struct bpq_err *e)
{
    const struct bpq_patch *patch;
    int rc;

    if (!job->n_args)
        return job_open_only_plan(job, e);
    rc = job_find_patch(job, job->args[0], &patch, e);
    if (!rc)
        *only = patch->name;
    return rc;
}

/* ---- what is next ---- */

static void say_lines(const struct bpq_strs *lines)
{
    say("%s", "");
    say("what could be done:");
    for (size_t i = 0; i < lines->n; i++)
        say("  %s", lines->v[i]);
}

static int look_further(struct job *job, struct bpq_porter *p,
                        const struct bpq_made *m, git_commit *c,
                        struct bpq_strs *lines, struct bpq_err *e)
{
    struct bpq_going going = {.what = {.mainline = *git_commit_id(c),
                                       .onto = m->before,
                                       .branch = job->plan.branch,
                                       .at = (size_t)-1,
                                       .own = true,
                                       .rules = BPQ_RULES_TRUSTED},
                              .parent = *git_commit_parent_id(c, 0),
                              .base = job->queue.base_commit};
    struct bpq_next_pick pick = {&job->plan, m->patch, &m->conflicts};
    struct bpq_histories histories;
    struct bpq_public_types types = {NULL, 0};
    struct bpq_next next = {0};
    int rc = bpq_treechange_of(&job->repo, c, &going.what.change, e);

    bpq_histories_open(&histories, &job->repo);
    if (!rc)
        rc = bpq_public_types_find(&types, &job->repo, &going.what.change, e);
    if (!rc)
        rc = bpq_next_read(&next, p, &histories, &going, &pick, e);
    if (!rc) {
        bpq_public_types_lines(lines, &types, true);
        bpq_next_lines(lines, &next);
        bpq_backport_lines(lines, &p->published, git_commit_id(c));
    }
    bpq_next_free(&next);
    bpq_public_types_free(&types);
    bpq_histories_close(&histories);
    return rc;
}

/* The pick that conflicts is the last one that was made.  Of a clone without
 * mainline, less is said. */
static void put_next(struct job *job)
{
    const struct bpq_made *m = &job->queue.made[job->queue.n - 1];
    struct bpq_porter porter = {0};
    struct bpq_strs lines = {NULL, 0};
    struct bpq_err e = {0};
    git_commit *c = NULL;
    int rc = bpq_repo_commit(&job->repo, m->patch->id, &c, &e);

    if (!rc)
        rc = bpq_porter_open(&porter, &job->repo, &e);
    if (!rc)
        rc = look_further(job, &porter, m, c, &lines, &e);
    if (!rc)
        say_lines(&lines);
    else
        say_error(&e);
    bpq_err_clear(&e);
    bpq_strs_free(&lines);
    bpq_porter_close(&porter);
    git_commit_free(c);
}

static int run(struct job *job, struct bpq_err *e)
{
    const char *only = NULL;
    char *target;
    int rc;

    rc = open_plan(job, &only, e);
    if (!rc)
        rc = job_open_clone(job, e);
    if (!rc)
        rc = job_make_queue(job, only, e);
    if (rc == BPQ_NO && e->more) {
        say_text(bpq_str(e->more));
        put_next(job);
    }
    if (rc)
        return rc;
    target = job_target(job);
    if (only) {
        const struct bpq_made *last = &job->queue.made[job->queue.n - 1];
        say("%s: no conflict for %s: %s", only, target,
            last->left_out ? last->left_out : bpq_class_name(last->class));
    } else
        say("no conflict in %s/series for %s", job->plan.dir, target);
    free(target);
    return BPQ_OK;
}

const struct verb verb_explain = {
    .name = "explain",
    .args = "[PATCH]",
    .does = "show a conflict with all its sides, and how to settle it",
    .help = "Without PATCH, show the first conflict of the queue.\n",
    .options = "xBCnw",
    .min_args = 0,
    .max_args = 1,
    .run = run,
};
