/* SPDX-License-Identifier: LGPL-2.1-only */
#define _GNU_SOURCE
#include "git/gitconfig.h"

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include <git2.h>

#include "base/buf.h"
#include "base/child.h"

/* ---- asking git ---- */

static bool has_answered(const struct bpq_child *git)
{
    int status = WIFEXITED(git->status) ? WEXITSTATUS(git->status) : -1;

    /* With status 1 and a message it may not have read everything. */
    return !git->missing && !git->late &&
           (!status || (status == 1 && !git->err.len));
}

/* *why is the reason why git cannot answer, or NULL. */
static int ask_git(const char *dir, const char *name, char **value, char **why,
                   struct bpq_err *e)
{
    char *argv[] = {
        "git",    "-C", (char *)dir, "-c",         "safe.directory=*",
        "config", "-z", "--get",     (char *)name, NULL};
    const char *home = getenv("HOME"), *xdg = getenv("XDG_CONFIG_HOME");
    char *env[] = {"LC_ALL=C", bpq_child_path(),
                   bpq_fmt("HOME=%s", home ? home : "/"),
                   bpq_fmt("XDG_CONFIG_HOME=%s", xdg ? xdg : ""), NULL};
    struct bpq_child git = {.argv = argv, .env = env, .timeout = 60};
    int rc = bpq_child_run(&git, e);

    *why = NULL;
    if (!rc && !has_answered(&git))
        *why = bpq_child_reason(&git);
    else if (!rc && git.out.len && *git.out.p)
        *value = bpq_strndup(git.out.p, strnlen(git.out.p, git.out.len));
    bpq_child_free(&git);
    free(env[1]);
    free(env[2]);
    free(env[3]);
    return rc;
}

/* ---- asking libgit2 ---- */

/* Add a work tree's own configuration, which libgit2 does not read. */
static void add_worktree(git_config *config, git_repository *git)
{
    char *path = bpq_fmt("%sconfig.worktree", git_repository_path(git));
    int set = 0;

    if (!git_config_get_bool(&set, config, "extensions.worktreeconfig") && set)
        git_config_add_file_ondisk(config, path, GIT_CONFIG_LEVEL_APP, git, 0);
    free(path);
}

static bool ask_libgit2(const char *dir, const char *name, char **value)
{
    git_repository *git = NULL;
    git_config *config = NULL;
    git_buf text = {0};
    int r;

    git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
    r = git_repository_open_ext(&git, dir, 0, NULL);
    if (!r)
        r = git_repository_config(&config, git);
    if (!r) {
        add_worktree(config, git);
        r = git_config_get_string_buf(&text, config, name);
    }
    if (!r && *text.ptr)
        *value = bpq_strdup(text.ptr);
    git_buf_dispose(&text);
    git_config_free(config);
    git_repository_free(git);
    return !r || r == GIT_ENOTFOUND;
}

int bpq_gitconfig_get(const char *dir, const char *name, char **value,
                      struct bpq_err *e)
{
    char *why;
    int rc;

    *value = NULL;
    rc = ask_git(dir, name, value, &why, e);
    if (!rc && why && !ask_libgit2(dir, name, value))
        rc = bpq_error(e, BPQ_FAIL,
                       "%s: git config %s cannot be read: %s; name the clone "
                       "with --xen PATH (make: XEN=PATH)",
                       dir, name, why);
    free(why);
    return rc;
}
