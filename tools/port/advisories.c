/* SPDX-License-Identifier: LGPL-2.1-only */
#include <stdlib.h>
#include <string.h>

#include "port/advisories.h"
#include "base/buf.h"
#include "git/history.h"
#include "git/repo.h"
#include "git/xsas.h"

/* ---- the commits ---- */

struct finding {
    struct bpq_fixes *out;
    const struct bpq_published *published;
    const struct bpq_fixes_wanted *wanted;
};

static bool is_wanted(const struct finding *f, const unsigned *xsas, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!f->wanted->xsa || xsas[i] == f->wanted->xsa)
            return true;
    return false;
}

/* Takes xsas over, and a reference to the commit. */
static void add(struct finding *f, git_commit *c, const char *stable,
                unsigned *xsas, size_t n)
{
    struct bpq_fixes *out = f->out;
    struct bpq_fix *fix;

    out->v = bpq_grow(out->v, out->n + 1, sizeof(*out->v));
    fix = &out->v[out->n++];
    *fix = (struct bpq_fix){.stable = stable,
                            .when = git_commit_time(c),
                            .turn = git_commit_time(c),
                            .xsas = xsas,
                            .n_xsas = n};
    git_commit_dup(&fix->commit, c);
}

/* NULL if it is not there. */
static struct bpq_fix *find(const struct finding *f, const git_oid *id)
{
    for (size_t i = 0; i < f->out->n; i++)
        if (git_oid_equal(git_commit_id(f->out->v[i].commit), id))
            return &f->out->v[i];
    return NULL;
}

/* A commit of mainline; young ones come first. */
static void look_at(void *arg, git_commit *c)
{
    struct finding *f = arg;
    unsigned *xsas = NULL;
    size_t n = 0;

    if (git_commit_parentcount(c) != 1 || git_commit_time(c) < f->wanted->since)
        return;
    bpq_message_advisories(git_commit_message(c), &xsas, &n);
    if (is_wanted(f, xsas, n))
        add(f, c, NULL, xsas, n);
    else
        free(xsas);
}

/* The walk goes from new to old; order makes it old to new among commits of
 * the same time. */
static int read_mainline(struct finding *f, struct bpq_err *e)
{
    git_commit *tip = NULL;
    int rc = bpq_repo_commit(f->published->repo, "master", &tip, e);

    if (!rc)
        rc = bpq_history_walk(f->published->repo, git_commit_id(tip),
                              f->wanted->since, look_at, f, e);
    for (size_t i = 0; i < f->out->n; i++)
        f->out->v[i].order = f->out->n - i;
    git_commit_free(tip);
    return rc;
}

/* ---- stable branches ---- */

/* The commit that a backport was first made from, through other branches'
 * backports of it. */
static git_commit *origin(struct bpq_repo *repo, git_commit *c)
{
    git_commit *from = NULL;

    git_commit_dup(&from, c);
    for (int i = 0; i < 9; i++) {
        git_oid id = bpq_origin_of(from);
        git_commit *next = NULL;

        if (git_oid_is_zero(&id) || git_commit_lookup(&next, repo->git, &id))
            break;
        git_commit_free(from);
        from = next;
    }
    return from;
}

/* Is there a commit of the same author and subject already? */
static bool is_known(const struct finding *f, git_commit *c)
{
    for (size_t i = 0; i < f->out->n; i++)
        if (bpq_same_title(f->out->v[i].commit, c))
            return true;
    return false;
}

static bool is_of_branch(const struct bpq_published *p, const git_oid *id)
{
    for (size_t i = 0; i < p->n_branches; i++)
        for (size_t k = 0; k < p->branches[i].n; k++)
            if (git_oid_equal(&p->branches[i].commits[k], id))
                return true;
    return false;
}

/* If this is the wanted branch, the fix gets the turn of the branch's own
 * backport, the first if it has several. */
