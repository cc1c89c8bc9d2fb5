/* SPDX-License-Identifier: LGPL-2.1-only */
#include "base/buf.h"
#include "base/err.h"
#include "plan/plan.h"
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

static int run(struct job *job, struct bpq_err *e)
{
    const char *only = NULL;
    const struct bpq_made *last;
    int rc;

    rc = open_plan(job, &only, e);
    if (!rc)
        rc = job_open_clone(job, e);
    if (!rc)
        rc = job_make_queue(job, only, e);
    if (rc == BPQ_NO && e->more)
        say_text(bpq_str(e->more));
    if (rc)
        return rc;
    if (!only) {
        say("no conflict in %s/series for %s", job->plan.dir, job->base);
        return BPQ_OK;
    }
    last = &job->queue.made[job->queue.n - 1];
    say("%s: no conflict for %s: %s", only, job->base,
        last->left_out ? last->left_out : bpq_class_name(last->class));
    return BPQ_OK;
}

const struct verb verb_explain = {
    .name = "explain",
    .args = "[PATCH]",
    .does = "show a conflict with all its sides, and how to settle it",
    .help = "Without PATCH, show the first conflict of the queue.\n",
    .options = "xbnw",
    .min_args = 0,
    .max_args = 1,
    .run = run,
};
