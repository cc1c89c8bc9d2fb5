// SPDX-License-Identifier: LGPL-2.1-only
/*
 * Replaces both mmap functions of the C library.  This file is compiled without
 * _FILE_OFFSET_BITS, which would make one name of them.
 */
#include <stddef.h>
#include <sys/mman.h>

#include "dev.h"
#include "next.h"

EXPORTED void *mmap(void *address, size_t size, int protection, int flags,
                    int fd, off_t offset)
{
    return host_map(address, size, protection, flags, fd, offset);
}

EXPORTED void *mmap64(void *address, size_t size, int protection, int flags,
                      int fd, off64_t offset)
{
    return host_map(address, size, protection, flags, fd, offset);
}
