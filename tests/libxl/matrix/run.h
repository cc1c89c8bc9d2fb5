/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef MATRIX_RUN_H
#define MATRIX_RUN_H

#include "plan.h"

/*
 * Run every run, jobs at a time; what they print goes to children/ and into
 * the runs.  NULL, or what went wrong.
 */
const char *run_all(struct plan *p, unsigned jobs);

#endif
