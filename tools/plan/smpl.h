/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_SMPL_H
#define BPQ_SMPL_H

#include "base/buf.h"
#include "base/err.h"

/*
 * Refuse a semantic patch that makes spatch run a program or read another file,
 * because it may be somebody else's.  The error names NAME and the line.  Code
 * that only looks so, like a label `script:`, is refused, too.
 */
int bpq_smpl_check(const char *name, struct bpq_str smpl, struct bpq_err *e);

#endif
