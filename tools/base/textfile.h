/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_TEXTFILE_H
#define BPQ_TEXTFILE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"

/*
 * A text file of ours (plan, change, edits), split into lines.  It owns the
 * text; v[i] is line i + 1 without its newline.  The last line may lack one.
 * A NUL byte or a carriage return anywhere is refused with file and line.
 */
struct bpq_textfile {
    char *name; /* for messages */
    struct bpq_buf text;
    char **v;
    size_t n;
};

/* path is opened, name is what messages call it. */
int bpq_textfile_read(struct bpq_textfile *f, const char *path,
                      const char *name, struct bpq_err *e);
void bpq_textfile_free(struct bpq_textfile *f);

/*
 * The next word of *p, split off at blanks (the string is written to); NULL
 * when there is none.  *p then stands behind the blanks that followed it.
 */
char *bpq_word(char **p);

/* Why a path may not be used (a text without the path), or NULL if it may. */
const char *bpq_path_fault(const char *path);

/* n lower-case hex digits and nothing else? */
bool bpq_is_hex(const char *s, size_t n);

/*
 * Can ERE be used as it stands?  Its fault goes to e (one line, without the
 * place), which has rc BPQ_FAIL then.
 */
int bpq_ere_check(const char *ere, struct bpq_err *e);

/*
 * Refuses FILE, relative to the folder ROOT, if it or a folder on its way from
 * there is a symbolic link: a plan from somebody else would read what is not
 * of it.
 */
int bpq_refuse_link(const char *root, const char *file, struct bpq_err *e);

#endif
