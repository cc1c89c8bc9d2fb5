/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_DIAGNOSE_H
#define BPQ_DIAGNOSE_H

#include "base/buf.h"
#include "merge/merge.h"
#include "plan/plan.h"

/*
 * Append, for people to read, each region of m that is a conflict: its place,
 * its three sides, why nothing settled it, and how to settle it in the plan.
 */
void bpq_diagnose_conflict(struct bpq_buf *out, const struct bpq_plan *plan,
                           const struct bpq_patch *patch, const char *path,
                           const struct bpq_merge *m);

#endif
