/* SPDX-License-Identifier: LGPL-2.1-only */
/* See paths.h.  host_paths.def is made from the tree's config/Paths.mk. */
#include "paths.h"
#include "dev.h"
#include "next.h"

#include <dirent.h>
#include <fcntl.h>
#include <glob.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/statvfs.h>
#include <unistd.h>

static const char *const folders[] = {
#define HOST_PATH(path) path,
#include "host_paths.def"
#undef HOST_PATH
    /* The kernel's, which a machine without Xen lacks or fills differently. */
    "/proc/xen", "/dev/xen", "/sys/hypervisor", "/sys/bus/pci", "/sys/bus/usb",
};

static bool is_under(const char *path, const char *folder)
{
    size_t len = strlen(folder);

    return !strncmp(path, folder, len) &&
           (path[len] == '\0' || path[len] == '/');
}

const char *host_path(const char *path, char *buf, size_t size)
{
    const char *host = getenv("XENHOST_DIR");
    size_t i, n = sizeof(folders) / sizeof(folders[0]);

    if (!path || path[0] != '/' || !host || is_under(path, host))
        return path;
    for (i = 0; i < n && !is_under(path, folders[i]); i++)
        ;
    /* A path that does not fit is too long for the kernel, which refuses it. */
    if (i == n || strlen(host) + strlen("/root") + strlen(path) >= size)
        return path;
    snprintf(buf, size, "%s/root%s", host, path);
    return buf;
}

/*
 * Define a function that redirects its argument `path' and passes the others
 * on.
 */
#define CALL(type, name, parameters, arguments)                                \
    EXPORTED type name parameters                                              \
    {                                                                          \
        char buf[HOST_PATH_SIZE];                                              \
                                                                               \
        path = host_path(path, buf, sizeof(buf));                              \
        return NEXT(name) arguments;                                           \
    }

/* The same for two paths, `path' and `path2'. */
#define CALL2(type, name, parameters, arguments)                               \
    EXPORTED type name parameters                                              \
    {                                                                          \
        char buf[HOST_PATH_SIZE], buf2[HOST_PATH_SIZE];                        \
                                                                               \
        path = host_path(path, buf, sizeof(buf));                              \
        path2 = host_path(path2, buf2, sizeof(buf2));                          \
        return NEXT(name) arguments;                                           \
    }

/* open(2) and openat(2) have a mode only if they may make a file. */
static mode_t mode_of(int flags, va_list ap)
{
    bool has_mode = (flags & O_CREAT) || (flags & O_TMPFILE) == O_TMPFILE;

    return has_mode ? va_arg(ap, mode_t) : 0;
}

static int open_device(const char *path, int flags)
{
    return host_open_device ? host_open_device(path, flags) : HOST_NO_DEVICE;
}

#define OPEN(name, parameters, arguments)                                      \
    EXPORTED int name parameters                                               \
    {                                                                          \
        char buf[HOST_PATH_SIZE];                                              \
        mode_t mode;                                                           \
        va_list ap;                                                            \
        int fd = open_device(path, flags);                                     \
                                                                               \
        if (fd != HOST_NO_DEVICE)                                              \
            return fd;                                                         \
        va_start(ap, flags);                                                   \
        mode = mode_of(flags, ap);                                             \
        va_end(ap);                                                            \
        path = host_path(path, buf, sizeof(buf));                              \
        return NEXT(name) arguments;                                           \
    }

OPEN(open, (const char *path, int flags, ...), (path, flags, mode))
OPEN(open64, (const char *path, int flags, ...), (path, flags, mode))
OPEN(openat, (int at, const char *path, int flags, ...),
     (at, path, flags, mode))
OPEN(openat64, (int at, const char *path, int flags, ...),
     (at, path, flags, mode))
CALL(int, creat, (const char *path, mode_t mode), (path, mode))
CALL(int, creat64, (const char *path, mode_t mode), (path, mode))
CALL(FILE *, fopen, (const char *path, const char *mode), (path, mode))
CALL(FILE *, fopen64, (const char *path, const char *mode), (path, mode))
CALL(FILE *, freopen, (const char *path, const char *mode, FILE *f),
     (path, mode, f))
CALL(DIR *, opendir, (const char *path), (path))
CALL(int, chdir, (const char *path), (path))
CALL(char *, realpath, (const char *path, char *to), (path, to))

CALL(int, stat, (const char *path, struct stat *st), (path, st))
CALL(int, stat64, (const char *path, struct stat64 *st), (path, st))
CALL(int, lstat, (const char *path, struct stat *st), (path, st))
CALL(int, lstat64, (const char *path, struct stat64 *st), (path, st))
CALL(int, fstatat, (int at, const char *path, struct stat *st, int flags),
     (at, path, st, flags))
