/* SPDX-License-Identifier: LGPL-2.1-only */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/nearest.h"
#include "base/printable.h"
#include "git/repo.h"
#include "plan/branches.h"
#include "port/carry.h"
#include "port/planlines.h"
#include "port/port.h"
#include "port/published.h"
#include "port/source.h"
#include "port/upstream.h"
#include "queue/header.h"
#include "queue/outdir.h"
#include "verbs/job.h"
#include "verbs/say.h"

/* Where it goes. */
struct target {
    struct bpq_onto onto;
    git_oid commit, tree;
    char *branch;
    char *version; /* of Xen, for recipes; NULL if it is mainline's */
    bool replaces; /* the plan's local patches, which are not in the tree */
};

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

/* ---- what comes of it ---- */

static void put_left_out(const struct bpq_carry *c)
{
    struct bpq_err e = {0};
    const char *name;

    for (size_t i = 0; i < c->n; i++) {
        if (!c->v[i].left_out)
            continue;
        name = c->v[i].source->file;
        if (!name)
            name = git_oid_tostr_s(git_commit_id(c->v[i].source->commit));
        bpq_error(&e, BPQ_OK, "%s is left out: %s", name, c->v[i].left_out);
        say_error(&e);
    }
    bpq_err_clear(&e);
}

/* A comment, whatever the text contains. */
static void put_comment(struct bpq_buf *out, const char *what, const char *of,
                        const char *text)
{
    char *line = bpq_fmt("%s: %s: %s", what, of, text);

    bpq_buf_adds(out, "# ");
    bpq_printable_line(out, bpq_str(line));
    bpq_buf_adds(out, "\n");
    free(line);
}

static void put_file(const struct bpq_carried *c, struct bpq_buf *out)
{
    const struct bpq_upstream *s = c->source;

    bpq_buf_addf(out, "%s\n", c->name);
    if (!git_oid_is_zero(&s->mainline))
        bpq_buf_addf(out, "#+ of %s\n", git_oid_tostr_s(&s->mainline));
}

static void put_line(const struct bpq_carried *c,
                     const struct bpq_planline *line, struct bpq_buf *out)
{
    const struct bpq_upstream *s = c->source;
    char *name = bpq_upstream_name(s);

    bpq_buf_adds(out, "\n");
    if (c->left_out) {
        put_comment(out, "left out", name, c->left_out);
    } else if (!c->name) {
        put_comment(out, "conflict", name, git_commit_summary(s->commit));
    } else {
        if (line->is_pick)
            bpq_planline_put(&line->pick, out);
        else
            put_file(c, out);
        bpq_buf_addf(out, "# class: %s\n", bpq_class_name(c->class));
        for (size_t i = 0; i < c->rules.n; i++)
            bpq_buf_addf(out, "# rule: %s\n", c->rules.v[i]);
    }
    free(name);
}

/* What is written: each change as a line of a plan, or as a patch file. */
struct result {
    const struct bpq_carry *carry;
    struct bpq_planlines lines;
};

/* In the syntax of a plan, so that the folder can be series-X/local. */
static void put_series(const struct job *job, const struct result *r,
                       const struct target *t, struct bpq_buf *out)
{
    const struct bpq_carry *c = r->carry;

    bpq_buf_addf(out, "# Made by bpq port.\n# onto %s %s\n", job->onto,
                 git_oid_tostr_s(&t->commit));
    bpq_buf_addf(out, "# tree %s\n", git_oid_tostr_s(&c->tree));
    for (size_t i = 0; i < c->n; i++)
        put_line(&c->v[i], &r->lines.v[i], out);
}

/* Two lines may use the same one. */
static int add_resolutions(struct bpq_outdir *o, const struct bpq_pickline *l,
                           struct bpq_strs *keys, struct bpq_err *e)
{
    int rc = BPQ_OK;

    for (size_t i = 0; !rc && i < l->resolutions.n; i++) {
        const struct bpq_resolution *r = &l->resolutions.v[i];

        if (bpq_strs_have(keys, r->key))
            continue;
        bpq_strs_add(keys, r->key);
        rc = bpq_outdir_add(o, r->path, bpq_buf_str(&r->recipe), e);
    }
    return rc;
}

static int add_files(struct bpq_outdir *o, const struct result *r,
                     struct bpq_err *e)
{
    struct bpq_strs keys = {NULL, 0};
    int rc = BPQ_OK;

    for (size_t i = 0; !rc && i < r->carry->n; i++) {
        const struct bpq_carried *c = &r->carry->v[i];

        if (r->lines.v[i].is_pick)
            rc = add_resolutions(o, &r->lines.v[i].pick, &keys, e);
        else if (c->name)
            rc = bpq_outdir_add(o, c->name, bpq_buf_str(&c->text), e);
    }
    bpq_strs_free(&keys);
    return rc;
}

