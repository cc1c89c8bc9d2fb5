/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_AREA_H
#define BPQ_AREA_H

#include <git2.h>

#include "base/err.h"
#include "git/repo.h"
#include "plan/plan.h"

/*
 * Finds the upstream commits that belong to a plan's area: those that change
 * something in its `whole` paths; and those that change something in its `path`
 * paths or in a file that a pick changes, and have one of its `words` in the
 * message or in a line that they add or remove there.  Moved lines do not
 * count. Files that picks change are followed to their later names.
 */
struct bpq_area_hit {
    git_oid id;
    char *how; /* why: "WORD" in the message, in FILE; or FILE */
};

struct bpq_area_hits {
    struct bpq_area_hit *v;
    size_t n;
};

/* Search the n commits of ids, which are sorted from young to old. */
int bpq_area_find(struct bpq_area_hits *out, struct bpq_repo *repo,
                  const struct bpq_plan *plan, const git_oid *ids, size_t n,
                  struct bpq_err *e);
void bpq_area_hits_free(struct bpq_area_hits *h);

#endif