CALL(int, fstatat64, (int at, const char *path, struct stat64 *st, int flags),
     (at, path, st, flags))
CALL(int, statx,
     (int at, const char *path, int flags, unsigned mask, struct statx *st),
     (at, path, flags, mask, st))
CALL(int, statfs, (const char *path, struct statfs *st), (path, st))
CALL(int, statvfs, (const char *path, struct statvfs *st), (path, st))
CALL(int, access, (const char *path, int mode), (path, mode))
CALL(int, eaccess, (const char *path, int mode), (path, mode))
CALL(int, faccessat, (int at, const char *path, int mode, int flags),
     (at, path, mode, flags))

CALL(int, mkdir, (const char *path, mode_t mode), (path, mode))
CALL(int, mkdirat, (int at, const char *path, mode_t mode), (at, path, mode))
CALL(int, mkfifo, (const char *path, mode_t mode), (path, mode))
CALL(int, rmdir, (const char *path), (path))
CALL(int, unlink, (const char *path), (path))
CALL(int, unlinkat, (int at, const char *path, int flags), (at, path, flags))
CALL(int, remove, (const char *path), (path))
CALL(int, chmod, (const char *path, mode_t mode), (path, mode))
CALL(int, fchmodat, (int at, const char *path, mode_t mode, int flags),
     (at, path, mode, flags))
CALL(int, chown, (const char *path, uid_t uid, gid_t gid), (path, uid, gid))
CALL(int, lchown, (const char *path, uid_t uid, gid_t gid), (path, uid, gid))
CALL(int, fchownat, (int at, const char *path, uid_t uid, gid_t gid, int flags),
     (at, path, uid, gid, flags))
CALL(int, truncate, (const char *path, off_t size), (path, size))
CALL(int, truncate64, (const char *path, off64_t size), (path, size))
CALL(int, utimensat,
     (int at, const char *path, const struct timespec times[2], int flags),
     (at, path, times, flags))
CALL(ssize_t, readlink, (const char *path, char *to, size_t size),
     (path, to, size))
CALL(ssize_t, readlinkat, (int at, const char *path, char *to, size_t size),
     (at, path, to, size))
/* The kernel follows links itself, so a link has to name the real file. */
CALL2(int, symlink, (const char *path, const char *path2), (path, path2))
CALL2(int, symlinkat, (const char *path, int at, const char *path2),
      (path, at, path2))
CALL2(int, link, (const char *path, const char *path2), (path, path2))
CALL2(int, linkat,
      (int at, const char *path, int at2, const char *path2, int flags),
      (at, path, at2, path2, flags))
CALL2(int, rename, (const char *path, const char *path2), (path, path2))
CALL2(int, renameat, (int at, const char *path, int at2, const char *path2),
      (at, path, at2, path2))
CALL2(int, renameat2,
      (int at, const char *path, int at2, const char *path2, unsigned flags),
      (at, path, at2, path2, flags))

/* The paths found begin with the host's folder, and are then used as they are.
 */
CALL(int, glob,
     (const char *path, int flags, int (*error)(const char *, int), glob_t *g),
     (path, flags, error, g))
CALL(int, glob64,
     (const char *path, int flags, int (*error)(const char *, int),
      glob64_t *g),
     (path, flags, error, g))

/* Functions that replace the last six letters of the caller's text. */
#define TEMPLATE(type, name, parameters, arguments)                            \
    EXPORTED type name parameters                                              \
    {                                                                          \
        char buf[HOST_PATH_SIZE], *told = path;                                \
        size_t len = strlen(told);                                             \
        type result;                                                           \
                                                                               \
        if (host_path(told, buf, sizeof(buf)) == buf)                          \
            path = buf;                                                        \
        result = NEXT(name) arguments;                                         \
        if (path == buf && len >= 6)                                           \
            memcpy(told + len - 6, buf + strlen(buf) - 6, 6);                  \
        return result;                                                         \
    }

TEMPLATE(int, mkstemp, (char *path), (path))
TEMPLATE(int, mkstemp64, (char *path), (path))
TEMPLATE(int, mkostemp, (char *path, int flags), (path, flags))
TEMPLATE(int, mkostemp64, (char *path, int flags), (path, flags))

EXPORTED char *mkdtemp(char *path)
{
    char buf[HOST_PATH_SIZE];
    size_t len = strlen(path);

    if (host_path(path, buf, sizeof(buf)) != buf)
        return NEXT(mkdtemp)(path);
    if (!NEXT(mkdtemp)(buf))
        return NULL;
    memcpy(path + len - 6, buf + strlen(buf) - 6, 6);
    return path;
}
