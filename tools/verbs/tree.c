/* SPDX-License-Identifier: LGPL-2.1-only */
#include <git2.h>

#include "base/buf.h"
#include "base/err.h"
#include "git/folder.h"
#include "git/repo.h"
#include "verbs/job.h"
#include "verbs/say.h"

static int open_like(struct job *job, git_commit **out, struct bpq_err *e)
{
    int rc;

    if (!job->like)
        return BPQ_OK;
    rc = job_open_clone(job, e);
    return rc ? rc : bpq_repo_commit(&job->repo, job->like, out, e);
}

/* Print notes that may explain why the id is not the expected one. */
static void hint(const struct bpq_strs *notes)
{
    struct bpq_err e = {0};

    for (size_t i = 0; i < notes->n; i++) {
        bpq_error(&e, BPQ_OK, "%s", notes->v[i]);
        say_error(&e);
    }
    bpq_err_clear(&e);
}

static int run(struct job *job, struct bpq_err *e)
{
    struct bpq_strs notes = {NULL, 0};
    struct bpq_folder_opts opts = {
        .repo = &job->repo, .leave_out = &job->leave_out, .notes = &notes};
    git_oid id;
    int rc = open_like(job, &opts.like, e);

    if (!rc)
        rc = bpq_folder_tree_as(job->args[0], &opts, &id, e);
    if (!rc) {
        say("%s", git_oid_tostr_s(&id));
        hint(&notes);
    }
    git_commit_free(opts.like);
    bpq_strs_free(&notes);
    return rc;
}

const struct verb verb_tree = {
    .name = "tree",
    .args = "DIR",
    .does = "print the id of the git tree that has the content of a folder",
    .help = "Compare it with the tree that `bpq series` prints.  Only quilt's "
            ".pc, a .git and a\npackage's debian at the top are left out.  "
            "Files that git archive changed count as\nthey are in git: Xen's "
            ".gitarchive-info always, others with --like, which also "
            "puts\nback what git archive left out.\n",
    .options = "xle",
    .min_args = 1,
    .max_args = 1,
    .without_root = true,
    .run = run,
};
