/* SPDX-License-Identifier: LGPL-2.1-only */
#include <dirent.h>
#include <git2.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/file.h"
#include "git/difftext.h"
#include "plan/plan.h"
#include "queue/lock.h"
#include "queue/queue.h"
#include "queue/written.h"
#include "verbs/job.h"
#include "verbs/say.h"

/* Print differences from the lock; *n is their number. */
static int check_lock(struct job *job, size_t *n, struct bpq_err *e)
{
    struct bpq_buf out = BPQ_BUF_INIT;
    const struct bpq_locked *l;
    struct bpq_lock lock;
    int rc;

    *n = 0;
    rc = bpq_lock_read(&lock, job->lock, job->lock, e);
    if (rc)
        return rc;
    l = bpq_lock_find(&lock, job->base);
    if (l)
        bpq_lock_compare(l, &job->queue, job_spatch(job), &out, n);
    else
        rc = job_no_part(job, job->base_ref, BPQ_FAIL, e);
    if (*n)
        say_text(bpq_buf_str(&out));
    bpq_buf_free(&out);
    bpq_lock_free(&lock);
    return rc;
}

/* How many files of the written queue differ, and how many somebody changed. */
struct differs {
    size_t n, by_hand;
};

/* Compare one file of the written queue with what it should be. */
static int check_file(struct job *job, const char *name, struct bpq_str text,
                      struct differs *d, struct bpq_err *e)
{
    struct bpq_buf was = BPQ_BUF_INIT, out = BPQ_BUF_INIT;
    char *path = bpq_fmt("%s/%s", job->dir, name);
    int rc = BPQ_OK;

    if (access(path, F_OK) < 0) {
        say("%s: is missing", path);
        d->n++;
        goto out;
    }
    rc = bpq_file_read(path, &was, e);
    if (rc || bpq_str_eq(bpq_buf_str(&was), text))
        goto out;
    d->by_hand += bpq_written_edited(job->dir, name);
    d->n++;
    rc = bpq_difftext_texts(&out, path, bpq_buf_str(&was), "made now", text, e);
    if (!rc) {
        say("%s: differs from what the plan gives now:", path);
        say_text(bpq_buf_str(&out));
    }
out:
    bpq_buf_free(&out);
    bpq_buf_free(&was);
    free(path);
    return rc;
}

static bool belongs(const struct bpq_queue *q, const char *name)
{
    return bpq_queue_find(q, name) || !strcmp(name, "series");
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void check_others(struct job *job, struct differs *differs)
{
    struct bpq_strs others = {NULL, 0};
    DIR *d = opendir(job->dir);
    struct dirent *ent;

    while (d && (ent = readdir(d)))
        if (ent->d_name[0] != '.' && !belongs(&job->queue, ent->d_name))
            bpq_strs_add(&others, ent->d_name);
    if (d)
        closedir(d);
    if (others.n)
        qsort(others.v, others.n, sizeof(*others.v), by_name);
    for (size_t i = 0; i < others.n; i++) {
        say("%s/%s: does not belong to this queue", job->dir, others.v[i]);
        differs->by_hand += bpq_written_edited(job->dir, others.v[i]);
    }
    differs->n += others.n;
    bpq_strs_free(&others);
}

static int check_written(struct job *job, struct differs *d, struct bpq_err *e)
{
    const struct bpq_queue *q = &job->queue;
    struct bpq_buf series = BPQ_BUF_INIT;
    int rc;

    if (access(job->dir, F_OK) < 0)
        return BPQ_OK;
    bpq_queue_series(q, &series);
    rc = check_file(job, "series", bpq_buf_str(&series), d, e);
    bpq_buf_free(&series);
    for (size_t i = 0; !rc && i < q->n; i++)
        if (!q->made[i].left_out)
            rc = check_file(job, q->made[i].patch->name,
                            bpq_buf_str(&q->made[i].text), d, e);
    if (!rc)
        check_others(job, d);
    return rc;
}

static int verdict(struct job *job, size_t locked, const struct differs *d,
                   struct bpq_err *e)
{
    const struct bpq_queue *q = &job->queue;
    size_t patches = 0;

    if (locked)
        return bpq_error(e, BPQ_NO,
                         "%s: %zu difference%s from %s; if they are intended: "
                         "bpq series %s --base %s --update-lock",
                         job->base, locked, locked > 1 ? "s" : "", job->lock,
                         job->plan.branch, job->base_ref);
    if (d->n)
        return bpq_error(e, BPQ_NO,
                         "%s: %zu file%s not as the lock and the plan say; "
                         "write it again: bpq series %s --base %s%s",
                         job->dir, d->n, d->n > 1 ? "s are" : " is",
                         job->plan.branch, job->base_ref,
                         d->by_hand ? " --force" : "");
    for (size_t i = 0; i < q->n; i++)
        patches += !q->made[i].left_out;
    say("%s: as locked: %zu patch%s, tree %s", job->base, patches,
        patches == 1 ? "" : "es", git_oid_tostr_s(&q->tree));
    return BPQ_OK;
}

static int one(struct job *job, struct bpq_err *e)
{
    struct differs d = {0, 0};
    size_t locked;
    int rc;

    rc = check_lock(job, &locked, e);
    if (!rc)
        rc = check_written(job, &d, e);
    if (!rc)
        rc = verdict(job, locked, &d, e);
    return rc;
}

static int run(struct job *job, struct bpq_err *e)
{
    return job_each_base(job, one, e);
}

const struct verb verb_check = {
    .name = "check",
    .args = "BRANCH",
    .does = "make the queue in memory and compare it with the lock",
    .help = "BRANCH and the base may be all.  If there is a queue where `bpq "
            "series` puts it, that\nis compared, too.  Nothing is written.\n",
    .options = "xbo",
    .min_args = 1,
    .max_args = 1,
    .run = run,
};
