/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef MATRIX_JUDGE_H
#define MATRIX_JUDGE_H

#include "plan.h"

/* Fill in the cells' verdicts, from what the runs came to. */
void judge(struct plan *p);

#endif
