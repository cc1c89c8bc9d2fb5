/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_TMPDIR_H
#define BPQ_TMPDIR_H

#include "base/err.h"

/*
 * A folder of our own below TMPDIR, for other programs' files.  Who makes one
 * holds signals back (see child.h) until it is removed.  *dir is the caller's.
 */
int bpq_tmpdir_make(char **dir, struct bpq_err *e);
/* With all that is in it; links are not followed. */
void bpq_tmpdir_remove(const char *dir);

#endif
