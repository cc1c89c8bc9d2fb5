/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_PLANFILE_H
#define BPQ_PLANFILE_H

#include "plan/plan.h"

/* For plan.c: read the file into *p, which has branch, root and dir. */
int bpq_plan_parse(struct bpq_plan *p, const char *path, const char *name,
                   struct bpq_err *e);

/* May it be the name of a base, a group or a patch? */
bool bpq_plan_name(const char *s);
/* The bases that a patch is for, by their indices, both included. */
void bpq_plan_span(const struct bpq_plan *p, const struct bpq_patch *patch,
                   size_t *first, size_t *last);

#endif
