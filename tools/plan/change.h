/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_CHANGE_H
#define BPQ_CHANGE_H

#include "base/buf.h"
#include "base/err.h"
#include "plan/plan.h"
#include "git/repo.h"

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

/*
 * A change of our own: a folder with a file `change` that lists its steps, and
 * (if it is a patch of its own and not an adaptation) a file `message`.  The
 * format is described in bpq-series(5).
 */
struct bpq_change; /* private to change.c */

/* root: our repository's root; dir: the change's folder, relative to it. */
int bpq_change_read(const char *root, const char *dir, struct bpq_change **out,
                    struct bpq_err *e);
/* NULL if the folder has no message. */
const char *bpq_change_message(const struct bpq_change *c);
/*
 * Apply the steps for the plan's branch to t (not written).  did gets one line
 * a step: what was done to which file by which rule.  A step that changes
 * nothing is an error, as is a change without a step for the branch.
 *
 * Paths are taken to where the plan, and the patch's own clauses, map them.
 * plan and patch may be NULL: then only steps for all branches are done.
 */
int bpq_change_apply(const struct bpq_change *c, const struct bpq_plan *plan,
                     const struct bpq_patch *patch, struct bpq_tree *t,
                     struct bpq_cocci *cocci, struct bpq_strs *did,
                     struct bpq_err *e);
void bpq_change_free(struct bpq_change *c);

/* Anchored edits, for bpq_change_apply and its tests. */
struct bpq_edits; /* private to edit.c */
/* name: the file, relative to our repository's root. */
int bpq_edits_read(const char *root, const char *name, struct bpq_edits **out,
                   struct bpq_err *e);
/* Without an edit for the plan's branch an error; plan may be NULL as above. */
int bpq_edits_apply(const struct bpq_edits *d, const struct bpq_plan *plan,
                    const struct bpq_patch *patch, struct bpq_tree *t,
                    struct bpq_strs *did, struct bpq_err *e);
void bpq_edits_free(struct bpq_edits *d);

/*
 * What stands behind "on": BRANCH[,BRANCH]..., each one of our repository's.
 * word is written to and may be NULL, which is an error.
 */
int bpq_branches_read(const char *root, char *word, struct bpq_strs *to,
                      struct bpq_err *e);
/* Is the plan's branch among them?  None stands for all. */
bool bpq_branches_have(const struct bpq_strs *on, const struct bpq_plan *plan);

/* Read a text file of the tree that is to be changed: it has to be there. */
int bpq_change_get(struct bpq_tree *t, const char *path, struct bpq_buf *out,
                   unsigned *mode, struct bpq_err *e);

#endif
