/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef MATRIX_RUN_H
#define MATRIX_RUN_H

#include "plan.h"

/*
 * Start all runs, up to jobs at the same time; their output goes to children/
 * and into the runs.  What would start the same program again under valgrind
 * gets the outcome of the first one.  Returns NULL, or the error.
 */
const char *run_all(struct plan *p, unsigned jobs);

#endif
