/* SPDX-License-Identifier: LGPL-2.1-only */
/* store-write PATH VALUE: write to xenstore, in place of a guest or a daemon
 * that is not simulated. */
#include <stdio.h>
#include <string.h>
#include <xenstore.h>

int main(int argc, char **argv)
{
    struct xs_handle *xs = argc == 3 ? xs_open(0) : NULL;
    bool written;

    if (!xs) {
        fprintf(stderr, "usage: store-write PATH VALUE, in a host\n");
        return 2;
    }
    written = xs_write(xs, XBT_NULL, argv[1], argv[2], strlen(argv[2]));
    if (!written)
        perror("store-write");
    xs_close(xs);
    return !written;
}
