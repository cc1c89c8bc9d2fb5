/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_PLANFILE_H
#define BPQ_PLANFILE_H

#include "base/err.h"
#include "plan/plan.h"

/*
 * Read the plan of a branch, series-BRANCH/series below root, and the area that
 * it names.  For an unknown branch the error names the known ones.  Errors name
 * file and line.  On an error *p is empty.
 */
int bpq_plan_read(struct bpq_plan *p, const char *root, const char *branch,
                  struct bpq_err *e);

#endif
