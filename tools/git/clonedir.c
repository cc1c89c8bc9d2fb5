/* SPDX-License-Identifier: LGPL-2.1-only */
#define _GNU_SOURCE
#include "git/clonedir.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <git2.h>

#include "base/buf.h"
#include "base/file.h"

/* ---- where the repository is ---- */

static bool is_folder(const char *path)
{
    struct stat st;

    return !stat(path, &st) && S_ISDIR(st.st_mode);
}

/* The path that the file FOLDER/NAME has after PREFIX, relative to folder; NULL
 * if there is none. */
static char *said_in(const char *folder, const char *name, const char *prefix)
{
    char *path = bpq_fmt("%s/%s", folder, name), *said = NULL;
    struct bpq_buf text = BPQ_BUF_INIT;
    struct bpq_err e = {0};
    size_t n = strlen(prefix);

    if (!bpq_file_read(path, &text, &e) && text.p &&
        !strncmp(text.p, prefix, n)) {
        text.p[n + strcspn(text.p + n, "\r\n")] = 0;
        said = text.p[n] == '/' ? bpq_strdup(text.p + n)
                                : bpq_fmt("%s/%s", folder, text.p + n);
    }
    bpq_err_clear(&e);
    bpq_buf_free(&text);
    free(path);
    return said;
}

/* PATH/.git, or the folder that a file of this name leads to, or PATH itself.
 */
static char *git_folder(const char *path)
{
    char *dir = bpq_fmt("%s/.git", path), *to;

    if (is_folder(dir))
        return dir;
    free(dir);
    to = said_in(path, ".git", "gitdir: ");
    return to ? to : bpq_strdup(path);
}

/* The same, or the main repository of a work tree of `git worktree`. */
static char *common_folder(const char *path)
{
    char *dir = git_folder(path), *common = said_in(dir, "commondir", "");

    if (!common)
        return dir;
    free(dir);
    return common;
}

/* ---- its files ---- */

/* Refuse a pipe or device in place of a file, because opening it may block. */
static bool is_plain(const char *dir, const char *name, struct bpq_err *e)
{
    char *path = bpq_fmt("%s/%s", dir, name);
    struct stat st;
    bool plain =
        stat(path, &st) < 0 || S_ISREG(st.st_mode) || S_ISDIR(st.st_mode);

    if (!plain)
        bpq_error(e, BPQ_FAIL,
                  "%s: is neither a file nor a folder, so this clone cannot be "
                  "read; make another: git clone --bare",
                  path);
    free(path);
    return plain;
}

static bool all_plain(const char *dir, struct bpq_err *e)
{
    DIR *d = opendir(dir);
    struct dirent *ent;
    bool plain = true;

    while (plain && d && (ent = readdir(d)))
        plain = is_plain(dir, ent->d_name, e);
    if (d)
        closedir(d);
    return plain;
}

/* Check the files that libgit2 always opens. */
static bool is_made_of_files(const char *path, struct bpq_err *e)
{
    static const char *const folders[] = {"", "/info", "/objects/info",
                                          "/objects/pack"};
    char *git = git_folder(path), *common = common_folder(path);
    const char *dirs[] = {git, common};
    bool plain = is_plain(path, ".git", e);

    for (size_t i = 0; i < 2; i++)
        for (size_t k = 0; plain && k < sizeof(folders) / sizeof(folders[0]);
             k++) {
            char *dir = bpq_fmt("%s%s", dirs[i], folders[k]);

            plain = all_plain(dir, e);
            free(dir);
        }
    free(common);
    free(git);
    return plain;
}

/* ---- permissions ---- */

