/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_SPATCH_H
#define BPQ_SPATCH_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"
#include "plan/cocci.h"

/* Everything that determines the results of one run of spatch. */
struct bpq_spatch {
    struct bpq_cocci *c;
    const char *rule; /* its path, for messages */
    struct bpq_str smpl, macros;
    bool has_macros;
    struct bpq_cocci_text **texts; /* each is looked at alone */
    size_t n;
    struct bpq_err *e;
};

/* The options of each run, up to NULL. */
extern char *const bpq_spatch_options[];

/* Run the rule over the texts.  An error names the first of them. */
int bpq_spatch_run(const struct bpq_spatch *j);

#endif
