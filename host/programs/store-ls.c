/* SPDX-License-Identifier: LGPL-2.1-only */
/* store-ls [PATH]: print all nodes of xenstore below PATH, sorted. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xenstore.h>

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void print_below(struct xs_handle *xs, const char *path)
{
    char below[XENSTORE_ABS_PATH_MAX];
    unsigned n, len;
    char **names = xs_directory(xs, XBT_NULL, path, &n);
    char *value = xs_read(xs, XBT_NULL, path, &len);

    if (value)
        printf("%s = %.*s\n", path, (int)len, value);
    if (names)
        qsort(names, n, sizeof(*names), by_name);
    for (unsigned i = 0; names && i < n; i++) {
        snprintf(below, sizeof(below), "%s/%s", path[1] ? path : "", names[i]);
        print_below(xs, below);
    }
    free(names);
    free(value);
}

int main(int argc, char **argv)
{
    struct xs_handle *xs = xs_open(0);

    if (!xs) {
        perror("store-ls: xenstore");
        return 2;
    }
    print_below(xs, argc > 1 ? argv[1] : "/");
    xs_close(xs);
    return 0;
}
