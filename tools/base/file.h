/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_FILE_H
#define BPQ_FILE_H

#include "base/buf.h"
#include "base/err.h"

/* Whole files.  bpq_file_read refuses what is not a regular file. */
int bpq_file_read(const char *path, struct bpq_buf *out, struct bpq_err *e);
int bpq_file_write(const char *path, struct bpq_str text, struct bpq_err *e);
/* The same of a file in an open folder; a symbolic link is not followed. */
int bpq_file_read_at(int at, const char *name, struct bpq_buf *out,
                     struct bpq_err *e);
/* A new file, which others may read whatever the umask says, as git's may. */
int bpq_file_new_at(int at, const char *name, struct bpq_str text,
                    struct bpq_err *e);

#endif
