/* SPDX-License-Identifier: LGPL-2.1-only */
#include <stdlib.h>
#include <string.h>

#include "port/state.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/stop.h"
#include "git/history.h"
#include "git/repo.h"
#include "git/treediff.h"
#include "port/absent.h"
#include "port/between.h"
#include "port/inqueue.h"
#include "port/next.h"
#include "port/port.h"
#include "port/publictypes.h"
#include "port/replay.h"

static const char *const names[BPQ_N_STATES] = {
    [BPQ_STATE_BASE] = "base",         [BPQ_STATE_QUEUE] = "queue",
    [BPQ_STATE_SAME] = "same",         [BPQ_STATE_ABSENT] = "absent",
    [BPQ_STATE_CLEAN] = "clean",       [BPQ_STATE_PORTED] = "ported",
    [BPQ_STATE_CONFLICT] = "conflict",
};

const char *bpq_state_name(enum bpq_state state)
{
    return names[state];
}

/* One advisory under way. */
struct standing {
    struct bpq_xsa *out;
    struct bpq_porter *porter;
    const struct bpq_standing_on *on;
    struct bpq_history history;
    struct bpq_histories histories;
    git_oid tree; /* with what is settled so far */
};

/* ---- what is there ---- */

static int look_in_base(struct standing *st, struct bpq_standing *s,
                        struct bpq_err *e)
{
    int rc = bpq_history_has(&st->history, s->fix->commit, &s->how, e);

    if (s->how)
        s->state = BPQ_STATE_BASE;
    return rc;
}

static void look_in_queue(struct standing *st, struct bpq_standing *s)
{
    const struct bpq_made *m = bpq_inqueue(st->on->queue, st->porter->repo,
                                           git_commit_id(s->fix->commit));

    if (!m)
        return;
    s->how = bpq_strdup(m->left_out ? m->left_out : m->patch->name);
    s->state = m->left_out ? BPQ_STATE_BASE : BPQ_STATE_QUEUE;
}

/* ---- what is not ---- */

static bool share_file(const struct bpq_replayed *a,
                       const struct bpq_replayed *b)
{
    for (size_t i = 0; i < a->n; i++)
        for (size_t k = 0; k < b->n; k++)
            if (!strcmp(a->v[i].path, b->v[k].path))
                return true;
    return false;
}

/* For the last of out: the last conflict before it that is in one of the same
 * files; or NULL. */
static const struct bpq_fix *conflict_before(const struct bpq_xsa *out)
{
    const struct bpq_standing *s = &out->v[out->n - 1];

    for (size_t i = out->n - 1; i-- > 0;)
        if (out->v[i].state == BPQ_STATE_CONFLICT &&
            share_file(&out->v[i].port.merge, &s->port.merge))
            return out->v[i].fix;
    return NULL;
}

/* Is the result that of git's merge of the commit itself, even if another rule
 * was used? */
static int is_clean(struct standing *st, const struct bpq_treechange *change,
                    const struct bpq_ported *p, bool *is, struct bpq_err *e)
{
    struct bpq_replayed r;
    int rc;

    *is = p->rule == BPQ_RULE_MERGE && !p->spelled;
    if (*is)
        return BPQ_OK;
    rc = bpq_replay(&r, &st->porter->similar, &st->porter->names,
                    &st->porter->conflicts, change, &st->tree, BPQ_EFFORT_GIT,
                    false, e);
    if (rc)
        return rc;
    *is = !r.n && git_oid_equal(&r.tree, &p->tree);
    bpq_replayed_free(&r);
    return BPQ_OK;
}

/* Does the fix add a file that is among these? */
static int adds_one(struct standing *st, const struct bpq_fix *fix,
                    const struct bpq_deltas *files, bool *adds,
                    struct bpq_err *e)
{
    struct bpq_treechange change;
    struct bpq_deltas deltas;
    int rc = bpq_treechange_of(st->porter->repo, fix->commit, &change, e);

