/* SPDX-License-Identifier: LGPL-2.1-only */
#define _GNU_SOURCE
#include "export.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "child.h"
#include "tmpdir.h"

/* One program, to its end; what names what it was to do. */
static int run(const struct bpq_export *x, char *const *argv, const char *what,
               struct bpq_err *e)
{
    const char *path = getenv("PATH");
    char *path_is = bpq_fmt("PATH=%s", path ? path : "/usr/bin:/bin");
    char *env[] = {path_is,
                   "LC_ALL=C",
                   "HOME=/nonexistent",
                   "GIT_CONFIG_GLOBAL=/dev/null",
                   "GIT_CONFIG_NOSYSTEM=1",
                   "GIT_ATTR_NOSYSTEM=1",
                   NULL};
    struct bpq_child c = {
        .argv = argv, .env = env, .mask = &x->mask, .timeout = 600};
    struct bpq_str said;
    int rc = bpq_child_run(&c, e);

    said = bpq_buf_str(&c.err);
    said.len = strcspn(said.p ? said.p : "", "\n");
    if (!rc && c.missing)
        rc = bpq_error(e, BPQ_FAIL, "%s: there is no %s; make deps installs it",
                       what, argv[0]);
    else if (!rc && (c.late || c.stopped))
        rc = bpq_error(e, BPQ_FAIL, "%s: interrupted", what);
    else if (!rc && c.status)
        rc = bpq_error(e, BPQ_FAIL, "%s: %s failed: %.*s", what, argv[0],
                       (int)said.len, said.p ? said.p : "");
    bpq_child_free(&c);
    free(path_is);
    return rc;
}

/* A repository that has the clone's objects and nothing else of it. */
static int borrow(const struct bpq_export *x, struct bpq_repo *repo,
                  const char *git_dir, struct bpq_err *e)
{
    char *argv[] = {"git",         "init",          "-q", "--bare",
                    "--template=", (char *)git_dir, NULL};
    char *alternates = bpq_fmt("%s/objects/info/alternates", git_dir), *real;
    struct bpq_buf line = BPQ_BUF_INIT;
    git_buf objects = {0};
    int rc = run(x, argv, repo->path, e), r;

    r = git_repository_item_path(&objects, repo->git,
                                 GIT_REPOSITORY_ITEM_OBJECTS);
    if (!rc && r < 0)
        rc = bpq_repo_error(repo, r, e, "where its objects are");
    real = rc ? NULL : realpath(objects.ptr, NULL);
    if (real) {
        bpq_buf_addf(&line, "%s\n", real);
        rc = bpq_file_write(alternates, bpq_buf_str(&line), e);
    }
    free(real);
    bpq_buf_free(&line);
    git_buf_dispose(&objects);
    free(alternates);
    return rc;
}

static int make(struct bpq_export *x, struct bpq_repo *repo, git_commit *c,
                struct bpq_err *e)
{
    char id[GIT_OID_HEXSZ + 1];
    char *git = bpq_fmt("%s/git", x->dir), *tar = bpq_fmt("%s/tar", x->dir);
    char *git_dir = bpq_fmt("--git-dir=%s", git);
    char *archive[] = {"git", git_dir, "archive", "--format=tar",
                       "-o",  tar,     id,        NULL};
    char *unpack[] = {"tar", "-x", "-f", tar, "-C", x->tree, NULL};
    int rc;

    git_oid_tostr(id, sizeof(id), git_commit_id(c));
    rc = borrow(x, repo, git, e);
    if (!rc)
        rc = run(x, archive, repo->path, e);
    if (!rc)
        rc = run(x, unpack, repo->path, e);
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
