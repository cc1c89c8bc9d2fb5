/* SPDX-License-Identifier: LGPL-2.1-only */
#include <stdlib.h>
#include <string.h>

#include "port/candidates.h"
#include "base/buf.h"
#include "git/lines.h"
#include "git/repo.h"
#include "git/tree.h"
#include "git/treediff.h"
#include "port/between.h"
#include "port/port.h"

static int load(struct bpq_repo *repo, const char *path, const git_oid *id,
                unsigned mode, struct bpq_buf *out, struct bpq_err *e)
{
    if (!bpq_is_regular(mode) || bpq_repo_is_large(repo, id))
        return BPQ_OK;
    return bpq_repo_blob(repo, id, path, out, e);
}

static int count_lines(struct bpq_candidate *c, struct bpq_repo *repo,
                       const struct bpq_delta *d, struct bpq_err *e)
{
    struct bpq_buf old = BPQ_BUF_INIT, new = BPQ_BUF_INIT;
    struct bpq_hunks h = {NULL, 0};
    int rc = load(repo, d->path, &d->old_id, d->old_mode, &old, e);

    if (!rc)
        rc = load(repo, d->path, &d->new_id, d->new_mode, &new, e);
    if (!rc)
        rc = bpq_diff(&h, bpq_buf_str(&old), bpq_buf_str(&new), e);
    for (size_t i = 0; !rc && i < h.n; i++) {
        c->removed += h.v[i].chg0;
        c->added += h.v[i].chg;
    }
    bpq_hunks_free(&h);
    bpq_buf_free(&new);
    bpq_buf_free(&old);
    return rc;
}

static int measure(struct bpq_candidate *c, struct bpq_repo *repo,
                   struct bpq_err *e)
{
    struct bpq_deltas deltas;
    int rc = bpq_treediff(&deltas, repo, &c->change.from, &c->change.to, e);

    if (rc)
        return rc;
    c->files = deltas.n;
    for (size_t i = 0; !rc && i < deltas.n; i++)
        rc = count_lines(c, repo, &deltas.v[i], e);
    bpq_deltas_free(&deltas);
    return rc;
}

/* Port it, and the change on top of it. */
static int port(struct bpq_candidate *c, struct bpq_porter *p,
                const struct bpq_port *what, struct bpq_err *e)
{
    struct bpq_port first = *what, second = *what;
    struct bpq_ported then;
    int rc;

    first.mainline = c->id;
    first.change = c->change;
    rc = bpq_port(p, &first, &c->port, e);
    if (rc || c->port.rule == BPQ_RULE_NONE)
        return rc;
    second.onto = c->port.tree;
    rc = bpq_port(p, &second, &then, e);
    if (rc)
        return rc;
    if (!then.doubt)
        c->then = then.rule;
    bpq_ported_free(&then);
    return BPQ_OK;
}

static void copy_names(struct bpq_strs *to, const struct bpq_strs *from)
{
    for (size_t i = 0; i < from->n; i++)
        bpq_strs_add(to, from->v[i]);
}

static int look_at(struct bpq_candidate *c, struct bpq_porter *p,
                   const struct bpq_between *b, const struct bpq_made_by *m,
                   const struct bpq_port *what, struct bpq_err *e)
{
    git_commit *commit = NULL;
    int rc, r;

    c->at = m->at;
    c->id = b->chain->v[m->at].id;
    r = git_commit_lookup(&commit, p->repo->git, &c->id);
    if (r < 0)
        return bpq_repo_error(p->repo, r, e, "commit %s",
                              git_oid_tostr_s(&c->id));
    c->subject = bpq_strdup(git_commit_summary(commit));
    c->when = git_commit_time(commit);
    c->lines = m->lines;
    copy_names(&c->names, &m->names);
    rc = bpq_treechange_of(p->repo, commit, &c->change, e);
    git_commit_free(commit);
    if (!rc)
        rc = measure(c, p->repo, e);
    c->may_take = bpq_between_may_take(b, m->at);
    if (!rc && c->may_take)
        rc = port(c, p, what, e);
    return rc;
}

int bpq_candidates_find(struct bpq_candidates *c, struct bpq_porter *p,
                        const struct bpq_between *b,
                        const struct bpq_lacking *lacking,
                        const struct bpq_port *what, struct bpq_err *e)
{
    int rc = BPQ_OK;

    *c = (struct bpq_candidates){0};
    c->v = bpq_alloc(BPQ_CANDIDATES * sizeof(*c->v));
    for (size_t i = 0; !rc && i < lacking->n && i < BPQ_CANDIDATES; i++)
        rc = look_at(&c->v[c->n++], p, b, &lacking->v[i], what, e);
    c->more = lacking->n - c->n;
    return rc;
}

void bpq_candidates_free(struct bpq_candidates *c)
{
    for (size_t i = 0; i < c->n; i++) {
        free(c->v[i].subject);
        bpq_strs_free(&c->v[i].names);
        bpq_ported_free(&c->v[i].port);
    }
    free(c->v);
    memset(c, 0, sizeof(*c));
}
