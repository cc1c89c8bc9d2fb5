/* SPDX-License-Identifier: LGPL-2.1-only */
#define _GNU_SOURCE
#include "git/export.h"

#include <stdlib.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "base/child.h"
#include "base/file.h"
#include "base/tmpdir.h"

/* Run one program to its end; messages call it what. */
static int run(const struct bpq_export *x, char *const *argv, const char *what,
               struct bpq_err *e)
{
    char *path = bpq_child_path();
    char *env[] = {path,
                   "LC_ALL=C",
                   "HOME=/nonexistent",
                   "GIT_CONFIG_GLOBAL=/dev/null",
                   "GIT_CONFIG_NOSYSTEM=1",
                   "GIT_ATTR_NOSYSTEM=1",
                   NULL};
    struct bpq_child c = {
        .argv = argv, .env = env, .mask = &x->mask, .timeout = 600};
    int rc = bpq_child_run(&c, e);

    if (!rc && (c.missing || c.late || c.stopped || c.status)) {
        char *why = bpq_child_reason(&c);

        rc = bpq_error(e, BPQ_FAIL, "%s: %s", what, why);
        free(why);
    }
    bpq_child_free(&c);
    free(path);
    return rc;
}

/* Make a repository that borrows the clone's objects and nothing else. */
static int borrow(const struct bpq_export *x, struct bpq_repo *repo,
                  const char *git_dir, struct bpq_err *e)
{
    char *argv[] = {"git",         "init",          "-q", "--bare",
                    "--template=", (char *)git_dir, NULL};
    char *file = bpq_fmt("%s/objects/info/alternates", git_dir);
    char *objects = NULL;
    int rc = run(x, argv, repo->path, e);

    if (!rc)
        rc = bpq_repo_objects(repo, &objects, e);
    if (!rc) {
        char *line = bpq_fmt("%s\n", objects);

        rc = bpq_file_write(file, bpq_str(line), e);
        free(line);
    }
    free(objects);
    free(file);
    return rc;
}

static int make(struct bpq_export *x, struct bpq_repo *repo, git_commit *c,
                struct bpq_err *e)
{
    char id[GIT_OID_HEXSZ + 1];
    char *git = bpq_fmt("%s/git", x->dir), *tar = bpq_fmt("%s/tar", x->dir);
    char *git_dir = bpq_fmt("--git-dir=%s", git);
    int rc = borrow(x, repo, git, e);

    git_oid_tostr(id, sizeof(id), git_commit_id(c));
    if (!rc) {
        char *archive[] = {"git", git_dir, "archive", "--format=tar",
                           "-o",  tar,     id,        NULL};

        rc = run(x, archive, repo->path, e);
    }
    if (!rc) {
        char *unpack[] = {"tar", "-x", "-f", tar, "-C", x->tree, NULL};

        rc = run(x, unpack, repo->path, e);
    }
    free(git_dir);
    free(tar);
    free(git);
    return rc;
}

int bpq_export_open(struct bpq_export *x, struct bpq_repo *repo, git_commit *c,
                    struct bpq_err *e)
{
    int rc;

    bpq_signals_hold(&x->mask);
    rc = bpq_tmpdir_make(&x->dir, e);
    x->tree = x->dir ? bpq_fmt("%s/tree", x->dir) : NULL;
    if (!rc && mkdir(x->tree, 0700) < 0)
        rc = bpq_error(e, BPQ_FAIL, "%s: cannot be made", x->tree);
    if (!rc)
        rc = make(x, repo, c, e);
    if (rc)
        bpq_export_close(x);
    return rc;
}

void bpq_export_close(struct bpq_export *x)
{
    if (x->dir)
        bpq_tmpdir_remove(x->dir);
    bpq_signals_release(&x->mask);
    free(x->tree);
    free(x->dir);
    *x = (struct bpq_export){0};
}
