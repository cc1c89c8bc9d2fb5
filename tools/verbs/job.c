/* SPDX-License-Identifier: LGPL-2.1-only */
#define _GNU_SOURCE
#include <errno.h>
#include <glob.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "verbs/job.h"
#include "base/nearest.h"
#include "base/stop.h"
#include "plan/branches.h"
#include "plan/planfile.h"
#include "queue/assemble.h"
#include "verbs/findclone.h"
#include "verbs/progress.h"
#include "verbs/say.h"

/* ---- our root ---- */

/* An unreadable plan counts, too; reading it will say so. */
static bool has_plan(const char *dir)
{
    char *pattern = bpq_fmt("%s/series-*", dir);
    glob_t g = {0};
    bool has = false;

    glob(pattern, 0, NULL, &g);
    for (size_t i = 0; !has && i < g.gl_pathc; i++) {
        char *plan = bpq_fmt("%s/series", g.gl_pathv[i]);

        has = !access(plan, F_OK) || errno == EACCES;
        free(plan);
    }
    globfree(&g);
    free(pattern);
    return has;
}

/* The current folder or one above it. */
static char *root_above(void)
{
    char *here = getcwd(NULL, 0), *dir;

    if (!here)
        return NULL;
    dir = bpq_strdup(".");
    for (char *p = here + strlen(here); !has_plan(dir);
         p = memrchr(here, '/', p - here)) {
        char *up;

        if (!p || p == here) {
            free(dir);
            dir = NULL;
            break;
        }
        up = strcmp(dir, ".") ? bpq_fmt("%s/..", dir) : bpq_strdup("..");
        free(dir);
        dir = up;
    }
    free(here);
    return dir;
}

/* The program is ROOT/build/bpq. */
static char *root_of_program(void)
{
    char exe[PATH_MAX];
    ssize_t n = readlink("/proc/self/exe", exe, sizeof(exe) - 1);

    if (n < 0)
        return NULL;
    exe[n] = 0;
    for (int i = 0; i < 2; i++) {
        char *p = strrchr(exe, '/');

        if (!p || p == exe)
            return NULL;
        *p = 0;
    }
    return has_plan(exe) ? bpq_strdup(exe) : NULL;
}

int job_find_root(struct job *job, const char *given, struct bpq_err *e)
{
    const char *cache = getenv("BPQ_CACHE");

    job->root = given ? bpq_strdup(given) : root_above();
    if (!job->root)
        job->root = root_of_program();
    if (!job->root || !has_plan(job->root))
        return bpq_error(e, BPQ_FAIL,
                         "%s: has no series-*/series: name the folder of the "
                         "pvh-backport repository with --root DIR",
                         job->root ? job->root : ".");
    job->cache = cache && *cache ? bpq_strdup(cache)
                                 : bpq_fmt("%s/out/cache", job->root);
    job->cocci_cache = bpq_fmt("%s/cocci", job->cache);
    return BPQ_OK;
}

/* A path below the root; if that is the current folder, without "./". */
static char *under_root(const struct job *job, const char *a, const char *b)
{
    const char *sep = strcmp(job->root, ".") ? "/" : "";

    return bpq_fmt("%s%s%s/%s", *sep ? job->root : "", sep, a, b);
}

/* ---- the plan ---- */

/* origin/stable-4.9 is the plan's base stable-4.9, under that name in the
 * clone. */
static const char *base_of(const char *ref)
{
    const char *slash = strrchr(ref, '/');

    return slash ? slash + 1 : ref;
}

static int set_base(struct job *job, struct bpq_err *e)
{
    job->base_named = job->base_ref;
    if (!job->base_ref)
        job->base_ref = bpq_plan_newest(&job->plan);
    if (!job->base_ref)
        return bpq_error(e, BPQ_FAIL, "%s/series names no base", job->plan.dir);
    job->base = base_of(job->base_ref);
    return BPQ_OK;
}

int job_no_part(const struct job *job, const char *ref, int rc,
                struct bpq_err *e)
{
    return bpq_error(
        e, rc, "%s: has no part for %s: bpq series %s --base %s --update-lock",
        job->lock, base_of(ref), job->plan.branch, ref);
}

