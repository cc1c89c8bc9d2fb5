/* SPDX-License-Identifier: LGPL-2.1-only */
#define _GNU_SOURCE
#include "plan/follow.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "git/history.h"
#include "git/trace.h"
#include "plan/area.h"
#include "plan/picks.h"

struct finding {
    struct bpq_repo *repo;
    const struct bpq_plan *plan;
    struct bpq_follow_ups *out;
    struct bpq_picks picks;
    git_time_t fork; /* when the first base left upstream, if that is earlier */
    git_time_t newest; /* of all commits read */
    git_oid *read;     /* all commits read, from young to old */
    size_t n_read;
    bool area; /* also list commits that only belong to the area */
    struct bpq_err *e;
};

/* ---- commits that concern picks ---- */

static struct bpq_follow_up *follow_up(struct finding *f, git_commit *c,
                                       const git_oid *id)
{
    struct bpq_follow_ups *out = f->out;
    struct bpq_follow_up *u;

    for (size_t i = 0; i < out->n; i++)
        if (git_oid_equal(&out->v[i].id, id))
            return &out->v[i];
    out->v = bpq_grow(out->v, out->n + 1, sizeof(*out->v));
    u = &out->v[out->n++];
    memset(u, 0, sizeof(*u));
    u->id = *id;
    u->time = git_commit_time(c);
    u->subject = bpq_strdup(git_commit_summary(c));
    return u;
}

/* The relation of commit c, or of the one that it is a copy of, to the patch.
 */
static struct bpq_relation *relate(struct finding *f, git_commit *c,
                                   size_t patch, unsigned how)
{
    git_oid id = bpq_origin_of(c);
    struct bpq_follow_up *u;
    size_t i;

    u = follow_up(f, c, git_oid_is_zero(&id) ? git_commit_id(c) : &id);
    for (i = 0; i < u->n && u->to[i].patch != patch; i++)
        ;
    if (i == u->n) {
        u->to = bpq_grow(u->to, u->n + 1, sizeof(*u->to));
        u->to[u->n++] = (struct bpq_relation){.patch = patch};
    }
    u->to[i].how |= how;
    return &u->to[i];
}

/* Abbreviated ids have at least as many digits. */
#define SHORTEST 7

static void read_line(struct finding *f, git_commit *c, const char *line,
                      size_t len)
{
    unsigned how = BPQ_NAMES;
    const char *p = line, *end = line + len;

    if (memmem(line, len, "Fixes:", 6))
        how = BPQ_FIXES;
    else if (memmem(line, len, "This reverts commit", 19))
        how = BPQ_REVERTS;
    while (p < end) {
        size_t n = 0;

        while (p + n < end && isalnum((unsigned char)p[n]))
            n++;
        if (n >= SHORTEST && n <= 40 && strspn(p, "0123456789abcdef") >= n) {
            size_t patch = bpq_picks_find(&f->picks, p, n);

            if (patch != BPQ_NO_PICK)
                relate(f, c, patch, how);
        }
        p += n ? n : 1;
    }
}

static void read_subject(struct finding *f, git_commit *c)
{
    const char *subject = git_commit_summary(c);
    size_t len;

    if (!subject || strncmp(subject, "Revert \"", 8))
        return;
    len = strlen(subject + 8);
    for (size_t i = 0; i < f->plan->n_patches; i++) {
        const char *picked = f->picks.v[i].subject;

        if (picked && len == strlen(picked) + 1 &&
            subject[8 + len - 1] == '"' &&
            !strncmp(subject + 8, picked, len - 1))
            relate(f, c, i, BPQ_REVERTS);
    }
}

static void look_at(void *arg, git_commit *c)
{
    struct finding *f = arg;

    bpq_picks_see(&f->picks, c);
    f->read = bpq_grow(f->read, f->n_read + 1, sizeof(*f->read));
    f->read[f->n_read++] = *git_commit_id(c);
    if (git_commit_time(c) > f->newest)
        f->newest = git_commit_time(c);
}

static void read_commit(struct finding *f, git_commit *c)
{
    const char *line = git_commit_message(c);

    if (bpq_picks_which(&f->picks, c) != BPQ_NO_PICK)
        return;
    read_subject(f, c);
    while (*line) {
        size_t len = strcspn(line, "\n");

        read_line(f, c, line, len);
        line += len + (line[len] == '\n');
    }
}

