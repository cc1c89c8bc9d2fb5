/* SPDX-License-Identifier: LGPL-2.1-only */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/nearest.h"
#include "base/textfile.h"
#include "merge/resolution.h"
#include "plan/change.h"
#include "plan/cocci.h"
#include "plan/plan.h"
#include "queue/lock.h"
#include "verbs/job.h"
#include "verbs/say.h"

/* Counts of what was read. */
struct counts {
    size_t patches, changes, rules, resolutions, bases;
};

static int read_change(struct job *job, const char *dir, struct counts *n,
                       struct bpq_err *e)
{
    struct bpq_change *c = NULL;
    int rc = bpq_change_read(job->root, dir, &c, e);

    bpq_change_free(c);
    n->changes++;
    return rc;
}

static int find_rule(struct job *job, const char *rule, struct counts *n,
                     struct bpq_err *e)
{
    char *path = bpq_fmt("%s/%s", job->root, rule);
    int rc = BPQ_OK;

    if (access(path, R_OK))
        rc = errno == ENOENT
                 ? bpq_error(e, BPQ_FAIL, "%s: there is no such semantic patch",
                             rule)
                 : bpq_error(e, BPQ_FAIL, "%s: cannot be opened: %m", rule);
    else
        rc = bpq_cocci_check(job->root, rule, e);
    free(path);
    n->rules++;
    return rc;
}

static int read_resolution(struct job *job, const struct bpq_patch *p,
                           const char *key, struct counts *n, struct bpq_err *e)
{
    char *path = bpq_fmt("%s/%s/resolutions/%s", job->root,
                         bpq_patch_dir(&job->plan, p), key);
    struct bpq_resolutions res = {0};
    int rc = bpq_resolution_read(path, &res, e);

    bpq_resolutions_free(&res);
    free(path);
    n->resolutions++;
    return rc;
}

static int read_patch(struct job *job, const struct bpq_patch *p,
                      struct counts *n, struct bpq_err *e)
{
    int rc = BPQ_OK;

    if (p->own)
        rc = read_change(job, p->own, n, e);
    for (size_t i = 0; !rc && i < p->after.n; i++)
        rc = read_change(job, p->after.v[i], n, e);
    for (size_t i = 0; !rc && i < p->before.n; i++)
        rc = find_rule(job, p->before.v[i], n, e);
    for (size_t i = 0; !rc && i < p->resolve.n; i++)
        rc = read_resolution(job, p, p->resolve.v[i], n, e);
    n->patches++;
    return rc ? bpq_error_at(e, "%s/series:%u: %s",
                             bpq_patch_dir(&job->plan, p), p->line, p->name)
              : BPQ_OK;
}

static bool in_plan(const struct bpq_plan *plan, const char *name)
{
    for (size_t i = 0; i < plan->n_patches; i++)
        if (!strcmp(plan->patches[i].name, name))
            return true;
    return false;
}

/* The lock must be intact, have a part for each base, and no patch that the
 * plan lacks. */
static int read_lock(struct job *job, struct counts *n, struct bpq_err *e)
{
    const struct bpq_strs *bases = &job->plan.bases;
    struct bpq_lock lock;
    int rc = bpq_lock_read(&lock, job->lock, job->lock, e);

    if (rc)
        return rc;
    for (size_t i = 0; !rc && i < bases->n; i++) {
        const struct bpq_locked *l = bpq_lock_find(&lock, bases->v[i]);

        if (!l) {
            rc = job_no_part(job, bases->v[i], BPQ_NO, e);
            break;
        }
        for (size_t k = 0; !rc && k < l->n_patches; k++)
            if (!in_plan(&job->plan, l->patches[k].name))
                rc = bpq_error(e, BPQ_NO,
                               "%s: %s has %s, which is not in the plan: "
                               "bpq series %s --base %s --update-lock",
                               job->lock, l->base, l->patches[k].name,
                               job->plan.branch, l->base);
        n->bases++;
    }
    bpq_lock_free(&lock);
    return rc;
}

/* ---- the lines of a group ---- */

