// SPDX-License-Identifier: LGPL-2.1-only
#include "copy.h"

#include <errno.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#include <xen/xen.h>
#include <xen/domctl.h>

/*
 * The kernel checks the pointers. Both directions are reads into the calling
 * process, so that memory checkers see what was written to the program.
 */
static int copy(void *to, const void *from, size_t size)
{
    struct iovec local = {to, size}, remote = {(void *)from, size};
    ssize_t n;

    if (!size)
        return 0;
    if (!to || !from)
        return -EFAULT;
    n = process_vm_readv(getpid(), &local, 1, &remote, 1, 0);
    if (n == (ssize_t)size)
        return 0;
    if (n >= 0 || (errno != ENOSYS && errno != EPERM))
        return -EFAULT;
    /* If the system forbids that call, a bad pointer crashes the program. */
    memcpy(to, from, size);
    return 0;
}

int copy_from(void *to, uint64_t from, size_t size)
{
    return copy(to, (const void *)(uintptr_t)from, size);
}

int copy_to(uint64_t to, const void *from, size_t size)
{
    return copy((void *)(uintptr_t)to, from, size);
}

int bitmap_get(uint64_t *bits, const struct xenctl_bitmap *map)
{
    unsigned int nbits = map->nr_bits < 64 ? map->nr_bits : 64;

    *bits = 0;
    if (copy_from(bits, handle_address(map->bitmap), (nbits + 7) / 8))
        return -EFAULT;
    if (nbits < 64)
        *bits &= (1ull << nbits) - 1;
    return 0;
}

int bitmap_put(const struct xenctl_bitmap *map, uint64_t bits,
               unsigned int nbits)
{
    uint64_t to = handle_address(map->bitmap), n = (map->nr_bits + 7) / 8;
    static const uint8_t zero;
    size_t have = n < sizeof(bits) ? n : sizeof(bits);

    if (nbits < 64)
        bits &= (1ull << nbits) - 1;
    if (copy_to(to, &bits, have))
        return -EFAULT;
    for (uint64_t i = have; i < n; i++)
        if (copy_to(to + i, &zero, 1))
            return -EFAULT;
    return 0;
}