static int read_messages(struct finding *f)
{
    for (size_t i = 0; i < f->n_read; i++) {
        git_commit *c = NULL;
        int r = git_commit_lookup(&c, f->repo->git, &f->read[i]);

        if (r < 0)
            return bpq_repo_error(f->repo, r, f->e, "commit %s",
                                  git_oid_tostr_s(&f->read[i]));
        read_commit(f, c);
        git_commit_free(c);
    }
    return BPQ_OK;
}

static int follow_lines(struct finding *f, const git_oid *tip)
{
    struct bpq_touches touches = {NULL, 0};
    int rc;

    rc = bpq_trace(f->repo, tip, f->picks.since, bpq_picks_which, &f->picks,
                   &touches, f->e);
    for (size_t i = 0; !rc && i < touches.n; i++) {
        const struct bpq_touch *t = &touches.v[i];
        struct bpq_relation *r;
        git_commit *c;

        if (git_commit_lookup(&c, f->repo->git, &t->by) < 0)
            continue;
        r = relate(f, c, t->pick, BPQ_TOUCHES);
        r->changed += t->changed;
        r->between += t->between;
        git_commit_free(c);
    }
    bpq_touches_free(&touches);
    return rc;
}

static int find_area(struct finding *f)
{
    struct bpq_area_hits hits;
    int rc;

    rc = bpq_area_find(&hits, f->repo, f->plan, f->read, f->n_read, f->e);
    for (size_t i = 0; !rc && i < hits.n; i++) {
        git_commit *c;

        if (git_commit_lookup(&c, f->repo->git, &hits.v[i].id) < 0)
            continue;
        follow_up(f, c, &hits.v[i].id)->area = bpq_strdup(hits.v[i].how);
        git_commit_free(c);
    }
    bpq_area_hits_free(&hits);
    return rc;
}

/* All bases have the upstream commits before the first base left upstream. */
static int find_fork(struct finding *f, const git_oid *tip)
{
    git_commit *base = NULL, *fork = NULL;
    git_oid id;
    int rc;

    f->fork = f->picks.since;
    rc = bpq_repo_commit(f->repo, f->plan->bases.v[0], &base, f->e);
    if (!rc && !git_merge_base(&id, f->repo->git, tip, git_commit_id(base)) &&
        !git_commit_lookup(&fork, f->repo->git, &id) &&
        git_commit_time(fork) < f->fork)
        f->fork = git_commit_time(fork);
    git_commit_free(fork);
    git_commit_free(base);
    return rc;
}

static int read_upstream(struct finding *f, const char *until)
{
    git_commit *tip = NULL;
    int rc;

    rc = bpq_repo_commit(f->repo, until, &tip, f->e);
    if (!rc)
        rc = find_fork(f, git_commit_id(tip));
    if (!rc)
        rc = bpq_history_walk(f->repo, git_commit_id(tip), f->fork, look_at, f,
                              f->e);
    bpq_picks_match(&f->picks);
    if (!rc)
        rc = read_messages(f);
    if (!rc)
        rc = follow_lines(f, git_commit_id(tip));
    if (!rc)
        rc = find_area(f);
    git_commit_free(tip);
    return rc;
}

/* ---- which commits matter ---- */

/* Does the base want one of the patches that the commit concerns? */
static bool matters(const struct finding *f, const struct bpq_follow_up *u,
                    const char *base)
{
    if (u->area)
        return true;
    for (size_t i = 0; i < u->n; i++)
        if (bpq_plan_wants(f->plan, &f->plan->patches[u->to[i].patch], base))
            return true;
    return false;
}

static int check_base(struct finding *f, const char *base,
                      struct bpq_patchids *ids)
{
    struct bpq_history h;
    git_commit *c = NULL;
    int rc;

    rc = bpq_repo_commit(f->repo, base, &c, f->e);
    if (rc)
        return rc;
    rc = bpq_history_read(&h, f->repo, ids, git_commit_id(c), f->fork, f->e);
    git_commit_free(c);
    for (size_t i = 0; !rc && i < f->out->n; i++) {
        struct bpq_follow_up *u = &f->out->v[i];
        char *how = NULL;

        if (!matters(f, u, base))
            continue;
        if (git_commit_lookup(&c, f->repo->git, &u->id) < 0)
            continue; /* only a branch names it; this clone lacks it */
        rc = bpq_history_has(&h, c, &how, f->e);
        git_commit_free(c);
        if (!how)
            bpq_strs_add(&u->lacking, base);
        free(how);
    }
    bpq_history_free(&h);
    return rc;
}