static int no_group(const struct job *job, struct bpq_err *e)
{
    struct bpq_strs known = {NULL, 0};
    char *meant;

    for (size_t i = 0; i < job->plan.n_groups; i++)
        if (!bpq_strs_have(&known, job->plan.groups[i].name))
            bpq_strs_add(&known, job->plan.groups[i].name);
    meant = bpq_meant(job->group, &known);
    bpq_error(e, BPQ_FAIL, "%s/series has no group \"%s\"%s", job->plan.dir,
              job->group, meant);
    free(meant);
    bpq_strs_free(&known);
    return BPQ_FAIL;
}

/* Print the lines as they are, from the one numbered first. */
static int put_lines(const struct job *job, size_t group, size_t first,
                     struct bpq_err *e)
{
    const struct bpq_plan *plan = &job->plan;
    const struct bpq_group *g = &plan->groups[group];
    bool is_last = group + 1 == plan->n_groups || g[1].local != g->local;
    char *path =
        bpq_fmt("%s/%s/series", job->root, g->local ? plan->local : plan->dir);
    struct bpq_textfile f;
    int rc = bpq_textfile_read(&f, path, path, e);
    size_t end = is_last ? f.n : g[1].line - 1;

    for (size_t k = first - 1; !rc && k < end && k < f.n; k++)
        say("%s", f.v[k]);
    bpq_textfile_free(&f);
    free(path);
    return rc;
}

/* They are for another plan, so that the group is declared once. */
static int put_group(struct job *job, struct bpq_err *e)
{
    const struct bpq_plan *plan = &job->plan;
    bool found = false;
    int rc = BPQ_OK;

    for (size_t i = 0; !rc && i < plan->n_groups; i++) {
        const struct bpq_group *g = &plan->groups[i];

        if (strcmp(g->name, job->group))
            continue;
        if (!g->named && !found)
            return bpq_error(e, BPQ_FAIL,
                             "%s/series has no group \"%s\": it is made of "
                             "lines of %s/series",
                             plan->dir, job->group, plan->local);
        rc = put_lines(job, i, g->line + (found && g->named), e);
        found = true;
    }
    return rc || found ? rc : no_group(job, e);
}

/* Print each upstream commit that the queue is made of, once: the picks. */
static int put_commits(const struct job *job)
{
    struct bpq_strs ids = {NULL, 0};

    for (size_t i = 0; i < job->plan.n_patches; i++) {
        const struct bpq_patch *p = &job->plan.patches[i];

        if (p->source == BPQ_PICK && !bpq_strs_have(&ids, p->id))
            bpq_strs_add(&ids, p->id);
    }
    for (size_t i = 0; i < ids.n; i++)
        say("%s", ids.v[i]);
    bpq_strs_free(&ids);
    return BPQ_OK;
}

/* ---- the verb ---- */

static int run(struct job *job, struct bpq_err *e)
{
    struct counts n = {0};
    int rc = job_open_plan(job, job->args[0], e);

    if (!rc && job->group)
        return put_group(job, e);
    if (!rc && job->commits)
        return put_commits(job);
    for (size_t i = 0; !rc && i < job->plan.n_patches; i++)
        rc = read_patch(job, &job->plan.patches[i], &n, e);
    if (!rc)
        rc = read_lock(job, &n, e);
    if (!rc)
        say("%s: %zu patches, %zu changes, %zu semantic patches, %zu "
            "resolutions; locked for %zu bases",
            job->plan.dir, n.patches, n.changes, n.rules, n.resolutions,
            n.bases);
    return rc;
}

const struct verb verb_plan = {
    .name = "plan",
    .args = "BRANCH",
    .does = "check a plan and all files that it names, without a clone",
    .help = "This reads the plan, the changes, semantic patches and "
            "resolutions that it names, and\nits lock.  To see what they "
            "produce, use `bpq check`.  With --group, read only the\n"
            "plan, and print its lines of that group as they are; with "
            "--commits, the ids of\nits picks.\n",
    .options = "gI",
    .min_args = 1,
    .max_args = 1,
    .run = run,
};