/* False if the file or folder exists and this user may not read it. */
static bool may_read(const char *path, int how, struct bpq_err *e)
{
    const char *chmod, *deep;
    struct passwd *owner;
    struct stat st = {0};
    char *who;

    if (!stat(path, &st) && !S_ISDIR(st.st_mode))
        how &= ~X_OK;
    if (!faccessat(AT_FDCWD, path, how, AT_EACCESS) || errno != EACCES)
        return true;
    chmod = how == X_OK ? "+x" : "+rX";
    deep = how == X_OK ? "" : "-R ";
    if (!st.st_mode || st.st_uid == geteuid()) {
        bpq_error(e, BPQ_FAIL,
                  "%s: permission denied: make it readable: chmod %su%s %s",
                  path, deep, chmod, path);
        return false;
    }
    owner = getpwuid(st.st_uid);
    who = owner ? bpq_strdup(owner->pw_name) : bpq_fmt("%u", st.st_uid);
    bpq_error(e, BPQ_FAIL,
              "%s: permission denied: run this as its owner, %s, or let others "
              "read it: chmod %sa%s %s",
              path, who, deep, chmod, path);
    free(who);
    return false;
}

/* May this user pass the folders above path? */
static bool may_reach(const char *path, struct bpq_err *e)
{
    char *p = bpq_strdup(path);
    bool may = true;

    for (char *s = strchr(p + 1, '/'); s && may; s = strchr(s + 1, '/')) {
        *s = 0;
        may = may_read(p, X_OK, e);
        *s = '/';
    }
    free(p);
    return may;
}

/* A folder and everything in it; links are not followed. */
static bool may_read_all(const char *dir, struct bpq_err *e)
{
    bool may = may_read(dir, R_OK | X_OK, e);
    DIR *d = may ? opendir(dir) : NULL;
    struct dirent *ent;

    while (may && d && (ent = readdir(d))) {
        char *path;
        struct stat st;

        if (!strcmp(ent->d_name, ".") || !strcmp(ent->d_name, ".."))
            continue;
        path = bpq_fmt("%s/%s", dir, ent->d_name);
        if (!lstat(path, &st) && S_ISDIR(st.st_mode))
            may = may_read_all(path, e);
        else
            may = may_read(path, R_OK, e);
        free(path);
    }
    if (d)
        closedir(d);
    return may;
}

/* The objects of a clone, and of the clones from which it borrows. */
static bool may_read_objects(const char *dir, int depth, struct bpq_err *e)
{
    char *list = bpq_fmt("%s/info/alternates", dir), *rest;
    struct bpq_buf text = BPQ_BUF_INIT;
    struct bpq_err none = {0};
    bool may = may_read_all(dir, e);

    if (may && depth < 5 && !access(list, F_OK) &&
        !bpq_file_read(list, &text, &none))
        for (char *line = strtok_r(text.p, "\n", &rest); may && line;
             line = strtok_r(NULL, "\n", &rest)) {
            char *path =
                *line == '/' ? bpq_strdup(line) : bpq_fmt("%s/%s", dir, line);

            may = *line == '#' ||
                  (may_reach(path, e) && may_read_objects(path, depth + 1, e));
            free(path);
        }
    bpq_err_clear(&none);
    bpq_buf_free(&text);
    free(list);
    return may;
}

static bool may_read_git(const char *dir, struct bpq_err *e)
{
    static const char *const parts[] = {"HEAD", "config", "packed-refs",
                                        "commondir"};
    char *refs = bpq_fmt("%s/refs", dir), *objects = bpq_fmt("%s/objects", dir);
    bool may = may_reach(dir, e) && may_read(dir, R_OK | X_OK, e);

    for (size_t i = 0; may && i < sizeof(parts) / sizeof(parts[0]); i++) {
        char *path = bpq_fmt("%s/%s", dir, parts[i]);

        may = may_read(path, R_OK, e);
        free(path);
    }
    may = may && may_read_all(refs, e) && may_read_objects(objects, 0, e);
    free(objects);
    free(refs);
    return may;
}

bool bpq_clonedir_denied(const char *path, struct bpq_err *e)
{
    char *git = NULL, *common = NULL, *file = bpq_fmt("%s/.git", path);
    struct stat st;
    bool may;

    may = may_reach(path, e) && may_read(path, R_OK | X_OK, e) &&
          (lstat(file, &st) < 0 || S_ISDIR(st.st_mode) ||
           may_read(file, R_OK, e));
    if (may) {
        git = git_folder(path);
        common = common_folder(path);
        may = may_read_git(git, e) &&
              (!strcmp(git, common) || may_read_git(common, e));
    }
    free(common);
    free(git);
    free(file);
    return !may;
}

/* ---- the repository's format ---- */