static void free_one(struct bpq_follow_up *u)
{
    free(u->subject);
    free(u->area);
    free(u->to);
    bpq_strs_free(&u->lacking);
}

static int by_time(const void *a, const void *b)
{
    const struct bpq_follow_up *x = a, *y = b;

    if (x->time != y->time)
        return x->time < y->time ? -1 : 1;
    return git_oid_cmp(&x->id, &y->id);
}

/* Is it listed unless something explains it? */
static bool is_listed(const struct finding *f, const struct bpq_follow_up *u)
{
    return u->n || f->area;
}

static void take_out_picks(struct finding *f)
{
    struct bpq_follow_ups *out = f->out;
    size_t n = 0;

    for (size_t i = 0; i < out->n; i++) {
        if (bpq_picks_find(&f->picks, git_oid_tostr_s(&out->v[i].id), 40) ==
            BPQ_NO_PICK) {
            out->v[n++] = out->v[i];
            continue;
        }
        out->picked += is_listed(f, &out->v[i]);
        free_one(&out->v[i]);
    }
    out->n = n;
}

static void take_out_had(struct finding *f)
{
    struct bpq_follow_ups *out = f->out;
    size_t n = 0;

    for (size_t i = 0; i < out->n; i++) {
        if (out->v[i].lacking.n) {
            out->v[n++] = out->v[i];
            continue;
        }
        out->in_bases += is_listed(f, &out->v[i]);
        free_one(&out->v[i]);
    }
    out->n = n;
}

/* An explanation is idle if its commit was examined and is not listed. */
static bool is_idle(const struct finding *f, const git_oid *id)
{
    git_commit *c = NULL;
    bool idle;

    if (git_commit_lookup(&c, f->repo->git, id) < 0)
        return false;
    idle = git_commit_time(c) <= f->newest;
    git_commit_free(c);
    return idle;
}

/* A user may add to the plan what it ignores. */
static bool is_local(const struct bpq_plan *p, const char *id)
{
    for (size_t i = 0; i < p->n_patches; i++)
        if (p->patches[i].local && p->patches[i].id &&
            !strcmp(p->patches[i].id, id))
            return true;
    return false;
}

static void apply_ignores(struct finding *f)
{
    struct bpq_follow_ups *out = f->out;
    size_t k;
    git_oid id;

    for (size_t i = 0; i < f->plan->n_ignores; i++) {
        const struct bpq_ignore *g = &f->plan->ignores[i];

        git_oid_fromstr(&id, g->id);
        for (k = 0; k < out->n && !git_oid_equal(&out->v[k].id, &id); k++)
            ;
        if (k < out->n) {
            out->v[k].ignore = g;
        } else if (!is_local(f->plan, g->id) && is_idle(f, &id)) {
            out->idle =
                bpq_grow(out->idle, out->n_idle + 1, sizeof(*out->idle));
            out->idle[out->n_idle++] = g;
        }
    }
}

static void take_out_unlisted(struct finding *f)
{
    struct bpq_follow_ups *out = f->out;
    size_t n = 0;

    for (size_t i = 0; i < out->n; i++) {
        if (is_listed(f, &out->v[i]))
            out->v[n++] = out->v[i];
        else
            free_one(&out->v[i]);
    }
    out->n = n;
}

int bpq_follow_ups(struct bpq_follow_ups *out, struct bpq_repo *repo,
                   const struct bpq_plan *plan, struct bpq_patchids *ids,
                   bool area, const char *until, struct bpq_err *e)
{
    struct finding f = {
        .repo = repo, .plan = plan, .out = out, .area = area, .e = e};
    int rc;

    memset(out, 0, sizeof(*out));
    rc = bpq_picks_read(&f.picks, repo, plan, e);
    if (!rc)
        rc = read_upstream(&f, until);
    if (!rc)
        take_out_picks(&f);
    for (size_t i = 0; !rc && i < plan->bases.n; i++)
        rc = check_base(&f, plan->bases.v[i], ids);
    if (!rc) {
        take_out_had(&f);
        apply_ignores(&f);
        take_out_unlisted(&f);
    }
    if (out->n)
        qsort(out->v, out->n, sizeof(*out->v), by_time);
    bpq_picks_free(&f.picks);
    free(f.read);
    return rc;
}

void bpq_follow_ups_free(struct bpq_follow_ups *f)
{
    for (size_t i = 0; i < f->n; i++)
        free_one(&f->v[i]);
    free(f->v);
    free(f->idle);
    memset(f, 0, sizeof(*f));
}
