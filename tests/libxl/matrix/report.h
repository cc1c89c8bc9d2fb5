/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef MATRIX_REPORT_H
#define MATRIX_REPORT_H

#include <stdio.h>

#include "plan.h"

/*
 * For ./run, a line a cell, with tabs between: its name, its requirement's id
 * with words, passed, failed or skipped, milliseconds, what came of it, why it
 * failed or was skipped, and for a refusal the cell that shows what it
 * prevents.
 */
void report_cells(const struct plan *p, FILE *f);
/* For ./cell: identity, sets of env, program, with tabs between. */
void report_commands(const struct plan *p, FILE *f);

#endif
