// SPDX-License-Identifier: LGPL-2.1-only
#include "dir.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

bool host_active(void)
{
    const char *dir = getenv("XENHOST_DIR");

    return dir && dir[0];
}

const char *host_file(char *buf, size_t size, const char *format, ...)
{
    const char *dir = getenv("XENHOST_DIR");
    size_t len = snprintf(buf, size, "%s/", dir ? dir : "");

    if (len < size) {
        va_list ap;

        va_start(ap, format);
        len += vsnprintf(buf + len, size - len, format, ap);
        va_end(ap);
    }
    if (len < size)
        return buf;
    errno = ENAMETOOLONG;
    return NULL;
}

bool handle_file(char *path, size_t room, const char *device,
                 unsigned int handle)
{
    return host_file(path, room, "dev/%s.%u", device, handle);
}
