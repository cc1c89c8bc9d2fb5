/* SPDX-License-Identifier: LGPL-2.1-only */
#include "queue/effects.h"

#include <stdlib.h>

#include "base/buf.h"

static size_t *counters(size_t n)
{
    return bpq_alloc(n * sizeof(size_t));
}

void bpq_effects_init(struct bpq_effects *f, const struct bpq_patch *patch)
{
    *f = (struct bpq_effects){.only = counters(patch->only.n),
                              .except = counters(patch->except.n),
                              .map = counters(patch->map.n),
                              .keep = counters(patch->keep.n),
                              .before = counters(patch->before.n)};
}

static int unused(struct bpq_err *e, const char *clause, const char *arg,
                  const char *why)
{
    return bpq_error(e, BPQ_FAIL, "`#+ %s %s` %s: remove it or correct it",
                     clause, arg, why);
}

int bpq_effects_check(const struct bpq_effects *f,
                      const struct bpq_patch *patch,
                      const struct bpq_resolutions *res, bool puts,
                      struct bpq_err *e)
{
    if (!puts && f->already)
        return BPQ_OK;
    for (size_t i = 0; i < patch->only.n; i++)
        if (!f->only[i])
            return unused(e, "only", patch->only.v[i],
                          "names nothing that the pick changes");
    if (patch->only.n && !f->outside)
        return unused(e, "only", patch->only.v[0], "leaves nothing out");
    for (size_t i = 0; i < patch->except.n; i++)
        if (!f->except[i])
            return unused(e, "not", patch->except.v[i],
                          "names nothing that the pick changes");
    for (size_t i = 0; i < patch->map.n; i++)
        if (!f->map[i])
            return unused(e, "map", patch->map.v[i].from,
                          "names nothing that the pick changes");
    for (size_t i = 0; i < patch->keep.n; i++)
        if (!f->keep[i])
            return unused(e, "keep", patch->keep.v[i],
                          "matches no line that the pick changes");
    for (size_t i = 0; i < patch->before.n; i++)
        if (!f->before[i])
            return unused(e, "before", patch->before.v[i],
                          "changes nothing in the pick's files");
    for (size_t i = 0; i < res->n; i++)
        if (!res->v[i].used)
            return unused(e, "resolve", res->v[i].key,
                          "meets no conflict with this key");
    if (!f->n_files)
        return bpq_error(e, BPQ_FAIL, "it changes no file: remove the patch");
    if (!puts && !patch->after.n)
        return bpq_error(e, BPQ_FAIL,
                         "its clauses leave nothing of the pick: remove the "
                         "clauses or the patch");
    return BPQ_OK;
}

void bpq_effects_free(struct bpq_effects *f)
{
    free(f->only);
    free(f->except);
    free(f->map);
    free(f->keep);
    free(f->before);
    *f = (struct bpq_effects){0};
}
