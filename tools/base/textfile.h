/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_TEXTFILE_H
#define BPQ_TEXTFILE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"

/*
 * A text file of our repository (plan, change, edits), split into lines.  It
 * owns the text; v[i] is line i + 1 without its newline, which the last line
 * may lack. NUL bytes and carriage returns are refused.
 */
struct bpq_textfile {
    char *name; /* for messages */
    struct bpq_buf text;
    char **v;
    size_t n;
};

/* Read the file at path, which messages call name. */
int bpq_textfile_read(struct bpq_textfile *f, const char *path,
                      const char *name, struct bpq_err *e);
void bpq_textfile_free(struct bpq_textfile *f);

/*
 * Split the next word off *p at blanks, writing a NUL into the string; NULL if
 * there is none.  *p moves behind the blanks that follow.
 */
char *bpq_word(char **p);

/* Why a path must not be used, without the path itself; NULL if it may. */
const char *bpq_path_fault(const char *path);

/* n lower-case hex digits and nothing else? */
bool bpq_is_hex(const char *s, size_t n);

/*
 * Check that ERE is a regular expression, and not so large that somebody else's
 * would take all memory.  The error does not name the place.
 */
int bpq_ere_check(const char *ere, struct bpq_err *e);

/*
 * Refuse FILE, relative to the folder ROOT, if it or a folder above it is a
 * symbolic link, so that somebody else's plan cannot read files outside of it.
 */
int bpq_refuse_link(const char *root, const char *file, struct bpq_err *e);

#endif