    *adds = false;
    if (!rc)
        rc = bpq_treediff(&deltas, st->porter->repo, &change.from, &change.to,
                          e);
    if (rc)
        return rc;
    for (size_t i = 0; i < deltas.n; i++)
        for (size_t k = 0; !deltas.v[i].old_mode && k < files->n; k++)
            *adds |= !strcmp(deltas.v[i].path, files->v[k].path);
    bpq_deltas_free(&deltas);
    return BPQ_OK;
}

/* A file may be absent because a fix that adds it conflicts. */
static int look_before(struct standing *st, struct bpq_standing *s,
                       const struct bpq_treechange *change, struct bpq_err *e)
{
    const struct bpq_xsa *out = st->out;
    struct bpq_deltas files;
    int rc =
        bpq_treediff(&files, st->porter->repo, &change->from, &change->to, e);

    if (rc)
        return rc;
    for (size_t i = out->n - 1; !rc && !s->after && i-- > 0;) {
        bool adds = false;

        if (out->v[i].state == BPQ_STATE_CONFLICT)
            rc = adds_one(st, out->v[i].fix, &files, &adds, e);
        if (adds)
            s->after = out->v[i].fix;
    }
    bpq_deltas_free(&files);
    if (s->after) {
        s->state = BPQ_STATE_CONFLICT;
        free(s->how);
        s->how = NULL;
    }
    return rc;
}

/* Where files are, and who made what is missing. */
static int look_further(struct standing *st, struct bpq_standing *s,
                        const struct bpq_port *what, struct bpq_err *e)
{
    struct bpq_going going = {.what = *what,
                              .parent =
                                  *git_commit_parent_id(s->fix->commit, 0),
                              .base = st->on->queue->base_commit};

    if (s->state != BPQ_STATE_CONFLICT || !st->on->xsa)
        return BPQ_OK;
    s->next = bpq_alloc(sizeof(*s->next));
    return bpq_next_read(s->next, st->porter, &st->histories, &going, NULL, e);
}

static int conflict(struct standing *st, struct bpq_standing *s,
                    const struct bpq_port *what, struct bpq_err *e)
{
    bool absent;
    int rc = bpq_absent(st->porter, &what->change, &st->tree, &s->port.merge,
                        &absent, &s->how, e);

    s->state = absent ? BPQ_STATE_ABSENT : BPQ_STATE_CONFLICT;
    if (rc)
        return rc;
    if (!absent)
        s->after = conflict_before(st->out);
    if (!s->after)
        rc = look_before(st, s, &what->change, e);
    return rc ? rc : look_further(st, s, what, e);
}

struct bpq_port bpq_port_of_fix(const struct bpq_fix *fix, const char *branch,
                                const git_oid *onto)
{
    return (struct bpq_port){.mainline = *git_commit_id(fix->commit),
                             .onto = *onto,
                             .branch = branch,
                             .at = (size_t)-1,
                             .own = true,
                             .rules = BPQ_RULES_TRUSTED};
}

static int port(struct standing *st, struct bpq_standing *s, struct bpq_err *e)
{
    struct bpq_port what = bpq_port_of_fix(s->fix, st->on->branch, &st->tree);
    bool clean = false;
    int rc =
        bpq_treechange_of(st->porter->repo, s->fix->commit, &what.change, e);

    if (!rc)
        rc =
            bpq_public_types_find(&s->types, st->porter->repo, &what.change, e);
    if (!rc)
        rc = bpq_port(st->porter, &what, &s->port, e);
    if (rc)
        return rc;
    if (s->port.rule == BPQ_RULE_NONE)
        return conflict(st, s, &what, e);
    rc = is_clean(st, &what.change, &s->port, &clean, e);
    if (rc)
        return rc;
    s->state = clean ? BPQ_STATE_CLEAN : BPQ_STATE_PORTED;
    if (git_oid_equal(&s->port.tree, &st->tree)) {
        s->state = BPQ_STATE_SAME;
        s->how = bpq_strdup("replayed, it changes nothing");
    }
    st->tree = s->port.tree;
    return BPQ_OK;
}

/* ---- one after the other ---- */

