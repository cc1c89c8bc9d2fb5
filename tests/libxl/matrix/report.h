/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef MATRIX_REPORT_H
#define MATRIX_REPORT_H

#include <stdio.h>

#include "plan.h"

/*
 * For the script run, a line for each cell, with tabs between: its name, its
 * requirement's id with words, passed, failed or skipped, milliseconds, its
 * outcome, why it failed or was skipped, and for a refusal the cell that shows
 * what it prevents.
 */
void report_cells(const struct plan *p, FILE *f);
/* For the script cell: id, variables for env, and program, with tabs between.
 */
void report_commands(const struct plan *p, FILE *f);

#endif
