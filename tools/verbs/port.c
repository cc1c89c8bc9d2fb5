/* SPDX-License-Identifier: LGPL-2.1-only */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/nearest.h"
#include "git/repo.h"
#include "plan/branches.h"
#include "plan/plan.h"
#include "port/carry.h"
#include "port/port.h"
#include "port/published.h"
#include "port/source.h"
#include "port/upstream.h"
#include "verbs/job.h"
#include "verbs/port-put.h"
#include "verbs/say.h"

/* Is the result written where the plan's local patches are? */
static bool replaces_local(const struct job *job)
{
    char *local = bpq_fmt("%s/%s", job->root, job->plan.local);
    struct stat a, b;
    bool does = job->out && !stat(job->out, &a) && !stat(local, &b) &&
                a.st_dev == b.st_dev && a.st_ino == b.st_ino;

    free(local);
    return does;
}

/* BRANCH or BRANCH:BASE of a plan: the queue applied. */
static int open_queue(struct job *job, struct target *t, struct bpq_err *e)
{
    const char *colon = strchr(job->onto, ':');
    int rc;

    t->branch = colon ? bpq_strndup(job->onto, (size_t)(colon - job->onto))
                      : bpq_strdup(job->onto);
    if (colon)
        job->base_ref = colon + 1;
    rc = job_open_plan(job, t->branch, e);
    if (!rc)
        rc = job_make_queue(job, NULL, e);
    t->commit = job->queue.base_commit;
    t->replaces = replaces_local(job);
    t->tree = t->replaces ? job->queue.plan_tree : job->queue.tree;
    t->onto.queue = &job->queue;
    t->onto.replaces_local = t->replaces;
    t->version = bpq_strdup(t->branch);
    return rc;
}

/* The stable branch that has the commit as its own, or NULL. */
static char *find_branch(const struct bpq_published *p, const git_oid *id)
{
    for (size_t i = 0; i < p->n_branches; i++)
        for (size_t k = 0; k < p->branches[i].n; k++)
            if (git_oid_equal(&p->branches[i].commits[k], id))
                return bpq_strdup(p->branches[i].name);
    return NULL;
}

/* More commits than any branch of Xen's has of its own. */
#define OWN_COMMITS 2000

/* The stable branch from which somebody's own branch was made, or NULL. */
static char *find_version(const struct bpq_published *p, const git_commit *from)
{
    git_commit *c = NULL, *parent;
    char *version = NULL;

    git_commit_dup(&c, (git_commit *)from);
    for (size_t n = 0; c && !version && n < OWN_COMMITS; n++) {
        version = find_branch(p, git_commit_id(c));
        parent = NULL;
        if (git_commit_parentcount(c))
            git_commit_parent(&parent, c, 0);
        git_commit_free(c);
        c = parent;
    }
    git_commit_free(c);
    return version;
}

static int open_ref(struct job *job, const struct bpq_published *p,
                    struct target *t, struct bpq_err *e)
{
    git_commit *c = NULL;
    int rc = bpq_repo_commit(&job->repo, job->onto, &c, e);

    if (rc)
        return rc;
    t->commit = *git_commit_id(c);
    t->tree = *git_commit_tree_id(c);
    t->branch = find_branch(p, &t->commit);
    t->version = find_version(p, c);
    git_commit_free(c);
    return BPQ_OK;
}

static bool is_planned(const struct job *job)
{
    struct bpq_strs branches = {NULL, 0};
    char *branch = bpq_strndup(job->onto, strcspn(job->onto, ":"));
    bool is;

    bpq_branches_known(job->root, &branches);
    is = bpq_strs_have(&branches, branch);
    bpq_strs_free(&branches);
    free(branch);
    return is;
}

static int open_target(struct job *job, const struct bpq_published *p,
                       struct target *t, struct bpq_err *e)
{
    bool planned = is_planned(job);
    int rc;

    if (job->lines && !planned)
        return bpq_error(e, BPQ_FAIL,
                         "--plan: %s is no branch with a plan: leave out "
                         "--plan, which gives patch files",
                         job->onto);
    rc = planned ? open_queue(job, t, e) : open_ref(job, p, t, e);
    t->onto.commit = &t->commit;
    t->onto.tree = &t->tree;
    t->onto.branch = t->branch;
    return rc;
}

/* What is settled before a conflict is written all the same. */
static int carry(struct job *job, struct bpq_porter *porter,
                 const struct bpq_upstreams *sources, struct target *t,
                 struct bpq_err *e)
{
    struct bpq_err conflict = {0};
    struct bpq_carry c;
    int rc;

    rc = bpq_carry(&c, porter, sources, &t->onto, &job->ids, &conflict);
    if (rc == BPQ_OK || rc == BPQ_NO) {
        int wrote = port_put(job, porter, &c, t, &conflict, e);

        port_put_left_out(&c);
        if (wrote) {
            bpq_err_clear(&conflict);
            rc = wrote;
        }
    }
    if (conflict.rc) {
        say_more(&conflict);
        *e = conflict;
    }
    bpq_carry_free(&c);
    return rc;
}

