/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_OUTSIDE_H
#define BPQ_OUTSIDE_H

#include "port/upstream.h"

/*
 * Append the patches of files that belong together: they are applied one after
 * the other to the commit that they were made for, and each becomes a commit
 * in memory.  One that equals a commit of the clone that it names is that
 * commit.  version and stable_ref: see struct bpq_madefor.
 */
int bpq_outside_add(struct bpq_upstreams *s, const struct bpq_strs *files,
                    const char *version, const char *stable_ref,
                    struct bpq_err *e);
/* The same for what the advisory's recipe has. */
int bpq_outside_advisory(struct bpq_upstreams *s, const char *path,
                         struct bpq_err *e);

#endif
