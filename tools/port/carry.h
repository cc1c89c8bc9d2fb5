/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_CARRY_H
#define BPQ_CARRY_H

#include "git/history.h"
#include "git/patchids.h"
#include "port/port.h"
#include "port/publictypes.h"
#include "port/upstream.h"
#include "queue/queue.h"
#include "queue/header.h"

/*
 * Changes carried over to a tree one after the other, each made into a patch.
 */
struct bpq_carried {
    const struct bpq_upstream *source;
    const struct bpq_upstream *needed_by; /* it is a prerequisite of that, whose
                                           * patch follows; or NULL */
    struct bpq_ported port;
    enum bpq_class class;
    struct bpq_strs rules;
    struct bpq_public_types types; /* that it changes */
    char *name;                    /* of the patch file */
    struct bpq_buf text;           /* the patch file */
    char *left_out;                /* why it is not needed, or NULL */
    bool absent; /* it is left out because the code that it changes is not
                  * there, see absent.h */
};

struct bpq_carry {
    struct bpq_carried *v;
    size_t n; /* the last one may be a conflict: its rule is none */
    git_oid tree;
    struct bpq_history history; /* of what it goes onto, as far back as there
                                 * may be any of the changes */
};

struct bpq_onto {
    const git_oid *commit; /* whose history tells what is there already */
    const git_oid *tree;   /* its tree, or what a queue makes of it */
    const char *branch;    /* "4.8" or NULL */
    const struct bpq_queue *queue; /* what is in it is there, too; or NULL */
    bool replaces_local;           /* but not what the user's own series has */
    unsigned rules;                /* that may be used */
    const char *name; /* with which the patches' names begin, or NULL */
};

/*
 * BPQ_NO: a change conflicts.  It is the last of out, and e->more describes
 * the conflict for people.  The sources and what they come from must outlive
 * the result.  Free the result in any case.
 */
int bpq_carry(struct bpq_carry *out, struct bpq_porter *porter,
              const struct bpq_upstreams *sources, const struct bpq_onto *onto,
              struct bpq_patchids *ids, struct bpq_err *e);
void bpq_carry_free(struct bpq_carry *c);

#endif
