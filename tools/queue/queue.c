/* SPDX-License-Identifier: LGPL-2.1-only */
#define _GNU_SOURCE
#include "queue/queue.h"

#include <stdlib.h>
#include <string.h>

#include "base/printable.h"
#include "queue/outdir.h"

void bpq_queue_free(struct bpq_queue *q)
{
    for (size_t i = 0; i < q->n; i++) {
        bpq_strs_free(&q->made[i].rules);
        bpq_buf_free(&q->made[i].text);
        free(q->made[i].left_out);
        bpq_strs_free(&q->made[i].conflicts);
    }
    free(q->made);
    free(q->base);
    memset(q, 0, sizeof(*q));
}

const struct bpq_made *bpq_queue_find(const struct bpq_queue *q,
                                      const char *name)
{
    for (size_t i = 0; i < q->n; i++)
        if (!q->made[i].left_out && !strcmp(q->made[i].patch->name, name))
            return &q->made[i];
    return NULL;
}

/* ---- the folder ---- */

/* The line of a patch's group, where another one begins. */
static void put_group(const struct bpq_plan *plan, const struct bpq_patch *last,
                      const struct bpq_patch *patch, struct bpq_buf *out)
{
    const struct bpq_group *group = &plan->groups[patch->group];
    bool is_first_local = patch->local && !(last && last->local);

    if (is_first_local)
        bpq_buf_addf(out, "\n# local %s/series\n", plan->local);
    if (is_first_local || !last ||
        strcmp(plan->groups[last->group].name, group->name))
        bpq_buf_addf(out, "\n# group %s%s\n", group->name,
                     group->optional ? " optional" : "");
}

void bpq_queue_series(const struct bpq_queue *q, struct bpq_buf *out)
{
    const struct bpq_plan *plan = q->plan;

    char commit[GIT_OID_HEXSZ + 1];
    const char *name =
        q->onto ? git_oid_tostr(commit, sizeof(commit), &q->base_commit)
                : q->base;

    bpq_buf_addf(out, "# Made by bpq from %s/series for %s: change it there.\n",
                 plan->dir, name);
    /* For those who apply it: the base, and the resulting tree. */
    bpq_buf_addf(out, "# base %s %s\n", name, git_oid_tostr_s(&q->base_commit));
    if (q->onto)
        bpq_buf_addf(out, "# as %s\n", q->base);
    bpq_buf_addf(out, "# tree %s\n", git_oid_tostr_s(&q->tree));
    for (size_t i = 0; i < q->n; i++) {
        const struct bpq_made *m = &q->made[i];

        put_group(plan, i ? q->made[i - 1].patch : NULL, m->patch, out);
        if (m->left_out) {
            bpq_buf_addf(out, "# left out: %s: ", m->patch->name);
            bpq_printable_line(out, bpq_str(m->left_out));
            bpq_buf_adds(out, "\n");
        } else
            bpq_buf_addf(out, "%s\n", m->patch->name);
    }
}

int bpq_queue_write(const struct bpq_queue *q, const char *dir, bool force,
                    struct bpq_err *e)
{
    struct bpq_outdir o;
    struct bpq_buf series = BPQ_BUF_INIT;
    int rc;

    rc = bpq_outdir_begin(&o, dir, force, e);
    if (rc)
        return rc;
    for (size_t i = 0; i < q->n; i++)
        if (!q->made[i].left_out)
            bpq_outdir_add(&o, q->made[i].patch->name,
                           bpq_buf_str(&q->made[i].text));
    bpq_queue_series(q, &series);
    bpq_outdir_add(&o, "series", bpq_buf_str(&series));
    bpq_buf_free(&series);
    rc = bpq_outdir_commit(&o, e);
    bpq_outdir_end(&o);
    return rc;
}
