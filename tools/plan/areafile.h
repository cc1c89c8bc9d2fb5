/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_AREAFILE_H
#define BPQ_AREAFILE_H

#include "base/err.h"
#include "plan/plan.h"

/*
 * For planfile.c: read FILE, relative to our root, which the plan names with
 * "# area".  It says which upstream commits are examined, and has the reasons
 * that several branches share.  Reasons for other branches than the plan's are
 * skipped.
 */
int bpq_area_parse(struct bpq_plan *p, const char *file, struct bpq_err *e);

/* Add "ID REASON", which is at file and line, to the commits to ignore. */
int bpq_ignore_add(struct bpq_plan *p, char *args, const char *file,
                   unsigned line, struct bpq_err *e);

#endif
