/* SPDX-License-Identifier: LGPL-2.1-only */
#include <string.h>

#include "diagnose.h"

static void put_side(struct bpq_buf *out, const char *name, const char *text)
{
    size_t n;

    bpq_buf_addf(out, "  %s:\n", name);
    for (; *text; text += n) {
        n = strcspn(text, "\n");
        bpq_buf_addf(out, "  | %.*s\n", (int)n, text);
        n += text[n] == '\n';
    }
}

void bpq_diagnose_conflict(struct bpq_buf *out, const struct bpq_plan *plan,
                           const struct bpq_patch *patch, const char *path,
                           const struct bpq_merge *m)
{
    const struct bpq_region *r;
    size_t i;

    for (i = 0; i < m->n_regions; i++) {
        r = &m->regions[i];
        if (r->how != BPQ_HOW_CONFLICT)
            continue;
        bpq_buf_addf(out, "%s:%zu: %s\n", path, r->line,
                     r->why ? r->why : "conflict");
        put_side(out, "base", r->base);
        put_side(out, "ours", r->ours);
        put_side(out, "theirs", r->theirs);
        bpq_buf_addf(out,
                     "  to settle it, write below %s in %s/series\n"
                     "    #+ resolve %s\n"
                     "  and into %s/resolutions/%s the pieces of the result "
                     "in order, such as\n"
                     "    ours all\n    theirs 1-2\n    | a line of our own\n",
                     patch->name, plan->dir, r->key, plan->dir, r->key);
    }
}
