/* SPDX-License-Identifier: LGPL-2.1-only */
#include <fnmatch.h>
#include <git2.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "git/repo.h"
#include "verbs/job.h"
#include "verbs/say.h"

struct line {
    char *name;
    git_oid commit, tree;
};

struct lines {
    struct line *v;
    size_t n;
};

/* The part after refs/tags/, refs/heads/ or refs/remotes/; else NULL. */
static const char *short_name(const char *name)
{
    static const char *const folders[] = {"refs/tags/", "refs/heads/",
                                          "refs/remotes/"};

    for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++)
        if (!strncmp(name, folders[i], strlen(folders[i])))
            return name + strlen(folders[i]);
    return NULL;
}

static bool wanted(const struct job *job, const char *name, bool *found)
{
    const char *brief = short_name(name);
    bool match = !job->n_args;

    for (int i = 0; brief && i < job->n_args; i++)
        if (!fnmatch(job->args[i], brief, 0) || !fnmatch(job->args[i], name, 0))
            match = found[i] = true;
    return brief && match;
}

/* Is it a dangling reference, like origin/HEAD after upstream renamed a branch?
 */
static bool leads_nowhere(const git_reference *ref)
{
    git_reference *to = NULL;
    bool nowhere = git_reference_type(ref) == GIT_REFERENCE_SYMBOLIC &&
                   git_reference_resolve(&to, ref) == GIT_ENOTFOUND;

    git_reference_free(to);
    return nowhere;
}

/* Skip a broken branch with a message, and list the others. */
static int pass_over(const struct bpq_repo *repo, const char *name)
{
    struct bpq_err e = {0};

    bpq_error(&e, BPQ_OK,
              "%s: %s is left out, since its commit cannot be read: fetch it: "
              "git -C %s fetch --all --tags",
              repo->path, name, repo->path);
    say_error(&e);
    bpq_err_clear(&e);
    return BPQ_OK;
}

/* Add a reference; a tag that is not of a commit is skipped. */
static int add(struct lines *l, struct job *job, git_reference *ref,
               struct bpq_err *e)
{
    const char *name = git_reference_name(ref);
    git_object *o = NULL;
    struct line *line;
    int r;

    r = git_reference_peel(&o, ref, GIT_OBJECT_COMMIT);
    if (r == GIT_EPEEL || r == GIT_EINVALIDSPEC)
        return BPQ_OK;
    if (r < 0 && !job->n_args)
        return pass_over(&job->repo, name);
    if (r < 0)
        return bpq_repo_error(&job->repo, r, e, "the commit of %s", name);
    l->v = bpq_grow(l->v, l->n + 1, sizeof(*l->v));
    line = &l->v[l->n++];
    line->name = bpq_strdup(name);
    line->commit = *git_object_id(o);
    line->tree = *git_commit_tree_id((git_commit *)o);
    git_object_free(o);
    return BPQ_OK;
}

static int collect(struct job *job, struct lines *l, bool *found,
                   struct bpq_err *e)
{
    git_reference_iterator *it = NULL;
    git_reference *ref;
    int rc = BPQ_OK, r;

    r = git_reference_iterator_new(&it, job->repo.git);
    while (r >= 0 && !rc && (r = git_reference_next(&ref, it)) >= 0) {
        if (!leads_nowhere(ref) && wanted(job, git_reference_name(ref), found))
            rc = add(l, job, ref, e);
        git_reference_free(ref);
    }
    git_reference_iterator_free(it);
    if (!rc && r < 0 && r != GIT_ITEROVER)
        rc = bpq_repo_error(&job->repo, r, e, "its tags and branches");
    return rc;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct line *)a)->name,
                  ((const struct line *)b)->name);
}

static void put(const struct lines *l)
{
    char commit[GIT_OID_HEXSZ + 1], tree[GIT_OID_HEXSZ + 1];

    if (l->n)
        qsort(l->v, l->n, sizeof(*l->v), by_name);
    for (size_t i = 0; i < l->n; i++)
        say("%s %s %s", git_oid_tostr(commit, sizeof(commit), &l->v[i].commit),
            git_oid_tostr(tree, sizeof(tree), &l->v[i].tree), l->v[i].name);
}

static int run(struct job *job, struct bpq_err *e)
{
    bool *found = bpq_alloc((size_t)(job->n_args + 1) * sizeof(*found));
    struct lines l = {NULL, 0};
    int rc;

    rc = job_open_clone(job, e);
    if (!rc)
        rc = collect(job, &l, found, e);
    if (!rc)
        put(&l);
    for (int i = 0; !rc && i < job->n_args; i++)
        if (!found[i])
            rc = bpq_error(e, BPQ_NO,
                           "%s: no tag or branch \"%s\" in this clone; fetch "
                           "it: git -C %s fetch --all --tags",
                           job->repo.path, job->args[i], job->repo.path);
    for (size_t i = 0; i < l.n; i++)
        free(l.v[i].name);
    free(l.v);
    free(found);
    return rc;
}

const struct verb verb_refs = {
    .name = "refs",
    .args = "[NAME]...",
    .does = "list the clone's tags and branches: commit, tree, full name",
    .help = "NAME may have *, ? and [.  The status is 1 if nothing matches a "
            "NAME.  A tag is listed\nwith the commit that it points to.\n",
    .options = "x",
    .max_args = 1000,
    .run = run,
};
