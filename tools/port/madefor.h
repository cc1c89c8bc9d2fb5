/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_MADEFOR_H
#define BPQ_MADEFOR_H

#include "port/letter.h"
#include "port/published.h"

/*
 * Which commit of the clone patches were made for, if they come from outside.
 * In this order:
 *
 *   - what the patches before them made;
 *   - one whose files have the blob ids that the patches' index lines name,
 *     looked for at the tips of mainline and the stable branches, in the
 *     history of these, and at the release tags;
 *   - the one that an advisory names;
 *   - the newest on which they apply, looked for in the same places.
 *
 * All patches have to apply there one after the other, by bpq_apply.
 */
struct bpq_madefor {
    const struct bpq_published *published;
    const struct bpq_letters *letters;
    const char *version; /* of Xen, whose branch is looked at first, or NULL */
    const char *stable_ref; /* full id, or NULL */
    const git_oid *before;  /* tree that was made before, or NULL */
    /* the result */
    git_oid commit; /* zero: it is `before` */
    git_oid *trees; /* the first one, and what each patch makes of it */
    char *how;      /* for a person: "stable-4.10's COMMIT, by ..." */
};

/* BPQ_FAIL if there is no such commit. */
int bpq_madefor(struct bpq_madefor *m, struct bpq_err *e);
void bpq_madefor_free(struct bpq_madefor *m);

#endif
