/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef MATRIX_JUDGE_H
#define MATRIX_JUDGE_H

#include "plan.h"

/* Fill in the cells' verdicts from the results of the runs. */
void judge(struct plan *p);

#endif
