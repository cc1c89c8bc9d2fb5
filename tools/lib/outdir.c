/* SPDX-License-Identifier: LGPL-2.1-only */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "outdir.h"
#include "queue.h"

#define MARK "# Made by bpq "

static bool is_patch(const char *name)
{
    size_t n = strlen(name);

    return n > 6 && !strcmp(name + n - 6, ".patch");
}

static bool is_dot(const char *name)
{
    return !strcmp(name, ".") || !strcmp(name, "..");
}

/* Remove a folder of files only; what else is in it stays. */
static void remove_folder(const char *dir)
{
    DIR *d = opendir(dir);
    struct dirent *ent;

    while (d && (ent = readdir(d)))
        if (!is_dot(ent->d_name))
            unlinkat(dirfd(d), ent->d_name, 0);
    if (d)
        closedir(d);
    rmdir(dir);
}

static bool has_mark(const char *dir)
{
    char *path = bpq_fmt("%s/series", dir);
    char line[sizeof(MARK)] = "";
    FILE *f = fopen(path, "re");
    bool has = f && fgets(line, sizeof(line), f) && !strcmp(line, MARK);

    if (f)
        fclose(f);
    free(path);
    return has;
}

/* The name of a file that no queue of ours has, or NULL. */
static char *foreign_file(const char *dir, bool *empty)
{
    DIR *d = opendir(dir);
    struct dirent *ent;
    char *name = NULL;

    *empty = true;
    while (d && !name && (ent = readdir(d))) {
        if (is_dot(ent->d_name))
            continue;
        *empty = false;
        if (strcmp(ent->d_name, "series") && !is_patch(ent->d_name))
            name = bpq_strdup(ent->d_name);
    }
    if (d)
        closedir(d);
    return name;
}

static int check_replaceable(const char *dir, struct bpq_err *e)
{
    struct stat st;
    bool empty;
    char *name;
    int rc = BPQ_OK;

    if (lstat(dir, &st) < 0)
        return BPQ_OK;
    if (!S_ISDIR(st.st_mode))
        return bpq_error(e, BPQ_FAIL,
                         "%s: is not a folder: name another with --out DIR",
                         dir);
    name = foreign_file(dir, &empty);
    if (name || (!empty && !has_mark(dir)))
        rc = bpq_error(e, BPQ_FAIL,
                       "%s: holds %s%s, which bpq did not write there: name an "
                       "empty or new folder with --out DIR",
                       dir, name ? name : "a queue", name ? "" : " of another");
    free(name);
    return rc;
}

static int make_parents(const char *path)
{
    char *p = bpq_strdup(path), *s;
    int r = 0;

    for (s = strchr(p + 1, '/'); s && !r; s = strchr(s + 1, '/')) {
        *s = 0;
        if (mkdir(p, 0777) < 0 && errno != EEXIST)
            r = -1;
        *s = '/';
    }
    free(p);
    return r;
}

/* Folders of runs that were killed: their process is gone. */
static void remove_stale(const char *parent, const char *prefix)
{
    DIR *d = opendir(parent);
    struct dirent *ent;
    size_t n = strlen(prefix);

    while (d && (ent = readdir(d))) {
        char *end, *path;
        long pid;

        if (strncmp(ent->d_name, prefix, n))
            continue;
        pid = strtol(ent->d_name + n, &end, 10);
        if (*end || pid <= 0 || kill((pid_t)pid, 0) == 0 || errno != ESRCH)
            continue;
        path = bpq_fmt("%s/%s", parent, ent->d_name);
        remove_folder(path);
        free(path);
    }
    if (d)
        closedir(d);
}

/* dir without slashes at its end and with its links followed. */
static char *final_place(const char *dir)
{
    char *real = realpath(dir, NULL), *p;
    size_t n;

    if (real) {
        p = bpq_strdup(real);
        free(real);
        return p;
    }
    p = bpq_strdup(dir);
    for (n = strlen(p); n > 1 && p[n - 1] == '/'; n--)
        p[n - 1] = 0;
    return p;
}

int bpq_outdir_begin(struct bpq_outdir *o, const char *dir, struct bpq_err *e)
{
    char *parent, *prefix, *slash;
    int rc;

    o->tmp = NULL;
    o->dir = final_place(dir);
    rc = check_replaceable(o->dir, e);
    if (rc)
        goto out;
    slash = strrchr(o->dir, '/');
    parent = slash ? bpq_strndup(o->dir, slash - o->dir + 1) : bpq_strdup("./");
    prefix = bpq_fmt(".%s.bpq-", slash ? slash + 1 : o->dir);
    o->tmp = bpq_fmt("%s%s%ld", parent, prefix, (long)getpid());
    remove_stale(parent, prefix);
    if (make_parents(o->dir) < 0 || mkdir(o->tmp, 0777) < 0)
        rc = bpq_error(e, BPQ_FAIL,
                       "%s: cannot be written: %s: make %s writable or name "
                       "another folder with --out DIR",
                       dir, strerror(errno), parent);
    free(prefix);
    free(parent);
out:
    if (rc) {
        free(o->tmp);
        free(o->dir);
    }
    return rc;
}

int bpq_outdir_add(struct bpq_outdir *o, const char *name, struct bpq_str text,
                   struct bpq_err *e)
{
    char *path;
    int rc;

    if (bpq_stop)
        return bpq_error(e, BPQ_FAIL, "interrupted; %s is as it was", o->dir);
    path = bpq_fmt("%s/%s", o->tmp, name);
    rc = bpq_file_write(path, text, e);
    free(path);
    if (rc) {
        char *why = bpq_strdup(e->line);

        bpq_error(e, rc, "%s; %s is as it was", why, o->dir);
        free(why);
    }
    return rc;
}

/* Where folders cannot be exchanged: the old one steps aside first. */
static int replace_in_two_steps(struct bpq_outdir *o)
{
    char *old = bpq_fmt("%s.old", o->tmp);
    int r;

    r = rename(o->dir, old);
    if (!r) {
        r = rename(o->tmp, o->dir);
        if (r < 0 && rename(old, o->dir) < 0)
            goto out;
        if (!r)
            remove_folder(old);
    }
out:
    free(old);
    return r;
}

int bpq_outdir_commit(struct bpq_outdir *o, struct bpq_err *e)
{
    int r;

    if (bpq_stop)
        return bpq_error(e, BPQ_FAIL, "interrupted; %s is as it was", o->dir);
    r = renameat2(AT_FDCWD, o->tmp, AT_FDCWD, o->dir, RENAME_EXCHANGE);
    if (r < 0 && errno == ENOENT)
        r = rename(o->tmp, o->dir);
    else if (r < 0 && (errno == EINVAL || errno == ENOSYS))
        r = replace_in_two_steps(o);
    if (r < 0)
        return bpq_error(e, BPQ_FAIL, "%s: cannot be put in place: %s", o->dir,
                         strerror(errno));
    return BPQ_OK;
}

void bpq_outdir_end(struct bpq_outdir *o)
{
    remove_folder(o->tmp);
    free(o->tmp);
    free(o->dir);
}

int bpq_outfile(const char *path, struct bpq_str text, struct bpq_err *e)
{
    char *tmp = bpq_fmt("%s.bpq-%ld", path, (long)getpid());
    int rc;

    rc = bpq_file_write(tmp, text, e);
    if (!rc && rename(tmp, path) < 0)
        rc = bpq_error(e, BPQ_FAIL, "%s: cannot be replaced: %s", path,
                       strerror(errno));
    if (rc)
        unlink(tmp);
    free(tmp);
    return rc;
}
