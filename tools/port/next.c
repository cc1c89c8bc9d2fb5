/* SPDX-License-Identifier: LGPL-2.1-only */
#include <stdlib.h>
#include <string.h>

#include "port/next.h"
#include "base/buf.h"
#include "base/err.h"
#include "git/lineage.h"
#include "git/repo.h"
#include "git/tree.h"
#include "git/treediff.h"
#include "port/between.h"
#include "port/doubt.h"
#include "port/lacking.h"
#include "port/replay.h"
#include "port/where.h"

struct looking {
    struct bpq_next *out;
    struct bpq_where_on on;
    struct bpq_between between;
};

static bool is_text(const struct bpq_buf *b)
{
    return !(b->len && memchr(b->p, 0, b->len));
}

static bool is_mergeable(const struct bpq_delta *d)
{
    return bpq_is_regular(d->old_mode) && bpq_is_regular(d->new_mode);
}

/* Where the file is, and what its place lacks. */
static int find_file(struct looking *l, struct bpq_where *where,
                     const struct bpq_where_file *f, struct bpq_err *e)
{
    struct bpq_repo *repo = l->on.porter->repo;
    struct bpq_buf ours = BPQ_BUF_INIT;
    int rc = bpq_where_find(where, &l->on, f, e);

    if (!rc && where->path)
        rc = bpq_repo_blob(repo, &where->id, where->path, &ours, e);
    if (!rc && is_text(&ours))
        rc = bpq_lacking_lines(&l->out->lacking, f, bpq_buf_str(&ours), e);
    bpq_buf_free(&ours);
    return rc;
}

static int look_at_file(struct looking *l, struct bpq_where *where,
                        const struct bpq_delta *d, struct bpq_err *e)
{
    struct bpq_repo *repo = l->on.porter->repo;
    struct bpq_buf base = BPQ_BUF_INIT, theirs = BPQ_BUF_INIT;
    struct bpq_lineage lineage = {0};
    struct bpq_followed followed = {
        .from = l->between.from, .until = l->between.until, .path = d->path};
    struct bpq_where_file f = {.delta = d, .lineage = &lineage};
    int rc = bpq_repo_blob(repo, &d->old_id, d->path, &base, e);

    if (!rc)
        rc = bpq_repo_blob(repo, &d->new_id, d->path, &theirs, e);
    followed.text = f.base = bpq_buf_str(&base);
    f.theirs = bpq_buf_str(&theirs);
    if (!rc && is_text(&base) && is_text(&theirs)) {
        rc = bpq_lineage_read(&lineage, l->between.chain,
                              &l->on.porter->similar, &followed, e);
        if (!rc)
            rc = find_file(l, where, &f, e);
    }
    bpq_lineage_free(&lineage);
    bpq_buf_free(&theirs);
    bpq_buf_free(&base);
    return rc;
}

/* ---- which files ---- */

/* Takes why over. */
static void add(struct bpq_next *out, const char *path, char *why)
{
    out->v = bpq_grow(out->v, out->n + 1, sizeof(*out->v));
    out->v[out->n++] =
        (struct bpq_next_file){.path = bpq_strdup(path), .why = why};
}

/* The files that conflict by the reasons of the transplant, which looks at
 * every place. */
static int find_troubles(struct looking *l, struct bpq_err *e)
{
    struct bpq_porter *p = l->on.porter;
    const struct bpq_port *what = &l->on.going->what;
    struct bpq_replayed r;
    int rc =
        bpq_replay(&r, &p->similar, &p->names, &p->conflicts, &what->change,
                   &what->onto, BPQ_EFFORT_TRANSPLANT, true, e);

    if (rc)
        return rc;
    for (size_t i = 0; i < r.n; i++) {
        const struct bpq_trouble *t = &r.v[i];

        add(l->out, t->path,
            bpq_fmt("%s%s%s", bpq_trouble_sentence(t->kind), t->why ? ": " : "",
                    t->why ? t->why : ""));
    }
    if (!r.n)
        rc = bpq_doubt(&p->doubt, &what->onto, &r.tree, &what->change,
                       &what->change, &l->out->doubt, e);
    bpq_replayed_free(&r);
    return rc;
}

static int find_files(struct looking *l, const struct bpq_next_pick *pick,
                      struct bpq_err *e)
{
    if (!pick)
        return find_troubles(l, e);
    for (size_t i = 0; i < pick->conflicts->n; i++)
        add(l->out, pick->conflicts->v[i], NULL);
    return BPQ_OK;
}

/* ---- what is known of them ---- */

static int look_at_files(struct looking *l, struct bpq_err *e)
{
    const struct bpq_treechange *change = &l->on.going->what.change;
    struct bpq_next *out = l->out;
    struct bpq_deltas deltas;
    int rc = bpq_treediff(&deltas, l->on.porter->repo, &change->from,
                          &change->to, e);

    if (rc)
        return rc;
    for (size_t i = 0; i < out->n; i++)
        for (size_t k = 0; !rc && k < deltas.n; k++)
            if (!strcmp(deltas.v[k].path, out->v[i].path) &&
                is_mergeable(&deltas.v[k]))
                rc = look_at_file(l, &out->v[i].where, &deltas.v[k], e);
    bpq_deltas_free(&deltas);
    return rc;
}

static int look(struct looking *l, struct bpq_histories *h, struct bpq_err *e)
{
    const struct bpq_going *g = l->on.going;
    struct bpq_porter *p = l->on.porter;
    struct bpq_next *out = l->out;
    int rc = bpq_between_find(&l->between, h, g, e);

    if (!rc)
        rc = look_at_files(l, e);
    if (!rc)
        rc = bpq_lacking_names(&out->lacking, p, &l->between, &g->what, e);
    bpq_lacking_sort(&out->lacking);
    if (!rc)
        rc = bpq_candidates_find(&out->candidates, p, &l->between,
                                 &out->lacking, &g->what, e);
    bpq_between_free(&l->between);
    return rc;
}

int bpq_next_read(struct bpq_next *n, struct bpq_porter *p,
                  struct bpq_histories *h, const struct bpq_going *g,
                  const struct bpq_next_pick *pick, struct bpq_err *e)
{
    struct looking l = {.out = n,
                        .on = {.porter = p,
                               .going = g,
                               .plan = pick ? pick->plan : NULL,
                               .patch = pick ? pick->patch : NULL}};
    struct bpq_err further = {0};
    int rc;

    *n = (struct bpq_next){0};
    rc = find_files(&l, pick, e);
    if (!rc && look(&l, h, &further)) {
        /* the conflict is known all the same */
        n->unknown = bpq_strdup(further.line);
        bpq_lacking_free(&n->lacking);
        bpq_candidates_free(&n->candidates);
    }
    bpq_err_clear(&further);
    return rc;
}

void bpq_next_free(struct bpq_next *n)
{
    for (size_t i = 0; i < n->n; i++) {
        free(n->v[i].path);
        free(n->v[i].why);
        bpq_where_free(&n->v[i].where);
    }
    free(n->v);
    free(n->doubt);
    free(n->unknown);
    bpq_lacking_free(&n->lacking);
    bpq_candidates_free(&n->candidates);
    memset(n, 0, sizeof(*n));
}