static void set_paths(struct job *job)
{
    free(job->dir);
    free(job->lock);
    if (!job->out && job->mine.base) {
        char *name = bpq_fmt("onto-%.12s", git_oid_tostr_s(&job->mine.commit));

        job->dir = under_root(job, job->plan.dir, name);
        free(name);
    } else if (!job->out)
        job->dir = under_root(job, job->plan.dir, job->base);
    else if (job->several)
        job->dir = bpq_fmt("%s/%s", job->out, job->base);
    else
        job->dir = bpq_strdup(job->out);
    job->lock = under_root(job, job->plan.dir, "lock");
}

int job_read_plan(struct job *job, const char *branch, struct bpq_err *e)
{
    int rc;

    rc = bpq_plan_read(&job->plan, job->root, branch, e);
    if (!rc)
        rc = set_base(job, e);
    if (!rc)
        set_paths(job);
    return rc;
}

int job_open_plan(struct job *job, const char *branch, struct bpq_err *e)
{
    int rc = job_read_plan(job, branch, e);

    return rc ? rc : bpq_plan_base(&job->plan, job->base, e);
}

static bool is_patch(const struct bpq_patch *p, const char *name)
{
    size_t n = strlen(name);
    const char *slash = strrchr(name, '/');

    if (p->id && !strcmp(p->id, name))
        return true;
    if (slash) {
        n -= slash + 1 - name;
        name = slash + 1;
    }
    return !strncmp(p->name, name, n) &&
           (!p->name[n] || !strcmp(p->name + n, ".patch"));
}

/* The name of a patch without folder and ".patch"; the caller frees it. */
static char *short_name(const char *name)
{
    const char *slash = strrchr(name, '/');
    size_t n;

    name = slash ? slash + 1 : name;
    n = strlen(name);
    return bpq_strndup(name,
                       n > 6 && !strcmp(name + n - 6, ".patch") ? n - 6 : n);
}

static void add_names(const struct bpq_plan *plan, struct bpq_strs *out)
{
    for (size_t i = 0; i < plan->n_patches; i++) {
        char *s = short_name(plan->patches[i].name);

        if (!bpq_strs_have(out, s))
            bpq_strs_add(out, s);
        free(s);
    }
}

static const struct bpq_patch *patch_of_plan(const struct bpq_plan *plan,
                                             const char *name)
{
    for (size_t i = 0; i < plan->n_patches; i++)
        if (is_patch(&plan->patches[i], name))
            return &plan->patches[i];
    return NULL;
}

/* *branch is NULL if no plan has the patch; names gets the plans' patches. */
static int find_branch(struct job *job, const char *name, char **branch,
                       struct bpq_strs *names, struct bpq_err *e)
{
    struct bpq_strs branches = {NULL, 0};
    int rc = BPQ_OK;

    *branch = NULL;
    bpq_branches_known(job->root, &branches);
    for (size_t i = 0; !rc && i < branches.n; i++) {
        const char *b = branches.v[i];
        struct bpq_plan plan;

        rc = bpq_plan_read(&plan, job->root, b, e);
        if (!rc && patch_of_plan(&plan, name)) {
            if (*branch)
                rc = bpq_error(e, BPQ_FAIL,
                               "%s is in the plans of %s and %s: say which "
                               "with --branch",
                               name, *branch, b);
            else
                *branch = bpq_strdup(b);
        }
        if (!rc)
            add_names(&plan, names);
        bpq_plan_free(&plan);
    }
    bpq_strs_free(&branches);
    return rc;
}

int job_open_only_plan(struct job *job, struct bpq_err *e)
{
    struct bpq_strs branches = {NULL, 0};
    int rc;

    if (job->branch)
        return job_open_plan(job, job->branch, e);
    bpq_branches_known(job->root, &branches);
    if (branches.n == 1)
        rc = job_open_plan(job, branches.v[0], e);
    else
        rc = bpq_error(e, BPQ_FAIL,
                       "there are several plans: say which branch with "
                       "--branch");
    bpq_strs_free(&branches);
    return rc;
}

static int no_patch(const char *where, const char *name,
                    const struct bpq_strs *names, struct bpq_err *e)
{
    char *word = short_name(name), *meant = bpq_meant(word, names);

    bpq_error(e, BPQ_FAIL, "%s patch \"%s\"%s: see series-*/series", where,
              name, meant);
    free(meant);
    free(word);
    return BPQ_FAIL;
}

