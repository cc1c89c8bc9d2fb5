/* SPDX-License-Identifier: LGPL-2.1-only */
#define _GNU_SOURCE
#include "queue/outdir.h"

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

#include "base/file.h"
#include "base/stop.h"
#include "base/textfile.h"

/* ---- folders in a folder that others may write to ---- */

/* Open a folder, but do not follow a link. */
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

/* Call one() for each name in an open folder until it returns false. */
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

static bool is_regular(int fd, const char *name)
{
    struct stat st;

    return !fstatat(fd, name, &st, AT_SYMLINK_NOFOLLOW) && S_ISREG(st.st_mode);
}

static bool is_resolution(int fd, const char *name)
{
    return bpq_is_hex(name, 40) && is_regular(fd, name);
}

static bool is_queue_file(int fd, const char *name)
{
    int folder = strcmp(name, BPQ_RESOLUTIONS) ? -1 : open_folder(fd, name);
    bool is;

    if (folder < 0)
        return bpq_written_name(name) && is_regular(fd, name);
    is = each_name(folder, is_resolution);
    close(folder);
    return is;
}

/* Remove a folder and the files in it, but not other folders. */
static void remove_flat(int at, const char *name, int fd)
{
    (void)!fchmod(fd, 0700); /* it may have been read-only */
    each_name(fd, remove_file);
    unlinkat(at, name, AT_REMOVEDIR);
}

/* The same, but for the folder of its resolutions. */
static void remove_folder(int at, const char *name, int fd)
{
    int folder;

    (void)!fchmod(fd, 0700);
    folder = open_folder(fd, BPQ_RESOLUTIONS);
    if (folder >= 0) {
        remove_flat(fd, BPQ_RESOLUTIONS, folder);
        close(folder);
    }
    remove_flat(at, name, fd);
}

/* ---- the place of the folder ---- */

/* dir without trailing slashes and dots, for messages */
static char *plain(const char *dir)
{
    size_t n = strlen(dir);

    while (n > 1 && (dir[n - 1] == '/' ||
                     (n > 2 && dir[n - 1] == '.' && dir[n - 2] == '/')))
        n--;
    return bpq_strndup(dir, n);
}

/* Is it "PID" or "PID-HEX" of a process that has ended? */
static bool is_stale(const char *s)
{
    char *end;
    long pid = strtol(s, &end, 10);

    return *s != '-' && pid > 0 && pid <= INT_MAX &&
           (!*end || (*end == '-' && end[1] &&
                      !end[1 + strspn(end + 1, "0123456789abcdef")])) &&
           kill((pid_t)pid, 0) < 0 && errno == ESRCH;
}

/* Remove folders that killed runs left, if they are the user's own and have
 * only files of a queue. */
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

/* Make a folder with an unpredictable name. */
static int make_hidden(struct bpq_outdir *o, const char *prefix)
{
    unsigned random;

    for (int tries = 0; tries < 100; tries++) {
        if (getrandom(&random, sizeof(random), 0) != sizeof(random))
            return -1;
        free(o->tmp);
        o->tmp = bpq_fmt("%s%ld-%08x", prefix, (long)getpid(), random);
        if (!mkdirat(o->place.at, o->tmp, 0700)) {
            o->fd = open_folder(o->place.at, o->tmp);
            return o->fd < 0 ? -1 : fstat(o->fd, &o->made);
        }
        if (errno != EEXIST)
            return -1;
    }
    return -1;
}

/* How the names of this folder's hidden ones begin; the caller frees it. */
static char *hidden_prefix(const struct bpq_outdir *o)
{
    return bpq_fmt(".%s.bpq-", o->place.name);
}

static int open_hidden(struct bpq_outdir *o, struct bpq_err *e)
{
    char *prefix = hidden_prefix(o);
    int rc = BPQ_OK;

    if (make_hidden(o, prefix) < 0)
        rc = bpq_error(e, BPQ_FAIL,
                       "%s: cannot be written: %s: make its parent folder "
                       "writable or name another with --out DIR",
                       o->dir, strerror(errno));
    free(prefix);
    return rc;
}

/* Refuse to replace the current folder, since the user's shell would be lost.
 */
static int check_cwd(const struct bpq_outdir *o, struct bpq_err *e)
{
    struct stat here, there;

    if (stat(".", &here) < 0 ||
        fstatat(o->place.at, o->place.name, &there, AT_SYMLINK_NOFOLLOW) < 0 ||
        !same_file(&here, &there))
        return BPQ_OK;
    return bpq_error(e, BPQ_FAIL,
                     "%s: is the current folder, which cannot be replaced: "
                     "name another with --out DIR",
                     *o->dir ? o->dir : "--out");
}

/* Does the name still refer to this file? */
static bool is_at(int at, const char *name, const struct stat *st)
{
    struct stat there;

    return !fstatat(at, name, &there, AT_SYMLINK_NOFOLLOW) &&
           same_file(&there, st);
}

/*
 * Check that what is in the folder's place, if anything, may be replaced.  *st
 * describes it; st_ino is 0 if there is nothing.
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
        /* Another run has just replaced it and removes this one. */
        bpq_err_clear(e);
        return check_old(o, at, name, now, st, e);
    }
    return rc;
}

int bpq_outdir_begin(struct bpq_outdir *o, const char *dir, bool force,
                     struct bpq_err *e)
{
    struct stat st;
    char *prefix;
    int rc;

    *o = (struct bpq_outdir){
        .dir = plain(dir), .place.at = -1, .fd = -1, .force = force};
    rc = bpq_place_open(&o->place, o->dir, e);
    if (!rc)
        rc = check_cwd(o, e);
    if (!rc)
        rc = check_old(o, o->place.at, o->place.name, NULL, &st, e);
    if (rc) {
        bpq_outdir_end(o);
        return rc;
    }
    prefix = hidden_prefix(o);
    remove_stale(o->place.at, prefix);
    free(prefix);
    return BPQ_OK;
}

