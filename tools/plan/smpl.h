/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_SMPL_H
#define BPQ_SMPL_H

#include "base/buf.h"
#include "base/err.h"

/*
 * A plan may be somebody else's, and so are the semantic patches beside it.
 * One that has spatch run a program or read another file is refused, in one
 * line that names it (NAME) and the line.  What looks like that and is not, as
 * a label `script:` in the code to be matched, is refused, too.
 */
int bpq_smpl_check(const char *name, struct bpq_str smpl, struct bpq_err *e);

#endif