/* The plan of --branch, or of the branch that has the patch. */
static int open_plan_of(struct job *job, const char *name, struct bpq_err *e)
{
    struct bpq_strs names = {NULL, 0};
    char *branch = NULL;
    int rc;

    if (job->branch)
        return job_open_plan(job, job->branch, e);
    rc = find_branch(job, name, &branch, &names, e);
    if (!rc && !branch)
        rc = no_patch("no plan has a", name, &names, e);
    if (!rc)
        rc = job_open_plan(job, branch, e);
    bpq_strs_free(&names);
    free(branch);
    return rc;
}

int job_find_patch(struct job *job, const char *name,
                   const struct bpq_patch **patch, struct bpq_err *e)
{
    struct bpq_strs names = {NULL, 0};
    char *where;
    int rc = open_plan_of(job, name, e);

    if (rc)
        return rc;
    *patch = patch_of_plan(&job->plan, name);
    if (*patch)
        return BPQ_OK;
    add_names(&job->plan, &names);
    where = bpq_fmt("%s/series has no", job->plan.dir);
    rc = no_patch(where, name, &names, e);
    free(where);
    bpq_strs_free(&names);
    return rc;
}

/* ---- the clone ---- */

int job_open_clone(struct job *job, struct bpq_err *e)
{
    bool half;
    char *path;
    int rc;

    rc = find_clone(job->root, job->xen, &path, &half, e);
    if (!rc)
        rc = bpq_repo_open(&job->repo, path, e);
    else if (rc == BPQ_NO)
        rc = e->rc = BPQ_FAIL; /* the verb cannot run without a clone */
    free(path);
    return rc;
}

/* ---- the queue ---- */

void job_open_ids(struct job *job)
{
    if (!job->ids.v)
        bpq_patchids_open(&job->ids, job->cache);
}

char *job_target(const struct job *job)
{
    char *how, *target;

    if (!job->mine.base)
        return bpq_strdup(job->base);
    how = bpq_standin_phrase(&job->mine);
    target = bpq_fmt("%.12s, %s", git_oid_tostr_s(&job->mine.commit), how);
    free(how);
    return target;
}

/* The user's commit, and the base that stands for it. */
static int find_onto(struct job *job, struct bpq_err *e)
{
    int rc = bpq_standin_find(&job->mine, &job->repo, &job->plan, job->instead,
                              job->base_named ? job->base_ref : NULL, e);

    if (rc)
        return rc;
    job->base = job->mine.base;
    set_paths(job);
    return BPQ_OK;
}

/* Ids and names that bpq took need no quotes. */
static void set_options(struct job *job)
{
    struct bpq_buf out = BPQ_BUF_INIT;

    bpq_buf_adds(&out, "");
    if (job->mine.base)
        bpq_buf_addf(&out, " --onto %s", git_oid_tostr_s(&job->mine.commit));
    if (job->mine.base ? job->mine.named
                       : strcmp(job->base, bpq_plan_newest(&job->plan)) != 0)
        bpq_buf_addf(&out, " --base %s", job->base_ref);
    for (size_t i = 0; i < job->without.n; i++)
        bpq_buf_addf(&out, " --without %s", job->without.v[i]);
    free(job->options);
    job->options = out.p;
}

static void show_progress(void *arg, size_t i, size_t n)
{
    const struct job *job = arg;

    progress_show(i, n, "%s: patch", job->base);
}

int job_make_queue(struct job *job, const char *only, struct bpq_err *e)
{
    int rc = job->instead ? find_onto(job, e) : BPQ_OK;
    struct bpq_queue_opts opts = {.without = &job->without,
                                  .clean_picks_only = job->picks_only,
                                  .only = only,
                                  .cocci = &job->cocci,
                                  .ids = &job->ids,
                                  .progress = show_progress,
                                  .arg = job};
    const char *spatch = getenv("SPATCH");

    if (rc)
        return rc;
    set_options(job);
    opts.onto = job->mine.base ? &job->mine : NULL;
    opts.options = job->options;
    opts.reuse = job->several ? &job->reuse : NULL;
    job->cocci.spatch = spatch && *spatch ? spatch : "spatch";
    job->cocci.cache = job->cocci_cache;
    job_open_ids(job);
    job->cocci.root = job->root;
    rc = bpq_queue_make(&job->queue, &job->repo, &job->plan, job->base,
                        job->base_ref, &opts, e);
    progress_end();
    return rc;
}