/* Extensions that do not matter for reading, according to git's documentation.
 */
static const char *const harmless[] = {
    "noop",
    "noop-v1",
    "partialclone",
    "worktreeconfig",
    "preciousobjects",
    "relativeworktrees",
    "submodulepathconfig",
    /* objects also have names in another format, besides SHA-1 */
    "compatobjectformat",
};

#define N_HARMLESS (sizeof(harmless) / sizeof(harmless[0]))

/* Extensions that prevent reading unless they have this value. */
static const struct {
    const char *name, *value, *spelled, *why, *clone;
} matters[] = {
    {"objectformat", "sha1", "objectFormat",
     "names its objects differently than upstream, so it has none of the "
     "plan's commits; name a clone of upstream's repository, or make one: make "
     "xen",
     NULL},
    {"refstorage", "files", "refStorage",
     "stores its branches and tags in a way that bpq cannot read; make another "
     "clone: ",
     "git clone --bare --ref-format=files"},
};

#define N_MATTERS (sizeof(matters) / sizeof(matters[0]))

void bpq_clonedir_settings(void)
{
    const char *names[N_HARMLESS + N_MATTERS];
    size_t n = 0;

    for (size_t i = 0; i < N_HARMLESS; i++)
        names[n++] = harmless[i];
    /* bpq_clonedir_format has checked their values */
    for (size_t i = 0; i < N_MATTERS; i++)
        names[n++] = matters[i].name;
    git_libgit2_opts(GIT_OPT_SET_EXTENSIONS, names, n);
}

struct format {
    const char *path;
    int32_t version;
    struct bpq_err *e;
};

static bool is_harmless(const char *name)
{
    for (size_t i = 0; i < N_HARMLESS; i++)
        if (!strcmp(harmless[i], name))
            return true;
    return false;
}

/* Check one entry of the configuration; names are in lower case. */
static int look_at(const git_config_entry *entry, void *payload)
{
    struct format *f = payload;
    const char *name = entry->name + strlen("extensions.");
    const char *value = entry->value ? entry->value : "";

    if (strncmp(entry->name, "extensions.", strlen("extensions.")) ||
        is_harmless(name))
        return 0;
    for (size_t i = 0; i < N_MATTERS; i++) {
        if (strcmp(name, matters[i].name))
            continue;
        if (!strcmp(value, matters[i].value))
            return 0;
        if (!matters[i].clone)
            return bpq_error(f->e, BPQ_FAIL,
                             "%s: extensions.%s = %s: this clone %s", f->path,
                             matters[i].spelled, value, matters[i].why);
        return bpq_error(f->e, BPQ_FAIL,
                         "%s: extensions.%s = %s: this clone %s%s %s NEW",
                         f->path, matters[i].spelled, value, matters[i].why,
                         matters[i].clone, f->path);
    }
    /* Before version 1, git ignores unknown extensions. */
    if (f->version < 1)
        return 0;
    return bpq_error(f->e, BPQ_FAIL,
                     "%s: extensions.%s: bpq does not know this extension of "
                     "git; make a clone without it: git clone --bare %s NEW",
                     f->path, name, f->path);
}

int bpq_clonedir_format(const char *path, struct bpq_err *e)
{
    struct format f = {.path = path, .e = e};
    char *dir = common_folder(path), *file = bpq_fmt("%s/config", dir);
    git_config *config = NULL;
    int rc = BPQ_OK;

    if (!is_made_of_files(path, e)) {
        rc = BPQ_FAIL;
    } else if (!may_read(file, R_OK, e)) {
        rc = BPQ_FAIL;
    } else if (!git_config_open_ondisk(&config, file)) {
        git_config_get_int32(&f.version, config,
                             "core.repositoryformatversion");
        if (f.version > 1)
            rc = bpq_error(
                e, BPQ_FAIL,
                "%s: has version %d of git's repository format, but bpq knows "
                "only 0 and 1; make such a clone: git clone --bare %s NEW",
                path, (int)f.version, path);
        else if (git_config_foreach(config, look_at, &f))
            rc = e->rc;
    }
    git_config_free(config);
    free(file);
    free(dir);
    return rc;
}
