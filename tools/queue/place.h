/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_PLACE_H
#define BPQ_PLACE_H

#include "base/err.h"

/*
 * The place of a file or folder: the open folder above it, and its name there.
 * Missing folders above it are made.
 *
 * A link in the path is followed only if the user or root made it, or if it is
 * in a folder of theirs to which nobody else can write.  That is stricter than
 * the kernel's fs.protected_symlinks (see proc(5)): the owner of a folder in
 * /tmp must not be able to redirect us.
 */
struct bpq_place {
    int at;     /* O_PATH; the caller closes it */
    char *name; /* the caller frees it; never a link */
};

/* path is as the user named it. */
int bpq_place_open(struct bpq_place *p, const char *path, struct bpq_err *e);

#endif
