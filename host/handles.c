// SPDX-License-Identifier: LGPL-2.1-only
/* The handles of a device: each open file is a handle of its own. */
#include "handles.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "dir.h"
#include "state.h"

static struct host_handle *handles_of(struct host_state *h,
                                      const struct device *device)
{
    return (struct host_handle *)((char *)h + device->handles);
}

/*
 * Release the handles whose last descriptor is closed, as the kernel does when
 * their process ends.  Such a handle has lost its lock.
 */
static void collect(struct host_state *h, const struct device *device)
{
    struct host_handle *handle = handles_of(h, device);
    char path[4096];

    for (unsigned int i = 1; i <= HOST_HANDLES; i++, handle++) {
        int fd;

        if (!handle->used || !handle_file(path, sizeof(path), device->name, i))
            continue;
        fd = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
        if (fd < 0 && errno != ENOENT)
            continue;
        if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB)) {
            close(fd);
            continue;
        }
        device->closed(h, i, handle->ino);
        unlink(path);
        handle->used = false;
        if (fd >= 0)
            close(fd);
    }
}

/* Open a new file with a lock, which lasts until its last descriptor closes. */
static int open_new(const struct device *device, const char *path, ino_t *ino)
{
    struct stat st;
    int fd = -1, e;

    unlink(path);
    if (mknod(path, device->type | 0600, 0) ||
        (fd = open(path, O_RDWR | O_CLOEXEC)) < 0)
        return -errno;
    if (!flock(fd, LOCK_SH) && !fstat(fd, &st)) {
        *ino = st.st_ino;
        return fd;
    }
    e = errno;
    close(fd);
    return -e;
}

int handle_open(const struct device *device)
{
    struct host_state *h = host_lock();
    struct host_handle *handle;
    char path[4096];
    unsigned int i;
    int fd = -ENOMEM;

    if (!h)
        return -EIO;
    collect(h, device);
    handle = handles_of(h, device);
    for (i = 1; i <= HOST_HANDLES && handle->used; i++)
        handle++;
    if (i <= HOST_HANDLES && handle_file(path, sizeof(path), device->name, i)) {
        fd = open_new(device, path, &handle->ino);
        handle->used = fd >= 0;
    }
    host_unlock(h);
    return fd;
}

unsigned int handle_find(const struct device *device, ino_t ino)
{
    struct host_state *h = ino ? host_lock() : NULL;
    const struct host_handle *handles;
    unsigned int i;

    if (!h)
        return 0;
    handles = handles_of(h, device);
    for (i = HOST_HANDLES; i > 0; i--)
        if (handles[i - 1].used && handles[i - 1].ino == ino)
            break;
    host_unlock(h);
    return i;
}
