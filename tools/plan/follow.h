/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_FOLLOW_H
#define BPQ_FOLLOW_H

#include <git2.h>

#include "base/buf.h"
#include "base/err.h"
#include "git/patchids.h"
#include "git/repo.h"
#include "plan/plan.h"

/*
 * Finds upstream commits after a plan's picks that concern them or belong to
 * the plan's area (see area.h).
 */
enum {
    BPQ_FIXES = 1,   /* a line of the message with "Fixes:" names the pick */
    BPQ_REVERTS = 2, /* "This reverts commit", or its subject in Revert "..." */
    BPQ_NAMES = 4,   /* the message has the pick's id elsewhere */
    BPQ_TOUCHES = 8, /* it changes lines that the pick added; see trace.h */
};

struct bpq_relation {
    size_t patch; /* of the plan */
    unsigned how; /* of the above, or'ed */
    size_t changed, between;
};

struct bpq_follow_up {
    git_oid id; /* of the commit in mainline, if that is known */
    git_time_t time;
    char *subject;
    struct bpq_relation *to;
    size_t n;
    char *area;                      /* why it belongs to the area, or NULL */
    struct bpq_strs lacking;         /* bases that neither have nor get it */
    const struct bpq_ignore *ignore; /* the plan's reason, or NULL */
};

struct bpq_follow_ups {
    struct bpq_follow_up *v; /* by time */
    size_t n;
    size_t picked;   /* further commits that are picks themselves */
    size_t in_bases; /* further commits that all bases concerned have */
    const struct bpq_ignore **idle; /* reasons that explain nothing */
    size_t n_idle;
};

/*
 * area: also list commits of the area.  The plan's reasons may explain these in
 * any case.
 *
 * until: the tag or branch up to which upstream is read.  Commits that the plan
 * picks, and those that all bases concerned have, are only counted.
 */
int bpq_follow_ups(struct bpq_follow_ups *f, struct bpq_repo *repo,
                   const struct bpq_plan *plan, struct bpq_patchids *ids,
                   bool area, const char *until, struct bpq_err *e);
void bpq_follow_ups_free(struct bpq_follow_ups *f);

#endif
