/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_COCCI_H
#define BPQ_COCCI_H

#include "base/buf.h"
#include "base/err.h"
#include "plan/spatch.h"

/*
 * Apply the semantic patch at path RULE to text; RULE.h has the macros that
 * spatch has to know.  name is the text's path in the tree, for messages; only
 * .c and .h files are changed.  It is no error if the rule changes nothing.
 */
int bpq_cocci_run(struct bpq_cocci *c, const char *rule, const char *name,
                  struct bpq_str text, struct bpq_buf *out, struct bpq_err *e);
/* The same for several texts at once, which takes less time than one by one.
 * The caller frees what became of them; after an error they are empty. */
int bpq_cocci_run_all(struct bpq_cocci *c, const char *rule,
                      struct bpq_cocci_text *v, size_t n, struct bpq_err *e);
/* Check that RULE, relative to our root, exists and may be run. */
int bpq_cocci_check(const char *root, const char *rule, struct bpq_err *e);

#endif
