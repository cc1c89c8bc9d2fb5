/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_CLONEDIR_H
#define BPQ_CLONEDIR_H

#include <stdbool.h>

#include "base/err.h"

/*
 * A clone as the files it is made of: what libgit2 refuses without a word that
 * helps, or takes for missing.
 */

/* Lets libgit2 open what has extensions of git that do not matter to reading.
 */
void bpq_clonedir_settings(void);
/* Refuses one whose format cannot be read, and says what to do about it. */
int bpq_clonedir_format(const char *path, struct bpq_err *e);
/*
 * Is there a file or folder of the clone that this user may not read?  If so,
 * *e says which, and what to do; what else failed has its reason there.
 */
bool bpq_clonedir_denied(const char *path, struct bpq_err *e);

#endif
