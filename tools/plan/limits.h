/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_LIMITS_H
#define BPQ_LIMITS_H

#include <stdbool.h>

#include "plan/plan.h"

/* Which of a pick's files its `only` and `not` clauses let through. */

/* Is it the file or folder limit, or below it? */
bool bpq_path_within(const char *path, const char *limit);
bool bpq_path_within_any(const char *path, const struct bpq_strs *limits);
bool bpq_patch_wants(const struct bpq_patch *patch, const char *path);

#endif