/* Read the sources, and say how each was understood, even after an error. */
static int add_sources(struct job *job, struct bpq_upstreams *sources,
                       struct bpq_err *e)
{
    struct bpq_err line = {0};
    int rc = BPQ_OK;

    for (int i = 0; !rc && i < job->n_args; i++)
        rc = bpq_source_add(sources, job->args[i], e);
    for (size_t i = 0; i < sources->notes.n; i++) {
        bpq_error(&line, BPQ_OK, "%s", sources->notes.v[i]);
        say_error(&line);
    }
    bpq_err_clear(&line);
    return rc;
}

static int find_from(const struct job *job, const struct bpq_published *p,
                     struct bpq_upstreams *sources, struct bpq_err *e)
{
    const char *name = job->from;
    struct bpq_strs known = {NULL, 0};
    const struct bpq_stable *branch;
    char *meant;

    branch =
        bpq_published_branch(p, strncmp(name, "stable-", 7) ? name : name + 7);
    if (branch) {
        sources->from = branch->name;
        return BPQ_OK;
    }
    for (size_t i = 0; i < p->n_branches; i++)
        bpq_strs_add(&known, p->branches[i].name);
    meant = bpq_meant_of(name, "it has", &known);
    bpq_error(e, BPQ_FAIL, "--from %s: the clone has no such stable branch%s",
              name, meant);
    free(meant);
    bpq_strs_free(&known);
    return BPQ_FAIL;
}

/* What only a folder can have. */
static int check_folder(const struct job *job, struct bpq_err *e)
{
    if (job->lines && !job->out)
        return bpq_error(e, BPQ_FAIL,
                         "--plan: a plan's lines are in a folder: name it with "
                         "--out DIR");
    if (job->format && !job->out)
        return bpq_error(e, BPQ_FAIL,
                         "--format %s: standard output is for the mailbox: "
                         "name a folder for the patches with --out DIR",
                         job->format);
    if (job->name && !job->out)
        return bpq_error(e, BPQ_FAIL,
                         "--name %s: the patches of a mailbox have no names: "
                         "name a folder for them with --out DIR",
                         job->name);
    return BPQ_OK;
}

static int check_options(const struct job *job, unsigned *rules,
                         struct bpq_err *e)
{
    int rc = BPQ_OK;

    if (!job->onto)
        return bpq_error(e, BPQ_FAIL,
                         "say where it goes: --onto BRANCH, --onto BRANCH:BASE "
                         "or --onto REF; see bpq port --help");
    if (job->format && strcmp(job->format, "json"))
        return bpq_error(e, BPQ_FAIL,
                         "--format %s: there is no such format: it is json",
                         job->format);
    if (job->name && !bpq_plan_name(job->name))
        return bpq_error(e, BPQ_FAIL,
                         "--name %s: not a name for patches: it has to begin "
                         "with a letter or digit, and may have letters, digits "
                         "and ._+-",
                         job->name);
    for (size_t i = 0; !rc && i < job->accept.n; i++)
        rc = bpq_rule_accept(rules, job->accept.v[i], e);
    return rc ? rc : check_folder(job, e);
}

static int run(struct job *job, struct bpq_err *e)
{
    struct bpq_upstreams sources = {0};
    struct bpq_porter porter = {0};
    struct target t = {.onto = {.rules = BPQ_RULES_TRUSTED, .name = job->name}};
    int rc = check_options(job, &t.onto.rules, e);

    if (!rc)
        rc = job_open_clone(job, e);
    if (!rc)
        rc = bpq_porter_open(&porter, &job->repo, e);
    if (!rc)
        rc = open_target(job, &porter.published, &t, e);
    if (!rc)
        job_open_ids(job);
    sources.published = &porter.published;
    sources.ids = &job->ids;
    sources.version = t.version;
    if (!rc && job->from)
        rc = find_from(job, &porter.published, &sources, e);
    if (!rc)
        rc = add_sources(job, &sources, e);
    if (!rc)
        rc = carry(job, &porter, &sources, &t, e);
    bpq_porter_close(&porter);
    bpq_upstreams_free(&sources);
    free(t.branch);
    free(t.version);
    return rc;
}

const struct verb verb_port = {
    .name = "port",
    .args = "SOURCE...",
    .does = "carry upstream changes over to a branch, as a mailbox",
    .help =
        "SOURCE is a commit, a range FROM..TO, an advisory (XSA-327), a file "
        "with a\npatch or with mails, or an advisory's folder or meta file.  "
        "The changes are put\non top of the queue of BRANCH, or of any commit. "
        " Those that the branch has\nalready are left out, and those of code "
        "that it does not have.  If one\nconflicts, the status is 1, and those "
        "before it are written.\n",
    .options = "xPLMJDmcf",
    .min_args = 1,
    .max_args = 1000,
    .run = run,
};
