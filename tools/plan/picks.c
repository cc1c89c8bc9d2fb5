/* SPDX-License-Identifier: LGPL-2.1-only */
#include "plan/picks.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "git/history.h"
#include "git/trace.h"

/* A commit that a pick is, or is a copy of. */
struct bpq_alias {
    git_oid id;
    size_t patch;
};

static int by_id(const void *a, const void *b)
{
    const struct bpq_alias *x = a, *y = b;
    int r = git_oid_cmp(&x->id, &y->id);

    return r ? r : (x->patch > y->patch) - (x->patch < y->patch);
}

static void sort(struct bpq_picks *p)
{
    if (p->n_aliases)
        qsort(p->aliases, p->n_aliases, sizeof(*p->aliases), by_id);
}

static void add_alias(struct bpq_picks *p, const git_oid *id, size_t patch)
{
    p->aliases = bpq_grow(p->aliases, p->n_aliases + 1, sizeof(*p->aliases));
    p->aliases[p->n_aliases++] = (struct bpq_alias){*id, patch};
}

/* The first alias whose id is not less than id. */
static const struct bpq_alias *lower(const struct bpq_picks *p,
                                     const git_oid *id)
{
    size_t lo = 0, hi = p->n_aliases;

    while (lo < hi) {
        size_t mid = (lo + hi) / 2;

        if (git_oid_cmp(&p->aliases[mid].id, id) < 0)
            lo = mid + 1;
        else
            hi = mid;
    }
    return p->aliases + lo;
}

size_t bpq_picks_find(const struct bpq_picks *p, const char *hex, size_t len)
{
    char full[41] = "0000000000000000000000000000000000000000";
    const struct bpq_alias *a;
    git_oid id;

    memcpy(full, hex, len);
    if (git_oid_fromstr(&id, full))
        return BPQ_NO_PICK;
    a = lower(p, &id);
    if (a < p->aliases + p->n_aliases && !git_oid_ncmp(&a->id, &id, len))
        return a->patch;
    return BPQ_NO_PICK;
}

size_t bpq_picks_which(const void *arg, git_commit *c)
{
    const struct bpq_picks *p = arg;
    git_oid from;
    size_t patch;

    patch = bpq_picks_find(p, git_oid_tostr_s(git_commit_id(c)), 40);
    if (patch != BPQ_NO_PICK)
        return patch;
    from = bpq_origin_of(c);
    return git_oid_is_zero(&from)
               ? BPQ_NO_PICK
               : bpq_picks_find(p, git_oid_tostr_s(&from), 40);
}

static void read_one(struct bpq_picks *p, git_commit *c, size_t patch)
{
    const git_signature *author = git_commit_author(c);
    struct bpq_named *named = NULL;
    size_t n = 0;

    add_alias(p, git_commit_id(c), patch);
    bpq_message_names(git_commit_message(c), 0, &named, &n);
    for (size_t i = 0; i < n; i++)
        if (!named[i].reverts)
            add_alias(p, &named[i].what, patch);
    free(named);
    p->v[patch].subject = bpq_strdup(git_commit_summary(c));
    p->v[patch].author = bpq_strdup(author->name);
    if (author->when.time < p->since)
        p->since = author->when.time;
}

int bpq_picks_read(struct bpq_picks *p, struct bpq_repo *repo,
                   const struct bpq_plan *plan, struct bpq_err *e)
{
    git_commit *c;
    int rc;

    memset(p, 0, sizeof(*p));
    p->plan = plan;
    p->since = INT64_MAX;
    p->v = bpq_alloc(plan->n_patches * sizeof(*p->v));
    for (size_t i = 0; i < plan->n_patches; i++) {
        if (plan->patches[i].source != BPQ_PICK)
            continue;
        rc = bpq_repo_commit(repo, plan->patches[i].id, &c, e);
        if (rc)
            return rc;
        read_one(p, c, i);
        git_commit_free(c);
    }
    sort(p);
    return BPQ_OK;
}

void bpq_picks_see(struct bpq_picks *p, git_commit *c)
{
    size_t patch = bpq_picks_find(p, git_oid_tostr_s(git_commit_id(c)), 40);
    const char *subject = git_commit_summary(c);
    const char *author = git_commit_author(c)->name;

    if (patch != BPQ_NO_PICK)
        p->v[patch].upstream = true;
    for (size_t i = 0; subject && i < p->plan->n_patches; i++)
        if (p->v[i].subject && !strcmp(p->v[i].subject, subject) &&
            !strcmp(p->v[i].author, author))
            p->v[i].twin = *git_commit_id(c);
}

void bpq_picks_match(struct bpq_picks *p)
{
    for (size_t i = 0; i < p->plan->n_patches; i++)
        if (!p->v[i].upstream && !git_oid_is_zero(&p->v[i].twin))
            add_alias(p, &p->v[i].twin, i);
    sort(p);
}

void bpq_picks_free(struct bpq_picks *p)
{
    for (size_t i = 0; p->v && i < p->plan->n_patches; i++) {
        free(p->v[i].subject);
        free(p->v[i].author);
    }
    free(p->v);
    free(p->aliases);
    memset(p, 0, sizeof(*p));
}
