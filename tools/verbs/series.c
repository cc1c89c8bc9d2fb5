/* SPDX-License-Identifier: LGPL-2.1-only */
#include <git2.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/err.h"
#include "plan/plan.h"
#include "queue/header.h"
#include "queue/lock.h"
#include "queue/queue.h"
#include "queue/standin.h"
#include "queue/unapplied.h"
#include "verbs/job.h"
#include "verbs/say.h"

static void summary(const struct job *job)
{
    const struct bpq_queue *q = &job->queue;
    size_t left_out = 0, of[BPQ_N_CLASSES] = {0};
    char *local = NULL;

    for (size_t i = 0; i < q->n; i++)
        if (q->made[i].left_out)
            left_out++;
        else
            of[q->made[i].class]++;
    if (of[BPQ_LOCAL])
        local = bpq_fmt(", %zu local", of[BPQ_LOCAL]);
    say("%s: %zu patch%s (%zu clean, %zu context, %zu adapted, %zu own%s), "
        "%zu left out; tree %s",
        job->dir, q->n - left_out, q->n - left_out == 1 ? "" : "es",
        of[BPQ_CLEAN], of[BPQ_CONTEXT], of[BPQ_ADAPTED], of[BPQ_OWNCLASS],
        local ? local : "", left_out, git_oid_tostr_s(&q->tree));
    free(local);
}

/* What somebody should know about a queue for a commit of his own. */
static int about_mine(struct job *job, struct bpq_err *e)
{
    char *how = bpq_standin_phrase(&job->mine);
    struct bpq_err line = {0};
    char *note = NULL;
    int rc;

    say("for commit %s, %s; no lock has this queue, so nothing compares it "
        "with an earlier one",
        git_oid_tostr_s(&job->mine.commit), how);
    free(how);
    rc = bpq_unapplied(&note, &job->repo, &job->queue.base_tree, e);
    if (!rc && note) {
        bpq_error(&line, BPQ_OK, "--onto %s: %s", job->instead, note);
        say_error(&line);
        bpq_err_clear(&line);
    }
    free(note);
    return rc;
}

/* Say on standard error if the result differs from the lock; this may be
 * intended, so that the status is the same. */
static void hint_lock(struct job *job)
{
    const struct bpq_locked *l;
    struct bpq_buf out = BPQ_BUF_INIT;
    struct bpq_err e = {0};
    struct bpq_lock lock;
    size_t n = 0;

    if (job->instead || job->without.n || job->picks_only ||
        bpq_lock_read(&lock, job->lock, job->lock, &e)) {
        bpq_err_clear(&e);
        return;
    }
    l = bpq_lock_find(&lock, job->base);
    if (l)
        bpq_lock_compare(l, &job->queue, NULL, &out, &n);
    if (n) {
        bpq_error(
            &e, BPQ_NO,
            "%s has a different result for %s: see bpq check %s --base %s",
            job->lock, job->base, job->plan.branch, job->base_ref);
        say_error(&e);
        bpq_err_clear(&e);
    }
    bpq_buf_free(&out);
    bpq_lock_free(&lock);
}

/* An existing lock must be intact before anything is written. */
static int check_lock(const struct job *job, struct bpq_err *e)
{
    struct bpq_lock lock;
    int rc;

    if (job->instead || access(job->lock, F_OK))
        return BPQ_OK;
    rc = bpq_lock_read(&lock, job->lock, job->lock, e);
    if (!rc)
        bpq_lock_free(&lock);
    return rc;
}

static int one(struct job *job, struct bpq_err *e)
{
    int rc;

    rc = check_lock(job, e);
    if (rc)
        return rc;
    rc = bpq_queue_write(&job->queue, job->dir, job->force, e);
    if (!rc && job->update_lock)
        rc = bpq_lock_update(job->lock, job->lock, &job->queue, job_spatch(job),
                             e);
    if (rc)
        return rc;
    summary(job);
    hint_lock(job);
    return job->instead ? about_mine(job, e) : BPQ_OK;
}

static int run(struct job *job, struct bpq_err *e)
{
    if (job->update_lock && job->instead)
        return bpq_error(e, BPQ_FAIL,
                         "--update-lock records the queue of a base of the "
                         "plan: do not use it with --onto");
    if (job->update_lock && (job->without.n || job->picks_only))
        return bpq_error(e, BPQ_FAIL,
                         "--update-lock records the whole queue: do not use it "
                         "with --without or --picks-only");
    return job_each_base(job, one, e);
}

const struct verb verb_series = {
    .name = "series",
    .args = "BRANCH",
    .does = "write the quilt queue of a branch: series and *.patch",
    .help =
        "BRANCH and the base may be all.  The folder is written whole or "
        "not at all; after an\nerror the old one is unchanged.  If its "
        "files were changed by hand, it is only\nreplaced with --force.  "
        "With --onto it is for a commit in your clone that has patches\nof "
        "your own, in series-BRANCH/onto-COMMIT; --base names the base that "
        "stands for it.\n",
    .options = "xbCowupf",
    .min_args = 1,
    .max_args = 1,
    .run = run,
};
