/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_TABLES_H
#define BPQ_TABLES_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"

/*
 * Does new repeat a number in a table of which old repeats none?  A table is a
 * run of three lines or more that are built in the same way, of words, numbers
 * and signs.  A number that the branch already uses for something else is what
 * a merge cannot see.  *line is the line, caller frees; NULL if there is none.
 */
int bpq_table_repeats(struct bpq_str old, struct bpq_str new, char **line,
                      struct bpq_err *e);

#endif