/* ---- the files ---- */

static int add(struct bpq_outdir *o, const char *name, struct bpq_str text,
               struct bpq_err *e)
{
    int rc;

    if (bpq_stop)
        return bpq_error(e, BPQ_FAIL, "interrupted; %s is unchanged", o->dir);
    rc = bpq_file_new_at(o->fd, name, text, e);
    if (rc) {
        char *why = bpq_strdup(e->line);

        bpq_error(e, rc, "%s; %s is unchanged", why, o->dir);
        free(why);
    }
    return rc;
}

static int add_folder(struct bpq_outdir *o, struct bpq_err *e)
{
    if (!mkdirat(o->fd, BPQ_RESOLUTIONS, 0755)) {
        (void)!fchmodat(o->fd, BPQ_RESOLUTIONS, 0755, 0);
        return BPQ_OK;
    }
    if (errno == EEXIST)
        return BPQ_OK;
    return bpq_error(e, BPQ_FAIL, "%s: cannot be made: %s; %s is unchanged",
                     BPQ_RESOLUTIONS, strerror(errno), o->dir);
}

static int add_file(struct bpq_outdir *o, const char *name, struct bpq_str text,
                    struct bpq_err *e)
{
    int rc = strchr(name, '/') ? add_folder(o, e) : BPQ_OK;

    return rc ? rc : add(o, name, text, e);
}

void bpq_outdir_add(struct bpq_outdir *o, const char *name, struct bpq_str text)
{
    size_t n = o->now.n;

    bpq_written_add(&o->now, name, text);
    o->texts = bpq_grow(o->texts, n + 1, sizeof(*o->texts));
    o->texts[n] = (struct bpq_buf)BPQ_BUF_INIT;
    bpq_buf_add(&o->texts[n], text.p, text.len);
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

/* ---- putting it in place ---- */

/* If the system cannot exchange folders, move the old one away first. */
static int replace_in_two_steps(struct bpq_outdir *o)
{
    char *old = bpq_fmt("%s.old", o->tmp);
    int r;

    r = renameat(o->place.at, o->place.name, o->place.at, old);
    if (!r) {
        r = renameat(o->place.at, o->tmp, o->place.at, o->place.name);
        if (r < 0)
            renameat(o->place.at, old, o->place.at, o->place.name);
        else
            /* end expects the replaced folder there */
            renameat(o->place.at, old, o->place.at, o->tmp);
    }
    free(old);
    return r;
}

static int exchange(struct bpq_outdir *o)
{
    return renameat2(o->place.at, o->tmp, o->place.at, o->place.name,
                     RENAME_EXCHANGE);
}

static int put_in_place(struct bpq_outdir *o)
{
    int r = exchange(o);

    if (r < 0 && errno == ENOENT)
        r = renameat(o->place.at, o->tmp, o->place.at, o->place.name);
    else if (r < 0 && (errno == EINVAL || errno == ENOSYS))
        r = replace_in_two_steps(o);
    return r;
}

/* If another run was faster, check the folder that it put there. */
static int check_replaced(struct bpq_outdir *o, struct bpq_err *e)
{
    struct stat st;

    if (fstatat(o->place.at, o->tmp, &st, AT_SYMLINK_NOFOLLOW) < 0 ||
        same_file(&st, &o->old))
        return BPQ_OK;
    if (!check_old(o, o->place.at, o->tmp, &o->now, &o->old, e))
        return BPQ_OK;
    memset(&o->old, 0, sizeof(o->old));
    exchange(o);
    return e->rc;
}

/* Has the folder just what would be written? */
static bool is_there(const struct bpq_outdir *o)
{
    int fd = open_folder(o->place.at, o->place.name);
    bool is = fd >= 0 && bpq_written_is(fd, &o->now);

    if (fd >= 0)
        close(fd);
    return is;
}

static int write_hidden(struct bpq_outdir *o, struct bpq_err *e)
{
    int rc = open_hidden(o, e);

    for (size_t i = 0; !rc && i < o->now.n; i++)
        rc = add_file(o, o->now.v[i].name, bpq_buf_str(&o->texts[i]), e);
    return rc ? rc : add_record(o, e);
}

int bpq_outdir_commit(struct bpq_outdir *o, struct bpq_err *e)
{
    int rc;

    /* making files that were removed just before takes long */
    if (is_there(o))
        return BPQ_OK;
    rc = write_hidden(o, e);
    if (!rc)
        rc = check_old(o, o->place.at, o->place.name, &o->now, &o->old, e);
    if (rc)
        return rc;
    /* like git, let others read it */
    (void)!fchmod(o->fd, 0755);
    if (put_in_place(o) < 0)
        return bpq_error(e, BPQ_FAIL, "%s: cannot be put in place: %s", o->dir,
                         strerror(errno));
    return check_replaced(o, e);
}

void bpq_outdir_end(struct bpq_outdir *o)
{
    struct stat st;

    if (o->tmp && o->fd >= 0) {
        int fd = open_folder(o->place.at, o->tmp);

        if (fd >= 0 && !fstat(fd, &st) &&
            (same_file(&st, &o->made) || same_file(&st, &o->old)))
            remove_folder(o->place.at, o->tmp, fd);
        if (fd >= 0)
            close(fd);
    }
    if (o->fd >= 0)
        close(o->fd);
    if (o->place.at >= 0)
        close(o->place.at);
    for (size_t i = 0; i < o->now.n; i++)
        bpq_buf_free(&o->texts[i]);
    free(o->texts);
    bpq_written_free(&o->now);
    free(o->place.name);
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