static void take_turn(struct finding *f, const struct bpq_stable *s, size_t at,
                      struct bpq_fix *fix)
{
    bool own = f->wanted->branch && !strcmp(f->wanted->branch, s->name);

    if (!own || fix->is_own)
        return;
    fix->is_own = true;
    fix->turn = s->times[at];
    fix->order = at;
}

/*
 * A branch's fix.  The mainline commit that it is made from is a fix as well,
 * even if its own message does not say so.
 */
static void add_stable(struct finding *f, const struct bpq_stable *s, size_t at,
                       git_commit *c, unsigned *xsas, size_t n)
{
    git_commit *from = origin(f->published->repo, c);
    const git_oid *id = git_commit_id(from);
    struct bpq_fix *fix = find(f, id);

    if (!fix && git_commit_parentcount(from) == 1 &&
        git_commit_time(from) >= f->wanted->since) {
        bool mainline = !is_of_branch(f->published, id);

        if (mainline || !is_known(f, c)) {
            add(f, from, mainline ? NULL : s->name, xsas, n);
            fix = &f->out->v[f->out->n - 1];
            fix->order = at;
            xsas = NULL;
        }
    }
    if (fix)
        take_turn(f, s, at, fix);
    free(xsas);
    git_commit_free(from);
}

static int read_stable(struct finding *f, const struct bpq_stable *s,
                       struct bpq_err *e)
{
    for (size_t i = 0; i < s->n; i++) {
        git_commit *c = NULL;
        unsigned *xsas = NULL;
        size_t n = 0;
        int r;

        if (s->times[i] < f->wanted->since)
            continue;
        r = git_commit_lookup(&c, f->published->repo->git, &s->commits[i]);
        if (r < 0)
            return bpq_repo_error(f->published->repo, r, e,
                                  "commit %s of stable-%s",
                                  git_oid_tostr_s(&s->commits[i]), s->name);
        bpq_message_advisories(git_commit_message(c), &xsas, &n);
        if (is_wanted(f, xsas, n))
            add_stable(f, s, i, c, xsas, n);
        else
            free(xsas);
        git_commit_free(c);
    }
    return BPQ_OK;
}

/* The branch itself, and newer ones from the nearest on.  What only older ones
 * have, neither it nor mainline needed. */
static int read_branches(struct finding *f, struct bpq_err *e)
{
    const struct bpq_published *p = f->published;
    const struct bpq_stable *own =
        f->wanted->branch ? bpq_published_branch(p, f->wanted->branch) : NULL;
    int rc = BPQ_OK;

    for (size_t i = own ? (size_t)(own - p->branches) : 0;
         !rc && i < p->n_branches; i++)
        rc = read_stable(f, &p->branches[i], e);
    return rc;
}

static int by_turn(const void *va, const void *vb)
{
    const struct bpq_fix *a = va, *b = vb;

    if (a->turn != b->turn)
        return a->turn < b->turn ? -1 : 1;
    if (a->order != b->order)
        return a->order < b->order ? -1 : 1;
    return git_oid_cmp(git_commit_id(a->commit), git_commit_id(b->commit));
}

int bpq_fixes_find(struct bpq_fixes *out, const struct bpq_published *p,
                   const struct bpq_fixes_wanted *wanted, struct bpq_err *e)
{
    struct finding f = {.out = out, .published = p, .wanted = wanted};
    int rc;

    *out = (struct bpq_fixes){NULL, 0};
    rc = read_mainline(&f, e);
    if (!rc)
        rc = read_branches(&f, e);
    if (!rc && out->n)
        qsort(out->v, out->n, sizeof(*out->v), by_turn);
    if (rc)
        bpq_fixes_free(out);
    return rc;
}

void bpq_fixes_free(struct bpq_fixes *f)
{
    for (size_t i = 0; i < f->n; i++) {
        git_commit_free(f->v[i].commit);
        free(f->v[i].xsas);
    }
    free(f->v);
    memset(f, 0, sizeof(*f));
}
