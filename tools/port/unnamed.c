/* SPDX-License-Identifier: LGPL-2.1-only */
#include <stdlib.h>
#include <string.h>

#include "port/unnamed.h"
#include "base/buf.h"
#include "git/history.h"

#define DAY ((git_time_t)24 * 60 * 60)

void bpq_unnamed_add(struct bpq_unnamed *u, git_commit *c, size_t at)
{
    if (!*git_commit_summary(c))
        return;
    u->v = bpq_grow(u->v, u->n + 1, sizeof(*u->v));
    u->v[u->n++] = (struct bpq_unnamed_commit){
        .titled = bpq_titled(c), .when = git_commit_time(c), .at = at};
}

static int by_title(const void *va, const void *vb)
{
    const struct bpq_unnamed_commit *a = va, *b = vb;

    return strcmp(a->titled, b->titled);
}

/* A commit of mainline; young ones come first. */
static void look_at(void *arg, git_commit *c)
{
    const struct bpq_unnamed *u = arg;
    struct bpq_unnamed_commit key = {0}, *found;

    if (git_commit_parentcount(c) != 1)
        return;
    key.titled = bpq_titled(c);
    found = bsearch(&key, u->v, u->n, sizeof(*u->v), by_title);
    while (found && found > u->v && !by_title(found - 1, &key))
        found--;
    for (; found && found < u->v + u->n && !by_title(found, &key); found++)
        if (git_oid_is_zero(&found->mainline) &&
            git_commit_time(c) <= found->when + DAY)
            found->mainline = *git_commit_id(c);
    free(key.titled);
}

int bpq_unnamed_find(struct bpq_unnamed *u, struct bpq_repo *repo,
                     const git_oid *mainline, struct bpq_err *e)
{
    if (!u->n)
        return BPQ_OK;
    qsort(u->v, u->n, sizeof(*u->v), by_title);
    return bpq_history_walk(repo, mainline, 0, look_at, u, e);
}

void bpq_unnamed_free(struct bpq_unnamed *u)
{
    for (size_t i = 0; i < u->n; i++)
        free(u->v[i].titled);
    free(u->v);
    *u = (struct bpq_unnamed){NULL, 0};
}
