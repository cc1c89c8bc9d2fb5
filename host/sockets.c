/* SPDX-License-Identifier: LGPL-2.1-only */
/* Redirects Unix sockets into the host's folders; see paths.h. */
#include "paths.h"
#include "next.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* The path in an address, which need not end with a zero byte. */
static const char *path_of(const struct sockaddr *addr, socklen_t len,
                           char path[static sizeof(struct sockaddr_un)])
{
    size_t head = offsetof(struct sockaddr_un, sun_path);

    if (len <= head || len > sizeof(struct sockaddr_un) ||
        addr->sa_family != AF_UNIX)
        return NULL;
    memcpy(path, (const char *)addr + head, len - head);
    path[len - head] = '\0';
    return path;
}

/*
 * An address has room for 108 bytes.  If the path is longer, the address names
 * the folder by *fd, which the caller closes.
 */
static int address_of(const char *path, struct sockaddr_un *addr, int *fd)
{
    char folder[HOST_PATH_SIZE];
    const char *name = strrchr(path, '/') + 1;
    int n;

    addr->sun_family = AF_UNIX;
    *fd = -1;
    if (strlen(path) < sizeof(addr->sun_path)) {
        strcpy(addr->sun_path, path);
        return 0;
    }
    snprintf(folder, sizeof(folder), "%.*s", (int)(name - path), path);
    *fd = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (*fd < 0)
        return -1;
    n = snprintf(addr->sun_path, sizeof(addr->sun_path), "/proc/self/fd/%d/%s",
                 *fd, name);
    if (n < (int)sizeof(addr->sun_path))
        return 0;
    close(*fd);
    errno = ENAMETOOLONG;
    return -1;
}

typedef int socket_call(int fd, const struct sockaddr *addr, socklen_t len);

static int redirected(socket_call *call, int fd, const struct sockaddr *addr,
                      socklen_t len)
{
    char path[sizeof(struct sockaddr_un)], buf[HOST_PATH_SIZE];
    struct sockaddr_un there;
    int folder, r, error;

    if (host_path(path_of(addr, len, path), buf, sizeof(buf)) != buf)
        return call(fd, addr, len);
    if (address_of(buf, &there, &folder))
        return -1;
    r = call(fd, (struct sockaddr *)&there, sizeof(there));
    error = errno;
    if (folder >= 0)
        close(folder);
    errno = error;
    return r;
}

EXPORTED int bind(int fd, const struct sockaddr *addr, socklen_t len)
{
    return redirected(NEXT(bind), fd, addr, len);
}

EXPORTED int connect(int fd, const struct sockaddr *addr, socklen_t len)
{
    return redirected(NEXT(connect), fd, addr, len);
}
