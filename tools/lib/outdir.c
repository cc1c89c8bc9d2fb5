/* SPDX-License-Identifier: LGPL-2.1-only */
#define _GNU_SOURCE
#include "outdir.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "queue.h"

/* ---- folders in a folder that others may write to ---- */

/* The folder itself, never what a link in its place leads to. */
static int open_folder(int at, const char *name)
{
    return openat(at, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

static bool is_dot(const char *name)
{
    return !strcmp(name, ".") || !strcmp(name, "..");
}

static bool same_file(const struct stat *a, const struct stat *b)
{
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

/* Calls one() for each name in an open folder until it says no. */
static bool each_name(int fd, bool (*one)(int fd, const char *name))
{
    int again = openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *d = again < 0 ? NULL : fdopendir(again);
    struct dirent *ent;
    bool all = d;

    while (all && (ent = readdir(d)))
        if (!is_dot(ent->d_name))
            all = one(fd, ent->d_name);
    if (d)
        closedir(d);
    return all;
}

static bool remove_file(int fd, const char *name)
{
    unlinkat(fd, name, 0);
    return true;
}

static bool is_queue_file(int fd, const char *name)
{
    struct stat st;

    return bpq_written_name(name) &&
           !fstatat(fd, name, &st, AT_SYMLINK_NOFOLLOW) && S_ISREG(st.st_mode);
}

/* Remove a folder of files only; what else is in it stays. */
static void remove_folder(int at, const char *name, int fd)
{
    each_name(fd, remove_file);
    unlinkat(at, name, AT_REMOVEDIR);
}

/* ---- where the folder stands ---- */

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

/* "a/" of "a/b", "./" of "b" */
static char *parent_of(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? bpq_strndup(path, slash - path + 1) : bpq_strdup("./");
}

static const char *name_of(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

/* As the kernel has it for links in folders where all may write. */
static bool may_follow(const char *link)
{
    char *parent = parent_of(link);
    struct stat st, up;
    bool may = !lstat(link, &st) && !stat(parent, &up) &&
               (st.st_uid == geteuid() || st.st_uid == up.st_uid ||
                !(up.st_mode & S_IWOTH));

    free(parent);
    return may;
}

/* Does the path of n bytes end in "/" or "/.", which say nothing? */
static bool ends_in_nothing(const char *p, size_t n)
{
    return p[n - 1] == '/' || (n > 2 && p[n - 1] == '.' && p[n - 2] == '/');
}

/* dir without slashes at its end, and without a link in its last component. */
static int final_place(const char *dir, char **out, struct bpq_err *e)
{
    char *p = bpq_strdup(dir), *real = NULL;
    struct stat st;
    size_t n;

    for (n = strlen(p); n > 1 && ends_in_nothing(p, n); n--)
        p[n - 1] = 0;
    *out = p;
    if (lstat(p, &st) < 0)
        return BPQ_OK;
    if (S_ISLNK(st.st_mode) && !may_follow(p))
        return bpq_error(e, BPQ_FAIL,
                         "%s: is a link that another user made: name another "
                         "folder with --out DIR",
                         dir);
    if (S_ISLNK(st.st_mode) || is_dot(name_of(p)) || !strcmp(p, "/"))
        real = realpath(p, NULL);
    if (real) {
        free(p);
        *out = bpq_strdup(real);
        free(real);
    }
    return BPQ_OK;
}

/* "PID" or "PID-HEX" of a process that is gone */
static bool is_stale(const char *s)
{
    char *end;
    long pid = strtol(s, &end, 10);

    return *s != '-' && pid > 0 && pid <= INT_MAX &&
           (!*end || (*end == '-' && end[1] &&
                      !end[1 + strspn(end + 1, "0123456789abcdef")])) &&
           kill((pid_t)pid, 0) < 0 && errno == ESRCH;
}

/* Folders of runs that were killed: ours, and with files of a queue alone. */
static void remove_stale(int at, const char *prefix)
{
    int again = open_folder(at, "."), fd;
    DIR *d = again < 0 ? NULL : fdopendir(again);
    struct dirent *ent;
    struct stat st;

    while (d && (ent = readdir(d))) {
        if (strncmp(ent->d_name, prefix, strlen(prefix)) ||
            !is_stale(ent->d_name + strlen(prefix)))
            continue;
        fd = open_folder(at, ent->d_name);
        if (fd < 0)
            continue;
        if (!fstat(fd, &st) && st.st_uid == geteuid() &&
            each_name(fd, is_queue_file))
            remove_folder(at, ent->d_name, fd);
        close(fd);
    }
    if (d)
        closedir(d);
}

/* A new folder whose name nobody foresees. */
static int make_hidden(struct bpq_outdir *o, const char *prefix)
{
    unsigned random;
    int tries;

    for (tries = 0; tries < 100; tries++) {
        if (getrandom(&random, sizeof(random), 0) != sizeof(random))
            return -1;
        free(o->tmp);
        o->tmp = bpq_fmt("%s%ld-%08x", prefix, (long)getpid(), random);
        if (!mkdirat(o->at, o->tmp, 0700)) {
            o->fd = open_folder(o->at, o->tmp);
            return o->fd < 0 ? -1 : fstat(o->fd, &o->made);
        }
        if (errno != EEXIST)
            return -1;
    }
    return -1;
}

static int open_place(struct bpq_outdir *o, const char *dir, struct bpq_err *e)
{
    char *parent = parent_of(o->dir);
    char *prefix = bpq_fmt(".%s.bpq-", o->name);
    int rc = BPQ_OK;

    if (!make_parents(o->dir))
        o->at = open(parent, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (o->at >= 0)
        remove_stale(o->at, prefix);
    if (o->at < 0 || make_hidden(o, prefix) < 0)
        rc = bpq_error(e, BPQ_FAIL,
                       "%s: cannot be written: %s: make %s writable or name "
                       "another folder with --out DIR",
                       dir, strerror(errno), parent);
    free(prefix);
    free(parent);
    return rc;
}

/* Is it still this file that the name leads to? */
static bool is_at(int at, const char *name, const struct stat *st)
{
    struct stat there;

    return !fstatat(at, name, &there, AT_SYMLINK_NOFOLLOW) &&
           same_file(&there, st);
}

/*
 * What is in the folder's place, if anything, may go.  Sets *st to what was
 * looked at; st_ino is 0 if there is nothing.
 */
static int check_old(const struct bpq_outdir *o, int at, const char *name,
                     const struct bpq_written *now, struct stat *st,
                     struct bpq_err *e)
{
    int fd = open_folder(at, name), rc;

    memset(st, 0, sizeof(*st));
    if (fd < 0 && errno == ENOENT)
        return BPQ_OK;
    if (fd < 0 && (errno == ENOTDIR || errno == ELOOP))
        return bpq_error(e, BPQ_FAIL,
                         "%s: is not a folder: name another with --out DIR",
                         o->dir);
    if (fd < 0)
        return bpq_error(e, BPQ_FAIL,
                         "%s: cannot be opened: %s: make it readable, or name "
                         "another folder with --out DIR",
                         o->dir, strerror(errno));
    fstat(fd, st);
    rc = bpq_written_check(fd, o->dir, now, o->force, e);
    close(fd);
    if (rc && !is_at(at, name, st)) {
        /* Another run has put its own there, and removes this one. */
        bpq_err_clear(e);
        return check_old(o, at, name, now, st, e);
    }
    return rc;
}

int bpq_outdir_begin(struct bpq_outdir *o, const char *dir, bool force,
                     struct bpq_err *e)
{
    struct stat st;
    int rc;

    *o = (struct bpq_outdir){.at = -1, .fd = -1, .force = force};
    rc = final_place(dir, &o->dir, e);
    if (rc)
        goto out;
    o->name = name_of(o->dir);
    rc = check_old(o, AT_FDCWD, o->dir, NULL, &st, e);
    if (!rc)
        rc = open_place(o, dir, e);
out:
    if (rc)
        bpq_outdir_end(o);
    return rc;
}

/* ---- the files ---- */

static int add(struct bpq_outdir *o, const char *name, struct bpq_str text,
               struct bpq_err *e)
{
    char *why;
    int rc;

    if (bpq_stop)
        return bpq_error(e, BPQ_FAIL, "interrupted; %s is as it was", o->dir);
    rc = bpq_file_new_at(o->fd, name, text, e);
    if (rc) {
        why = bpq_strdup(e->line);
        bpq_error(e, rc, "%s; %s is as it was", why, o->dir);
        free(why);
    }
    return rc;
}

int bpq_outdir_add(struct bpq_outdir *o, const char *name, struct bpq_str text,
                   struct bpq_err *e)
{
    bpq_written_add(&o->now, name, text);
    return add(o, name, text, e);
}

static int add_record(struct bpq_outdir *o, struct bpq_err *e)
{
    struct bpq_buf text = BPQ_BUF_INIT;
    int rc;

    bpq_written_text(&o->now, &text);
    rc = add(o, BPQ_WRITTEN, bpq_buf_str(&text), e);
    bpq_buf_free(&text);
    return rc;
}

/* ---- into its place ---- */

/* Where folders cannot be exchanged: the old one steps aside first. */
static int replace_in_two_steps(struct bpq_outdir *o)
{
    char *old = bpq_fmt("%s.old", o->tmp);
    int r;

    r = renameat(o->at, o->name, o->at, old);
    if (!r) {
        r = renameat(o->at, o->tmp, o->at, o->name);
        if (r < 0)
            renameat(o->at, old, o->at, o->name);
        else
            /* where end looks for what was replaced */
            renameat(o->at, old, o->at, o->tmp);
    }
    free(old);
    return r;
}

static int exchange(struct bpq_outdir *o)
{
    return renameat2(o->at, o->tmp, o->at, o->name, RENAME_EXCHANGE);
}

static int put_in_place(struct bpq_outdir *o)
{
    int r = exchange(o);

    if (r < 0 && errno == ENOENT)
        r = renameat(o->at, o->tmp, o->at, o->name);
    else if (r < 0 && (errno == EINVAL || errno == ENOSYS))
        r = replace_in_two_steps(o);
    return r;
}

/* Another run was quicker: what it put there is looked at, too. */
static int check_replaced(struct bpq_outdir *o, struct bpq_err *e)
{
    struct stat st;

    if (fstatat(o->at, o->tmp, &st, AT_SYMLINK_NOFOLLOW) < 0 ||
        same_file(&st, &o->old))
        return BPQ_OK;
    if (!check_old(o, o->at, o->tmp, &o->now, &o->old, e))
        return BPQ_OK;
    memset(&o->old, 0, sizeof(o->old));
    exchange(o);
    return e->rc;
}

int bpq_outdir_commit(struct bpq_outdir *o, struct bpq_err *e)
{
    int rc = add_record(o, e);

    if (!rc)
        rc = check_old(o, o->at, o->name, &o->now, &o->old, e);
    if (rc)
        return rc;
    /* as git's: others may read it */
    (void)!fchmod(o->fd, 0755);
    if (put_in_place(o) < 0)
        return bpq_error(e, BPQ_FAIL, "%s: cannot be put in place: %s", o->dir,
                         strerror(errno));
    return check_replaced(o, e);
}

void bpq_outdir_end(struct bpq_outdir *o)
{
    struct stat st;
    int fd;

    if (o->tmp && o->fd >= 0) {
        fd = open_folder(o->at, o->tmp);
        if (fd >= 0 && !fstat(fd, &st) &&
            (same_file(&st, &o->made) || same_file(&st, &o->old)))
            remove_folder(o->at, o->tmp, fd);
        if (fd >= 0)
            close(fd);
    }
    if (o->fd >= 0)
        close(o->fd);
    if (o->at >= 0)
        close(o->at);
    bpq_written_free(&o->now);
    free(o->tmp);
    free(o->dir);
}

int bpq_outfile(const char *path, struct bpq_str text, struct bpq_err *e)
{
    unsigned random;
    char *tmp;
    int rc;

    if (getrandom(&random, sizeof(random), 0) != sizeof(random))
        random = 0;
    tmp = bpq_fmt("%s.bpq-%ld-%08x", path, (long)getpid(), random);
    rc = bpq_file_new_at(AT_FDCWD, tmp, text, e);
    if (!rc && rename(tmp, path) < 0) {
        rc = bpq_error(e, BPQ_FAIL, "%s: cannot be replaced: %s", path,
                       strerror(errno));
        unlink(tmp);
    }
    free(tmp);
    return rc;
}
