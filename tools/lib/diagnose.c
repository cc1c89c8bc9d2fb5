/* SPDX-License-Identifier: LGPL-2.1-only */
#include <string.h>

#include "diagnose.h"

/* Lines are numbered as a recipe names them. */
static void put_side(struct bpq_buf *out, const char *name, const char *text)
{
    size_t n, line = 0;

    bpq_buf_addf(out, "  %s:%s\n", name, *text ? "" : " nothing");
    for (; *text; text += n) {
        n = strcspn(text, "\n");
        bpq_buf_addf(out, "  %4zu | %.*s\n", ++line, (int)n, text);
        n += text[n] == '\n';
    }
}

/* What leads to a result that is at least well formed, to begin from. */
static const char *first_piece(const struct bpq_region *r)
{
    if (!*r->theirs)
        return "ours all";
    return *r->ours ? "ours all\n    theirs all" : "theirs all";
}

static void put_region(struct bpq_buf *out, const struct bpq_plan *plan,
                       const struct bpq_patch *patch, const char *path,
                       const struct bpq_region *r)
{
    bpq_buf_addf(out, "\n%s:%zu: %s\n", path, r->line,
                 r->why ? r->why : "git's merge conflicts here");
    put_side(out, "base", r->base);
    put_side(out, "ours", r->ours);
    put_side(out, "theirs", r->theirs);
    bpq_buf_addf(out, "  to settle it, put below %s in %s/series\n",
                 patch->name, plan->dir);
    bpq_buf_addf(out, "    #+ resolve %s\n", r->key);
    if (!patch->why)
        bpq_buf_adds(out, "    #+ why REASON\n");
    bpq_buf_addf(out,
                 "  and in %s/resolutions/%s the pieces of the result in "
                 "order: \"ours\", \"theirs\"\n"
                 "  or \"base\" with line numbers (4, 1-3 or all), and own "
                 "lines behind \"| \":\n"
                 "    # what was decided, and why\n"
                 "    %s\n",
                 plan->dir, r->key, first_piece(r));
}

void bpq_diagnose_conflict(struct bpq_buf *out, const struct bpq_plan *plan,
                           const struct bpq_patch *patch, const char *path,
                           const struct bpq_merge *m)
{
    size_t i;

    for (i = 0; i < m->n_regions; i++)
        if (m->regions[i].how == BPQ_HOW_CONFLICT)
            put_region(out, plan, patch, path, &m->regions[i]);
}