static int stand(struct standing *st, const struct bpq_fix *fix,
                 struct bpq_err *e)
{
    struct bpq_xsa *out = st->out;
    struct bpq_standing *s = &out->v[out->n++];
    int rc;

    s->fix = fix;
    look_in_queue(st, s);
    if (s->how)
        return BPQ_OK;
    rc = look_in_base(st, s, e);
    return rc || s->how ? rc : port(st, s, e);
}

static bool is_of(const struct bpq_fix *fix, unsigned xsa)
{
    for (size_t i = 0; i < fix->n_xsas; i++)
        if (fix->xsas[i] == xsa)
            return true;
    return false;
}

static int stand_xsa(struct standing *st, struct bpq_xsa *x,
                     const struct bpq_fixes *fixes, struct bpq_err *e)
{
    int rc = BPQ_OK;

    st->out = x;
    st->tree = st->on->queue->tree;
    x->v = bpq_alloc(fixes->n * sizeof(*x->v));
    for (size_t i = 0; !rc && i < fixes->n; i++) {
        if (bpq_stop)
            rc = bpq_error(e, BPQ_FAIL, "interrupted");
        if (!rc && is_of(&fixes->v[i], x->number))
            rc = stand(st, &fixes->v[i], e);
    }
    for (size_t i = 0; i < x->n; i++)
        if (x->v[i].state > x->state)
            x->state = x->v[i].state;
    x->tree = st->tree;
    return rc;
}

/* In the order of their first fixes. */
static void list(struct bpq_standings *out, const struct bpq_fixes *fixes,
                 unsigned xsa)
{
    for (size_t i = 0; i < fixes->n; i++)
        for (size_t k = 0; k < fixes->v[i].n_xsas; k++) {
            unsigned number = fixes->v[i].xsas[k];
            size_t j = 0;

            while (j < out->n && out->v[j].number != number)
                j++;
            if (j < out->n || (xsa && number != xsa))
                continue;
            out->v = bpq_grow(out->v, out->n + 1, sizeof(*out->v));
            out->v[out->n++] = (struct bpq_xsa){.number = number};
        }
}

static int read_base(struct standing *st, const struct bpq_fixes *fixes,
                     struct bpq_patchids *ids, struct bpq_err *e)
{
    const git_oid *base = &st->on->queue->base_commit;
    git_time_t oldest = INT64_MAX;

    for (size_t i = 0; i < fixes->n; i++)
        bpq_history_since(st->porter->repo, fixes->v[i].commit, &oldest);
    return bpq_history_read(&st->history, st->porter->repo, ids, base, oldest,
                            e);
}

int bpq_standings(struct bpq_standings *out, struct bpq_porter *porter,
                  const struct bpq_fixes *fixes,
                  const struct bpq_standing_on *on, struct bpq_patchids *ids,
                  struct bpq_err *e)
{
    struct standing st = {.porter = porter, .on = on};
    int rc;

    *out = (struct bpq_standings){NULL, 0};
    list(out, fixes, on->xsa);
    bpq_histories_open(&st.histories, porter->repo);
    rc = read_base(&st, fixes, ids, e);
    for (size_t i = 0; !rc && i < out->n; i++) {
        if (on->progress)
            on->progress(on->arg, i, out->n);
        rc = stand_xsa(&st, &out->v[i], fixes, e);
    }
    bpq_history_free(&st.history);
    bpq_histories_close(&st.histories);
    return rc;
}

static void free_xsa(struct bpq_xsa *x)
{
    for (size_t i = 0; i < x->n; i++) {
        struct bpq_standing *s = &x->v[i];

        free(s->how);
        bpq_ported_free(&s->port);
        bpq_public_types_free(&s->types);
        if (s->next)
            bpq_next_free(s->next);
        free(s->next);
    }
    free(x->v);
    free(x->needs);
}

void bpq_standings_free(struct bpq_standings *s)
{
    for (size_t i = 0; i < s->n; i++)
        free_xsa(&s->v[i]);
    free(s->v);
    memset(s, 0, sizeof(*s));
}
