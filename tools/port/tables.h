/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_TABLES_H
#define BPQ_TABLES_H

#include "git/lines.h"

/*
 * Does a table of new repeat a number, and none did in what the hunks made new
 * of?  A table
 * is a run of at least three lines that have words, numbers and signs in the
 * same order.  A merge does not notice that the branch uses a number already.
 * *line is the line, which the caller frees; NULL if there is none.
 */
void bpq_table_repeats(const struct bpq_hunks *h, const struct bpq_lines *new,
                       char **line);

#endif
