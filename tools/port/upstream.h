/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_UPSTREAM_H
#define BPQ_UPSTREAM_H

#include "git/patchids.h"
#include "port/published.h"
#include "port/replay.h"

/*
 * What is ported: changes in order, each with the commit that has its message.
 * That of a patch from outside is made of what the patch says, in memory, on
 * top of the commit that it was made for; it is no commit of upstream's.
 */
struct bpq_upstream {
    git_commit *commit;
    git_oid mainline; /* the commit that it is known by upstream, or zero */
    struct bpq_treechange change;
    char *file; /* a patch from outside: where it stands; else NULL */
};

struct bpq_upstreams {
    struct bpq_upstream *v;
    size_t n;
    /* what it may mean */
    const struct bpq_published *published;
    struct bpq_patchids *ids;
    const char *version;   /* of Xen, for an advisory: "4.9"; NULL: master */
    const char *from;      /* "4.10": its backports are taken; or NULL */
    struct bpq_strs notes; /* for a person: what was taken for what */
    struct bpq_strs given; /* advisories: "XSA-115" */
    bool outside;          /* the last one is a patch from outside */
};

/*
 * Append what NAME means: a commit (a tag, a branch or a full id), or a range
 * FROM..TO, whose merges are left out.
 */
int bpq_upstreams_add(struct bpq_upstreams *s, const char *name,
                      struct bpq_err *e);
/* Append the commits that fix an advisory, in the order of the branch. */
int bpq_upstreams_advisory(struct bpq_upstreams *s, unsigned xsa,
                           struct bpq_err *e);
void bpq_upstreams_free(struct bpq_upstreams *s);

/* "commit ID", or what file it comes from; the caller frees. */
char *bpq_upstream_name(const struct bpq_upstream *u);

#endif
