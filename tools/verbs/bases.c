/* SPDX-License-Identifier: LGPL-2.1-only */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/nearest.h"
#include "plan/branches.h"
#include "plan/plan.h"
#include "plan/planfile.h"
#include "verbs/job.h"
#include "verbs/say.h"

/* The arguments, and which of them were found. */
struct asking {
    const struct job *job;
    struct bpq_strs branches;
    struct bpq_strs known; /* branches and bases, for a message */
    bool *found;           /* of each argument */
};

/* Is NAME an argument? */
static bool named(struct asking *a, const char *name)
{
    bool is = false;

    for (int i = 0; i < a->job->n_args; i++)
        if (!strcmp(a->job->args[i], name))
            is = a->found[i] = true;
    return is;
}

/* Must this branch's plan be read?  Not if no argument needs it. */
static bool needed(struct asking *a, const char *branch)
{
    bool needed = !a->job->n_args || named(a, branch);

    for (int i = 0; !needed && i < a->job->n_args; i++)
        needed = !bpq_strs_have(&a->branches, a->job->args[i]);
    return needed;
}

static void put(struct asking *a, const struct bpq_plan *plan)
{
    bool whole = !a->job->n_args || named(a, plan->branch);

    bpq_strs_add(&a->known, plan->branch);
    for (size_t i = 0; i < plan->bases.n; i++) {
        const char *base = plan->bases.v[i];

        if (a->job->newest && base != bpq_plan_newest(plan))
            continue;
        bpq_strs_add(&a->known, base);
        if (named(a, base) || whole)
            say("%s %s", plan->branch, base);
    }
}

static int put_plan(struct asking *a, const char *branch, struct bpq_err *e)
{
    struct bpq_plan plan;
    int rc = bpq_plan_read(&plan, a->job->root, branch, e);

    if (!rc) {
        put(a, &plan);
        bpq_plan_free(&plan);
    }
    return rc;
}

/* A broken plan does not stop the others; its error is reported at the end. */
static int put_all(struct asking *a, struct bpq_err *e)
{
    for (size_t i = 0; i < a->branches.n; i++) {
        struct bpq_err its = {0};

        if (!needed(a, a->branches.v[i]) ||
            !put_plan(a, a->branches.v[i], &its))
            continue;
        if (e->rc)
            say_error(e);
        bpq_err_clear(e);
        *e = its;
    }
    return e->rc;
}

/* With --newest NAME must be a branch; bpq_plan_read() lists the branches. */
static int not_found(struct asking *a, const char *name, struct bpq_err *e)
{
    struct bpq_plan plan;
    char *meant;

    if (a->job->newest) {
        if (bpq_plan_read(&plan, a->job->root, name, e))
            return e->rc;
        bpq_plan_free(&plan);
    }
    meant = bpq_meant(name, &a->known);
    bpq_error(e, BPQ_FAIL,
              "%s is no branch here, and no base of a plan%s: see bpq bases",
              name, meant);
    free(meant);
    return BPQ_FAIL;
}

static int run(struct job *job, struct bpq_err *e)
{
    struct asking a = {.job = job};
    int rc;

    a.found = bpq_alloc((size_t)(job->n_args + 1) * sizeof(*a.found));
    bpq_branches_known(job->root, &a.branches);
    rc = put_all(&a, e);
    for (int i = 0; !rc && i < job->n_args; i++)
        if (!a.found[i])
            rc = not_found(&a, job->args[i], e);
    bpq_strs_free(&a.known);
    bpq_strs_free(&a.branches);
    free(a.found);
    return rc;
}

const struct verb verb_bases = {
    .name = "bases",
    .args = "[NAME]...",
    .does = "list the bases of the plans: branch, base",
    .help =
        "NAME is a branch or a base; without NAME, the bases of all branches "
        "are listed, in\nthe order of the branches and of their plans, oldest "
        "first.  The newest release is the\nbase that `bpq series` takes "
        "without --base.\n",
    .options = "N",
    .max_args = 1000,
    .run = run,
};
