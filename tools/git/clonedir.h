/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_CLONEDIR_H
#define BPQ_CLONEDIR_H

#include <stdbool.h>

#include "base/err.h"

/*
 * Looks at a clone's files, to explain what libgit2 refuses without a helpful
 * message or takes as missing.
 */

/* Let libgit2 open clones with extensions that do not matter for reading. */
void bpq_clonedir_settings(void);
/* Refuse a clone whose format cannot be read, and say what to do. */
int bpq_clonedir_format(const char *path, struct bpq_err *e);
/*
 * Is there a file or folder of the clone that this user may not read?  If so,
 * *e names it and says what to do; otherwise *e is not changed.
 */
bool bpq_clonedir_denied(const char *path, struct bpq_err *e);

#endif
