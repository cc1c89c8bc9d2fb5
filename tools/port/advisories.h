/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_ADVISORIES_H
#define BPQ_ADVISORIES_H

#include "port/published.h"

/*
 * Xen's security advisories (XSAs), and the commits that fix them: those whose
 * message says so, on mainline or a stable branch.  A backport stands for the
 * mainline commit that it is made from.
 */
struct bpq_fix {
    git_commit *commit; /* of mainline, or of stable branches alone */
    const char *stable; /* "4.9": the branch that has it; NULL: mainline */
    git_time_t when;    /* when it was committed */
    git_time_t turn;    /* the same, of the branch's own backport if it has one,
                         * as the branch's order is the one that fits it */
    size_t order;       /* among those of the same turn */
    bool is_own;        /* the branch has a backport of its own */
    unsigned *xsas;     /* the advisories, at least one */
    size_t n_xsas;
};

struct bpq_fixes {
    struct bpq_fix *v; /* by turn */
    size_t n;
};

struct bpq_fixes_wanted {
    const char *branch; /* "4.9": of what only stable branches have, its own
                         * copy is taken, or that of the nearest newer one */
    git_time_t since;   /* older ones are left out */
    unsigned xsa;       /* this advisory alone; 0: all */
};

int bpq_fixes_find(struct bpq_fixes *out, const struct bpq_published *p,
                   const struct bpq_fixes_wanted *wanted, struct bpq_err *e);
void bpq_fixes_free(struct bpq_fixes *f);

#endif
