/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_TABLES_H
#define BPQ_TABLES_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"

/*
 * Does a table of new repeat a number, and the same table of old none?  A table
 * is a run of at least three lines that have words, numbers and signs in the
 * same order.  A merge does not notice that the branch uses a number already.
 * *line is the line, which the caller frees; NULL if there is none.
 */
int bpq_table_repeats(struct bpq_str old, struct bpq_str new, char **line,
                      struct bpq_err *e);

#endif
