/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_FACTS_H
#define BPQ_FACTS_H

#include "base/err.h"
#include "verbs/job.h"

/*
 * For verbs that print facts for scripts: lines "FACT VALUE", or, if the second
 * argument is a FACT, only its values.
 */

/* Check that the FACT in the arguments, if any, is known. */
int facts_check(const struct job *job, const char *const known[], size_t n,
                struct bpq_err *e);
bool facts_want(const struct job *job, const char *fact);
/* Print the fact if it is wanted. */
void facts_say(const struct job *job, const char *fact, const char *value);

#endif
