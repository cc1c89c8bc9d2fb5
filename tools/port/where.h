/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_WHERE_H
#define BPQ_WHERE_H

#include "git/lineage.h"
#include "plan/plan.h"
#include "port/between.h"

/* Where a branch has a file that upstream changes, and how that is known. */
struct bpq_where {
    enum bpq_where_how {
        BPQ_WHERE_NOWHERE,
        BPQ_WHERE_SAME,    /* under its own name */
        BPQ_WHERE_PLAN,    /* a map of the plan says so */
        BPQ_WHERE_HISTORY, /* upstream renamed it, or split it off from this */
        BPQ_WHERE_CONTENT, /* this file is like it */
        BPQ_WHERE_NAMES,   /* this one has most names around the change */
    } how;
    char *path; /* NULL: nowhere */
    git_oid id;
    bool settles; /* merged with the file there, the change of the file is
                   * settled */
};

/* A file of a change, and where it comes from. */
struct bpq_where_file {
    const struct bpq_delta *delta;
    const struct bpq_lineage *lineage;
    struct bpq_str base, theirs;
};

struct bpq_where_on {
    struct bpq_porter *porter;
    const struct bpq_going *going;
    const struct bpq_plan *plan;   /* or NULL */
    const struct bpq_patch *patch; /* or NULL */
};

/* Free w in any case. */
int bpq_where_find(struct bpq_where *w, const struct bpq_where_on *on,
                   const struct bpq_where_file *f, struct bpq_err *e);
void bpq_where_free(struct bpq_where *w);
/* "history" and so on, and as the end of a sentence. */
const char *bpq_where_name(enum bpq_where_how how);
const char *bpq_where_phrase(enum bpq_where_how how);

#endif
