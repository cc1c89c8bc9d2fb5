/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_COCCI_H
#define BPQ_COCCI_H

#include "base/buf.h"
#include "base/err.h"

/*
 * Semantic patches, run by Coccinelle's spatch.
 */
struct bpq_cocci {
    const char *spatch; /* program, normally "spatch" */
    const char *cache;  /* folder of results by content, NULL for none */
    const char *root;   /* what messages leave out of a rule's path, or NULL */
    unsigned timeout;   /* seconds a run may take, 0: 60 */
    char version[128];  /* of spatch, part of the cache's key; empty until
                           bpq_cocci_version() or the first run asks for it */
    unsigned long hits, runs;
};

/* Names make deps and the package when spatch is missing. */
int bpq_cocci_version(struct bpq_cocci *c, struct bpq_err *e);
/*
 * Apply semantic patch RULE (a path; macros that spatch has to know stand
 * beside it in RULE.h) to text.  name is the text's path in the tree, for
 * messages and for its suffix: what is not C (.c, .h) is left as it is.  A
 * text that the rule does not change is no error here.
 */
int bpq_cocci_run(struct bpq_cocci *c, const char *rule, const char *name,
                  struct bpq_str text, struct bpq_buf *out, struct bpq_err *e);
/* Is RULE, relative to our repository's root, there and one that may be run? */
int bpq_cocci_check(const char *root, const char *rule, struct bpq_err *e);

#endif
