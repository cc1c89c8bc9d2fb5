/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_UPSTREAM_H
#define BPQ_UPSTREAM_H

#include "port/replay.h"

/*
 * What is ported: changes in order, each with the commit that has its message.
 */
struct bpq_upstream {
    git_commit *commit;
    git_oid mainline; /* the commit that it is known by upstream */
    struct bpq_change change;
};

struct bpq_upstreams {
    struct bpq_upstream *v;
    size_t n;
};

/*
 * Append what NAME means: a commit (a tag, a branch or a full id), or a range
 * FROM..TO, whose merges are left out.
 */
int bpq_upstreams_add(struct bpq_upstreams *s, struct bpq_repo *repo,
                      const char *name, struct bpq_err *e);
void bpq_upstreams_free(struct bpq_upstreams *s);

#endif
