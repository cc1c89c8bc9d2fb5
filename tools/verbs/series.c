/* SPDX-License-Identifier: LGPL-2.1-only */
#include <stdio.h>

#include "job.h"

static void summary(const struct job *job)
{
    const struct bpq_queue *q = &job->queue;
    size_t i, left_out = 0, of[4] = {0};

    for (i = 0; i < q->n; i++)
        if (q->made[i].left_out)
            left_out++;
        else
            of[q->made[i].class]++;
    printf("%s: %zu patches (%zu clean, %zu context, %zu adapted, %zu own), "
           "%zu left out; tree %s\n",
           job->dir, q->n - left_out, of[BPQ_CLEAN], of[BPQ_CONTEXT],
           of[BPQ_ADAPTED], of[BPQ_OWNCLASS], left_out,
           git_oid_tostr_s(&q->tree));
}

static int run(struct job *job, struct bpq_err *e)
{
    int rc;

    rc = job_open_plan(job, job->args[0], e);
    if (!rc)
        rc = job_open_clone(job, e);
    if (!rc)
        rc = job_make_queue(job, NULL, e);
    if (!rc)
        rc = bpq_queue_write(&job->queue, job->dir, e);
    if (!rc)
        summary(job);
    return rc;
}

const struct verb verb_series = {
    .name = "series",
    .args = "BRANCH",
    .does = "write the quilt queue of a branch: series and *.patch",
    .help = "The folder appears whole or not at all; the one that was there "
            "stays on any error.\n",
    .options = "xbowp",
    .min_args = 1,
    .max_args = 1,
    .run = run,
};
