/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_FILE_H
#define BPQ_FILE_H

#include "base/buf.h"
#include "base/err.h"

/* Read and write whole files.  Only regular files can be read. */
int bpq_file_read(const char *path, struct bpq_buf *out, struct bpq_err *e);
int bpq_file_write(const char *path, struct bpq_str text, struct bpq_err *e);
/* The same for a file in an open folder; symbolic links are not followed. */
int bpq_file_read_at(int at, const char *name, struct bpq_buf *out,
                     struct bpq_err *e);
/* Make a new file that others can read whatever the umask is, as git does. */
int bpq_file_new_at(int at, const char *name, struct bpq_str text,
                    struct bpq_err *e);

#endif
