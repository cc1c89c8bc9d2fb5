/* SPDX-License-Identifier: LGPL-2.1-only */
#define _GNU_SOURCE
#include <errno.h>
#include <git2.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "verbs/findclone.h"
#include "base/buf.h"
#include "git/gitconfig.h"
#include "git/repo.h"

#define HOW                                                                    \
    "name a clone of Xen with --xen PATH (make: XEN=PATH) or `git config "     \
    "xen.clone PATH`, or run make xen"

/* ---- where it may be ---- */

/* The clone of `make xen`, or NULL.  make xen marks it when it is complete.
 * *half: it was begun, and is not complete. */
static char *made(const char *root, bool *half)
{
    char *path = bpq_fmt("%s/out/xen.git", root);
    git_repository *git = NULL;
    git_config *config = NULL;
    int complete = 0;

    if (!git_repository_open_bare(&git, path) &&
        !git_repository_config(&config, git)) {
        git_config_get_bool(&complete, config, "bpq.complete");
        *half = !complete;
    }
    git_config_free(config);
    git_repository_free(git);
    if (complete)
        return path;
    free(path);
    return NULL;
}

/* ---- how it may be named ---- */

static int hex(char c)
{
    const char *digits = "0123456789abcdef", *p = strchr(digits, c | 0x20);

    return c && p ? (int)(p - digits) : -1;
}

/* The path of file:///PATH, in which git decodes %20 and the like. */
static char *decoded(const char *p)
{
    struct bpq_buf b = BPQ_BUF_INIT;

    for (; *p; p++) {
        char c = *p;

        if (c == '%' && hex(p[1]) >= 0 && hex(p[2]) >= 0 &&
            (hex(p[1]) || hex(p[2]))) {
            c = (char)(hex(p[1]) << 4 | hex(p[2]));
            p += 2;
        }
        bpq_buf_add(&b, &c, 1);
    }
    bpq_buf_add(&b, "", 1);
    return b.p;
}

static bool is_elsewhere(const char *name)
{
    const char *colon = strchr(name, ':'), *slash = strchr(name, '/');

    return strstr(name, "://") || (colon && (!slash || colon < slash));
}

/* ~/PATH and ~USER/PATH, which not every shell expands; or NULL. */
static char *in_home(const char *name)
{
    size_t n = strcspn(name, "/");
    char *user = bpq_strndup(name + 1, n ? n - 1 : 0);
    struct passwd *pw = *user ? getpwnam(user) : NULL;
    const char *home = *user ? (pw ? pw->pw_dir : NULL) : getenv("HOME");
    char *path = *name == '~' && home ? bpq_fmt("%s%s", home, name + n) : NULL;

    free(user);
    return path;
}

/* The path that NAME means: a path, one in a home folder, or file:///PATH. */
static int named(const char *name, char **path, struct bpq_err *e)
{
    *path = in_home(name);
    if (*path)
        return BPQ_OK;
    if (!strncmp(name, "file:///", 8))
        *path = decoded(name + 7);
    else if (!strncmp(name, "file://localhost/", 17))
        *path = decoded(name + 16);
    else if (is_elsewhere(name) && access(name, F_OK))
        return bpq_error(e, BPQ_FAIL,
                         "%s: is on another machine, but a clone on this one "
                         "is needed: make one with make xen XEN_URL=URL",
                         name);
    else
        *path = bpq_strdup(name);
    return BPQ_OK;
}

/*
 * Make the path of an existing folder absolute.  If it cannot be reached, leave
 * it: opening it will say why.
 */
static int folder(const char *how, char **path, struct bpq_err *e)
{
    char *real = realpath(*path, NULL);
    struct stat st;
    int rc = BPQ_OK;

    if (!real && errno == ENOENT)
        rc = bpq_error(e, BPQ_FAIL, "%s%s: there is no such path; " HOW, how,
                       *path);
    else if (real && !stat(real, &st) && !S_ISDIR(st.st_mode))
        rc =
            bpq_error(e, BPQ_FAIL, "%s%s: a file, not a git clone of Xen; " HOW,
                      how, *path);
    if (rc || real) {
        free(*path);
        *path = rc ? NULL : bpq_strdup(real);
    }
    free(real);
    return rc;
}

/* A path from the configuration is relative to our root. */
static void from_root(const char *root, char **path)
{
    char *p = *path;

    if (*p == '/')
        return;
    *path = bpq_fmt("%s/%s", root, p);
    free(p);
}

static int find_configured(const char *root, char **path, struct bpq_err *e)
{
    char *value;
    int rc = bpq_gitconfig_get(root, "xen.clone", &value, e);

    if (rc)
        return rc;
    if (value && !strcmp(value, "none"))
        rc =
            bpq_error(e, BPQ_NO,
                      "git config xen.clone says to use no clone of Xen: " HOW);
    else if (value)
        rc = named(value, path, e);
    free(value);
    if (rc || !*path)
        return rc;
    from_root(root, path);
    return folder("git config xen.clone: ", path, e);
}

int find_clone(const char *root, const char *xen, char **path, bool *half,
               struct bpq_err *e)
{
    int rc;

    *path = NULL;
    *half = false;
    if (xen && !strcmp(xen, "none"))
        return bpq_error(e, BPQ_NO, "no clone of Xen is to be used: " HOW);
    if (xen && *xen) {
        rc = named(xen, path, e);
        return rc ? rc : folder("", path, e);
    }
    rc = find_configured(root, path, e);
    if (rc || *path)
        return rc;
    *path = made(root, half);
    if (*path)
        return folder("", path, e);
    return bpq_error(e, BPQ_NO,
                     *half
                         ? "the clone of `make xen` is not complete: run make "
                           "xen again, or " HOW
                         : "no clone of Xen: " HOW);
}
