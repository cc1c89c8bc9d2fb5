/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_FACTS_H
#define BPQ_FACTS_H

#include "base/err.h"
#include "verbs/job.h"

/*
 * For verbs that tell a script facts: a line "FACT VALUE" each, or, if the
 * second argument names a FACT, the values of that one alone.
 */

/* A FACT that was asked for has to be one of the known ones. */
int facts_check(const struct job *job, const char *const known[], size_t n,
                struct bpq_err *e);
bool facts_want(const struct job *job, const char *fact);
/* Prints it, if it is wanted. */
void facts_say(const struct job *job, const char *fact, const char *value);

#endif
