/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_PORT_PUT_H
#define BPQ_PORT_PUT_H

#include "port/carry.h"
#include "verbs/job.h"

/* Where it goes. */
struct target {
    struct bpq_onto onto;
    git_oid commit, tree;
    char *branch;
    char *version; /* of Xen, for recipes; NULL if it is mainline's */
    bool replaces; /* the plan's local patches, which are not in the tree */
};

/* Write what was carried over: a mailbox, or the folder that was asked for.
 * conflict says why the last one was not, if it was not. */
int port_put(struct job *job, struct bpq_porter *porter, struct bpq_carry *c,
             const struct target *t, const struct bpq_err *conflict,
             struct bpq_err *e);
/* Say what is left out, and why. */
void port_put_left_out(const struct bpq_carry *c);

#endif
