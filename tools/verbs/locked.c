/* SPDX-License-Identifier: LGPL-2.1-only */
#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/err.h"
#include "plan/plan.h"
#include "queue/lock.h"
#include "verbs/facts.h"
#include "verbs/job.h"

static const char *const facts[] = {"base", "commit", "tree", "spatch",
                                    "patch"};
#define N_FACTS (sizeof(facts) / sizeof(facts[0]))

static void put(const struct job *job, const struct bpq_locked *l)
{
    facts_say(job, "base", l->base);
    facts_say(job, "commit", l->commit);
    facts_say(job, "tree", l->tree);
    if (l->spatch)
        facts_say(job, "spatch", l->spatch);
    for (size_t i = 0; i < l->n_patches; i++) {
        char *value =
            bpq_fmt("%s %s", l->patches[i].sha256, l->patches[i].name);

        facts_say(job, "patch", value);
        free(value);
    }
}

/* The plan is not asked, since the lock may have a base that it lacks. */
static int run(struct job *job, struct bpq_err *e)
{
    const struct bpq_locked *l;
    struct bpq_lock lock;
    int rc = facts_check(job, facts, N_FACTS, e);

    if (!rc)
        rc = job_read_plan(job, job->args[0], e);
    if (rc)
        return rc;
    if (access(job->lock, F_OK))
        return bpq_error(e, BPQ_NO,
                         "%s: is missing, and has nothing for %s: "
                         "bpq series %s --base %s --update-lock",
                         job->lock, job->base, job->plan.branch, job->base_ref);
    rc = bpq_lock_read(&lock, job->lock, job->lock, e);
    if (rc)
        return rc;
    l = bpq_lock_find(&lock, job->base);
    if (l)
        put(job, l);
    else
        rc = job_no_part(job, job->base_ref, BPQ_NO, e);
    bpq_lock_free(&lock);
    return rc;
}

const struct verb verb_locked = {
    .name = "locked",
    .args = "BRANCH [FACT]",
    .does = "print what the lock has for a base",
    .help =
        "Lines \"FACT VALUE\", in this order: base; commit, the base's; tree, "
        "that of the base\nwith the queue applied; spatch, its version if "
        "semantic patches were used; patch, for\neach patch its SHA-256 and "
        "name.  With a FACT, only its values.  The status is 1 if\nthe lock "
        "has no such base.\n",
    .options = "B",
    .min_args = 1,
    .max_args = 2,
    .run = run,
};
