/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_SPATCH_H
#define BPQ_SPATCH_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"

/*
 * Semantic patches, run by Coccinelle's spatch.
 */
struct bpq_cocci {
    const char *spatch; /* program, normally "spatch" */
    const char *cache;  /* folder for results, or NULL */
    const char *root;   /* is left out of rules' paths in messages; or NULL */
    unsigned timeout;   /* seconds a run may take, 0: 60 */
    char version[128];  /* spatch's, part of the cache's key; empty until
                           bpq_cocci_version() or the first run sets it */
    unsigned long used; /* how often a semantic patch was applied to a text */
    unsigned long hits, runs; /* results from the cache, and runs of spatch */
};

/* A text, with its path in the tree, and what became of it. */
struct bpq_cocci_text {
    const char *name;
    struct bpq_str text;
    struct bpq_buf out;
};

/* Set the version.  If spatch is missing, the error says how to install it. */
int bpq_cocci_version(struct bpq_cocci *c, struct bpq_err *e);

/* Everything that determines the results of one run of spatch. */
struct bpq_spatch {
    struct bpq_cocci *c;
    const char *rule; /* its path, for messages */
    struct bpq_str smpl, macros;
    bool has_macros;
    struct bpq_cocci_text **texts; /* each is looked at alone */
    size_t n;
    struct bpq_err *e;
    bool vague; /* set with an error of which it is not known which text, if
                   any, has it */
};

/* The options of each run, up to NULL. */
extern char *const bpq_spatch_options[];

/* Run the rule over the texts.  An error names the text that has it, or if it
 * is vague the first. */
int bpq_spatch_run(struct bpq_spatch *j);

#endif