/* The state of a run for several bases. */
struct each {
    int (*one)(struct job *job, struct bpq_err *e);
    size_t n, failed;
    int worst;
};

static int one_base(struct job *job, struct each *each, struct bpq_err *e)
{
    int rc;

    rc = job_make_queue(job, NULL, e);
    if (!rc)
        rc = each->one(job, e);
    bpq_queue_free(&job->queue);
    return rc;
}

/* Print the error of one branch or base of several. */
static void put_by(struct each *each, const char *what, struct bpq_err *e)
{
    bool named = !strncmp(e->line, what, strlen(what));

    if (!named)
        bpq_error_at(e, "%s", what);
    say_error(e);
    if (e->rc > each->worst)
        each->worst = e->rc;
    each->failed++;
    bpq_err_clear(e);
}

static void each_base(struct job *job, struct each *each, const char *branch,
                      struct bpq_err *e)
{
    job->base_ref = job->base = NULL;
    if (job_open_plan(job, branch, e)) {
        each->n++;
        put_by(each, branch, e);
        bpq_plan_free(&job->plan);
        return;
    }
    for (size_t i = 0; !bpq_stop && i < job->plan.bases.n; i++) {
        job->base = job->base_ref = job->plan.bases.v[i];
        if (job->newest && job->base != bpq_plan_newest(&job->plan))
            continue;
        set_paths(job);
        each->n++;
        if (one_base(job, each, e))
            put_by(each, job->base, e);
    }
    bpq_reuse_free(&job->reuse);
    bpq_repo_forget(&job->repo);
    bpq_plan_free(&job->plan);
}

static void each_branch(struct job *job, struct each *each, struct bpq_err *e)
{
    struct bpq_strs branches = {NULL, 0};

    bpq_branches_known(job->root, &branches);
    for (size_t i = 0; !bpq_stop && i < branches.n; i++)
        each_base(job, each, branches.v[i], e);
    bpq_strs_free(&branches);
}

int job_each_base(struct job *job,
                  int (*one)(struct job *job, struct bpq_err *e),
                  struct bpq_err *e)
{
    bool all = !strcmp(job->args[0], "all");
    struct each each = {.one = one};
    int rc;

    job->several = all || (job->base_ref && !strcmp(job->base_ref, "all"));
    if (job->several && job->instead)
        return bpq_error(e, BPQ_FAIL,
                         "--onto %s: is one commit, which is on one branch: "
                         "name that branch, and one base or none, instead of "
                         "\"all\"",
                         job->instead);
    if (all && job->base_ref && strcmp(job->base_ref, "all"))
        return bpq_error(e, BPQ_FAIL,
                         "%s is a base of one branch only: name that branch "
                         "instead of \"all\"",
                         job->base_ref);
    if (!job->several) {
        rc = job_open_plan(job, job->args[0], e);
        if (!rc)
            rc = job_open_clone(job, e);
        return rc ? rc : one_base(job, &each, e);
    }
    rc = job_open_clone(job, e);
    if (rc)
        return rc;
    if (all)
        each_branch(job, &each, e);
    else
        each_base(job, &each, job->args[0], e);
    if (bpq_stop)
        return bpq_error(e, BPQ_FAIL, "interrupted");
    if (each.failed)
        return bpq_error(e, each.worst, "%zu of %zu bases failed", each.failed,
                         each.n);
    return BPQ_OK;
}

const char *job_spatch(const struct job *job)
{
    const struct bpq_queue *q = &job->queue;

    for (size_t i = 0; i < q->n; i++)
        if (q->made[i].semantic)
            return job->cocci.version;
    return NULL;
}

void job_close(struct job *job)
{
    bpq_queue_free(&job->queue);
    bpq_patchids_close(&job->ids);
    bpq_repo_close(&job->repo);
    bpq_plan_free(&job->plan);
    bpq_strs_free(&job->without);
    bpq_strs_free(&job->leave_out);
    bpq_strs_free(&job->accept);
    bpq_standin_free(&job->mine);
    free(job->options);
    free(job->root);
    free(job->cache);
    free(job->cocci_cache);
    free(job->dir);
    free(job->lock);
}
