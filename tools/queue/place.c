/* SPDX-License-Identifier: LGPL-2.1-only */
#define _GNU_SOURCE
#include "queue/place.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"

/* The kernel's limit. */
#define MAX_LINKS 40

struct way {
    const char *path; /* as the user named it */
    char *rest;       /* the rest of the path */
    int at;
    int links;
    struct bpq_err *e;
};

static int failed(const struct way *w)
{
    const char *slash = strrchr(w->path, '/');
    char *parent =
        slash ? bpq_strndup(w->path, slash - w->path + 1) : bpq_strdup("./");
    int rc = bpq_error(w->e, BPQ_FAIL,
                       "%s: cannot be written: %s: make %s writable or name "
                       "another folder with --out DIR",
                       w->path, strerror(errno), parent);

    free(parent);
    return rc;
}

/* Continue in this folder, which is closed at the end. */
static void step_to(struct way *w, int fd)
{
    if (w->at >= 0)
        close(w->at);
    w->at = fd;
}

static int begin_at(struct way *w, const char *path)
{
    int fd = open(*path == '/' ? "/" : ".", O_PATH | O_DIRECTORY | O_CLOEXEC);

    if (fd < 0)
        return failed(w);
    step_to(w, fd);
    return BPQ_OK;
}

/* Take the next component, skipping "." and slashes; "" at the end. */
static char *take_name(struct way *w)
{
    char *p = w->rest, *name;

    do {
        size_t n;

        p += strspn(p, "/");
        n = strcspn(p, "/");
        name = bpq_strndup(p, n);
        p += n;
        if (strcmp(name, "."))
            break;
        free(name);
    } while (1);
    memmove(w->rest, p, strlen(p) + 1);
    return name;
}

/* Is the rest of the path empty, except for "." and slashes? */
static bool at_end(const struct way *w)
{
    const char *p = w->rest;

    while (*p == '/' || (*p == '.' && (p[1] == '/' || !p[1])))
        p++;
    return !*p;
}

static bool is_trusted(uid_t owner)
{
    return owner == geteuid() || !owner;
}

/* Is the link made by the user or root, or where only they can make one? */
static bool may_follow(const struct way *w, const struct stat *link)
{
    struct stat in;

    return is_trusted(link->st_uid) ||
           (!fstat(w->at, &in) && is_trusted(in.st_uid) &&
            !(in.st_mode & (S_IWOTH | S_IWGRP)));
}

/* Put the link's target before the rest of the path. */
static int follow(struct way *w, const char *name, const struct stat *link)
{
    char target[PATH_MAX], *rest;
    ssize_t n;

    if (!may_follow(w, link))
        return bpq_error(w->e, BPQ_FAIL,
                         "%s: %s is a link that another user made: name "
                         "another folder with --out DIR",
                         w->path, name);
    n = readlinkat(w->at, name, target, sizeof(target) - 1);
    if (++w->links > MAX_LINKS)
        errno = ELOOP;
    if (n <= 0 || w->links > MAX_LINKS)
        return failed(w);
    target[n] = 0;
    rest = bpq_fmt("%s/%s", target, w->rest);
    free(w->rest);
    w->rest = rest;
    return *target == '/' ? begin_at(w, target) : BPQ_OK;
}

/* Open what has this name; *fd is -1 if the caller is to make it. */
static int look(struct way *w, const char *name, bool last, int *fd,
                struct stat *st)
{
    const int flags = O_PATH | O_NOFOLLOW | O_CLOEXEC;

    *fd = openat(w->at, name, flags);
    if (*fd < 0 && errno == ENOENT && last)
        return BPQ_OK;
    if (*fd < 0 && errno == ENOENT &&
        (!mkdirat(w->at, name, 0777) || errno == EEXIST))
        *fd = openat(w->at, name, flags);
    if (*fd >= 0 && !fstat(*fd, st) &&
        (last || S_ISLNK(st->st_mode) || S_ISDIR(st->st_mode)))
        return BPQ_OK;
    if (*fd >= 0) {
        close(*fd);
        errno = ENOTDIR;
    }
    return failed(w);
}

/* The path ended in a folder, as "." and ".." do: find the folder's own name.
 */
static int by_own_name(struct way *w)
{
    char *self = bpq_fmt("/proc/self/fd/%d", w->at), *path;

    path = realpath(self, NULL);
    free(self);
    if (!path || !strcmp(path, "/")) {
        errno = path ? EBUSY : errno;
        free(path);
        return failed(w);
    }
    free(w->rest);
    w->rest = path;
    return begin_at(w, path);
}

/* Follow one component; *place is set at the last one. */
static int go_on(struct way *w, char **place)
{
    char *name = take_name(w);
    bool last = at_end(w) && strcmp(name, "..") != 0;
    struct stat st;
    int fd = -1, rc;

    rc = *name ? look(w, name, last, &fd, &st) : by_own_name(w);
    if (rc || !*name)
        goto out;
    if (fd >= 0 && S_ISLNK(st.st_mode)) {
        rc = follow(w, name, &st);
    } else if (last) {
        *place = bpq_strdup(name);
    } else {
        step_to(w, fd);
        fd = -1;
    }
out:
    if (fd >= 0)
        close(fd);
    free(name);
    return rc;
}

int bpq_place_open(struct bpq_place *p, const char *path, struct bpq_err *e)
{
    struct way w = {path, bpq_strdup(path), -1, 0, e};
    int rc;

    p->name = NULL;
    rc = begin_at(&w, path);
    while (!rc && !p->name)
        rc = go_on(&w, &p->name);
    free(w.rest);
    if (rc && w.at >= 0)
        close(w.at);
    p->at = rc ? -1 : w.at;
    return rc;
}
