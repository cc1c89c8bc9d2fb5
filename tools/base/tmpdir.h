/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_TMPDIR_H
#define BPQ_TMPDIR_H

#include "base/err.h"

/*
 * Make a private folder below TMPDIR, for files of other programs.  The caller
 * holds signals back (see child.h) until it is removed, and frees *dir.
 */
int bpq_tmpdir_make(char **dir, struct bpq_err *e);
/* Remove the folder with all that is in it; links are not followed. */
void bpq_tmpdir_remove(const char *dir);

#endif
