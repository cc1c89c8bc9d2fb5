/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef MATRIX_REPORT_H
#define MATRIX_REPORT_H

#include <stdio.h>

#include "plan.h"

struct count {
    size_t cells, ok, real_only, failed;
};

/* Of one requirement, or with NULL of all. */
struct count count_cells(const struct plan *p, const char *id);

/* logs: the folder, for the commands that repeat a cell. */
void report_tap(const struct plan *p, FILE *f, const char *logs);
/* By requirement; and each cell that is not as expected. */
void report_table(const struct plan *p, FILE *f, const char *logs);
/* For ./cell: identity, sets of env, program, with tabs between. */
void report_commands(const struct plan *p, FILE *f);

#endif