static int write_folder(struct job *job, const struct result *r,
                        const struct target *t, struct bpq_err *e)
{
    struct bpq_buf series = BPQ_BUF_INIT;
    struct bpq_outdir o;
    int rc = bpq_outdir_begin(&o, job->out, job->force, e);

    if (rc)
        return rc;
    put_series(job, r, t, &series);
    rc = add_files(&o, r, e);
    if (!rc)
        rc = bpq_outdir_add(&o, "series", bpq_buf_str(&series), e);
    if (!rc)
        rc = bpq_outdir_commit(&o, e);
    bpq_outdir_end(&o);
    bpq_buf_free(&series);
    return rc;
}

/* "pick ID with map, resolve" */
static char *describe(const struct bpq_patch *p)
{
    const char *clauses[] = {p->except.n ? "not" : NULL,
                             p->map.n ? "map" : NULL,
                             p->resolve.n ? "resolve" : NULL};
    struct bpq_buf b = BPQ_BUF_INIT;

    bpq_buf_addf(&b, "pick %s", p->id);
    for (size_t i = 0, n = 0; i < 3; i++)
        if (clauses[i])
            bpq_buf_addf(&b, "%s%s", n++ ? ", " : " with ", clauses[i]);
    return b.p;
}

static void put_summary(const struct job *job, const struct result *r)
{
    for (size_t i = 0; i < r->carry->n; i++) {
        const struct bpq_carried *c = &r->carry->v[i];
        const struct bpq_planline *l = &r->lines.v[i];
        char *how;

        if (!c->name)
            continue;
        how = l->is_pick ? describe(&l->pick.patch)
                         : bpq_strdup(bpq_class_name(c->class));
        say("%s/%s: %s%s%s", job->out, l->is_pick ? "series" : c->name, how,
            c->rules.n ? ", " : "", c->rules.n ? c->rules.v[0] : "");
        free(how);
    }
}

static int find_lines(struct job *job, struct bpq_porter *porter,
                      const struct target *t, struct result *r,
                      struct bpq_err *e)
{
    struct bpq_planning w = {.plan = &job->plan,
                             .commit = &t->commit,
                             .tree = &t->tree,
                             .without_local = t->replaces,
                             .porter = porter,
                             .ids = &job->ids};

    if (job->lines)
        return bpq_planlines_find(&r->lines, r->carry, &w, e);
    bpq_planlines_none(&r->lines, r->carry);
    return BPQ_OK;
}

static void put_mailbox(const struct bpq_carry *c)
{
    for (size_t i = 0; i < c->n; i++)
        if (c->v[i].name)
            say_bytes(bpq_buf_str(&c->v[i].text));
}

static int write_result(struct job *job, struct bpq_porter *porter,
                        const struct bpq_carry *c, const struct target *t,
                        struct bpq_err *e)
{
    struct result r = {.carry = c};
    int rc;

    if (!job->out) {
        put_mailbox(c);
        return BPQ_OK;
    }
    rc = find_lines(job, porter, t, &r, e);
    if (!rc)
        rc = write_folder(job, &r, t, e);
    if (!rc)
        put_summary(job, &r);
    bpq_planlines_free(&r.lines);
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
        int wrote = write_result(job, porter, &c, t, e);

        put_left_out(&c);
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

static int run(struct job *job, struct bpq_err *e)
{
    struct bpq_upstreams sources = {0};
    struct bpq_porter porter = {0};
    struct target t = {.onto = {.rules = BPQ_RULES_TRUSTED}};
    int rc = BPQ_OK;

    if (!job->onto)
        return bpq_error(e, BPQ_FAIL,
                         "say where it goes: --onto BRANCH, --onto BRANCH:BASE "
                         "or --onto REF; see bpq port --help");
    if (job->lines && !job->out)
        return bpq_error(e, BPQ_FAIL,
                         "--plan: a plan's lines are in a folder: name it with "
                         "--out DIR");
    for (size_t i = 0; !rc && i < job->accept.n; i++)
        rc = bpq_rule_accept(&t.onto.rules, job->accept.v[i], e);
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
        "with a patch or with\nmails, or an advisory's folder or meta file.  "
        "The changes are put on "
        "top of the queue of BRANCH, or of any\ncommit.  Those that the branch "
        "has already are left out.  If one conflicts, the status\nis 1, and "
        "those before it are written.\n",
    .options = "xPLDmcf",
    .min_args = 1,
    .max_args = 1000,
    .run = run,
};
