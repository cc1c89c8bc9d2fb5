/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_PLACE_H
#define BPQ_PLACE_H

#include "base/err.h"

/*
 * Where something is to stand: the folder that has it, open, and its name in
 * there.  Folders on the way to it that are missing are made.
 *
 * A link, on the way or in its place, is followed if the user made it, or root,
 * or if it is in a folder of theirs to which nobody else can write.  That is
 * stricter than the kernel's fs.protected_symlinks, see proc(5): who owns a
 * folder in /tmp may not choose another for us.
 */
struct bpq_place {
    int at;     /* O_PATH; the caller closes it */
    char *name; /* the caller frees it; never a link */
};

/* An error says what kept us from it; path is as the user named it. */
int bpq_place_open(struct bpq_place *p, const char *path, struct bpq_err *e);

#endif
