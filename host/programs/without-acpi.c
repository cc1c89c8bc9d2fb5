/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * without-acpi FILE: remove the ACPI tables, and the pointer to them, from the
 * memory of a guest that has 32 MB and has not run; they have their own tests.
 */
#define _GNU_SOURCE /* SEEK_DATA, memmem */
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SIGNATURE "RSD PTR "
enum { MEMORY = 32 << 20, POINTER_SIZE = 36 };
#define TABLES 0xfc000000l
enum { TABLES_SIZE = 64 << 10 };

/* Only what is no hole is read: most of it is one. */
static off_t find_pointer(int fd)
{
    off_t begin, end = 0, at = -1;

    while (at < 0 && (begin = lseek(fd, end, SEEK_DATA)) >= 0 &&
           begin < MEMORY) {
        size_t size;
        char *data, *found;

        end = lseek(fd, begin, SEEK_HOLE);
        size = (size_t)((end < MEMORY ? end : MEMORY) - begin);
        data = malloc(size);
        if (!data || pread(fd, data, size, begin) != (ssize_t)size)
            exit(2);
        found = memmem(data, size, SIGNATURE, strlen(SIGNATURE));
        if (found)
            at = begin + (found - data);
        free(data);
    }
    return at;
}

static bool zero(int fd, off_t at, size_t size)
{
    static const char zeros[TABLES_SIZE];

    return pwrite(fd, zeros, size, at) == (ssize_t)size;
}

int main(int argc, char **argv)
{
    int fd = argc == 2 ? open(argv[1], O_RDWR | O_CLOEXEC) : -1;
    off_t at = fd < 0 ? -1 : find_pointer(fd);

    if (at < 0) {
        fprintf(stderr, "without-acpi: no pointer to ACPI tables in %s\n",
                argc == 2 ? argv[1] : "no file");
        return 2;
    }
    if (!zero(fd, at, POINTER_SIZE) || !zero(fd, TABLES, TABLES_SIZE)) {
        perror(argv[1]);
        return 2;
    }
    return close(fd) ? 2 : 0;
}
