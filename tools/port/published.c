/* SPDX-License-Identifier: LGPL-2.1-only */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "port/published.h"
#include "base/buf.h"
#include "git/history.h"
#include "port/unnamed.h"

/* ---- the branches ---- */

/* Is NAME (after refs/heads/ or a remote) "stable-X.Y"? */
static bool parse_name(const char *ref, struct bpq_stable *s)
{
    const char *name = strrchr(ref, '/');
    int end = 0;

    if (!name ||
        sscanf(name, "/stable-%u.%u%n", &s->major, &s->minor, &end) != 2 ||
        name[end])
        return false;
    return !strncmp(ref, "refs/heads/", 11) ||
           !strncmp(ref, "refs/remotes/", 13);
}

static bool know_branch(const struct bpq_published *p,
                        const struct bpq_stable *s)
{
    for (size_t i = 0; i < p->n_branches; i++)
        if (p->branches[i].major == s->major &&
            p->branches[i].minor == s->minor)
            return true;
    return false;
}

static int by_version(const void *va, const void *vb)
{
    const struct bpq_stable *a = va, *b = vb;

    if (a->major != b->major)
        return a->major < b->major ? -1 : 1;
    return a->minor < b->minor ? -1 : a->minor > b->minor;
}

/* The branches' names; the first commit of each is its tip until it is read. */
static int find_branches(struct bpq_published *p, struct bpq_err *e)
{
    git_reference_iterator *it = NULL;
    git_reference *ref;
    int r = git_reference_iterator_new(&it, p->repo->git);

    while (r >= 0 && (r = git_reference_next(&ref, it)) >= 0) {
        struct bpq_stable s = {0};
        git_object *o = NULL;

        if (parse_name(git_reference_name(ref), &s) && !know_branch(p, &s) &&
            !git_reference_peel(&o, ref, GIT_OBJECT_COMMIT)) {
            s.name = bpq_fmt("%u.%u", s.major, s.minor);
            s.commits = bpq_grow(NULL, 1, sizeof(*s.commits));
            s.commits[0] = *git_object_id(o);
            p->branches =
                bpq_grow(p->branches, p->n_branches + 1, sizeof(*p->branches));
            p->branches[p->n_branches++] = s;
        }
        git_object_free(o);
        git_reference_free(ref);
    }
    git_reference_iterator_free(it);
    if (r < 0 && r != GIT_ITEROVER)
        return bpq_repo_error(p->repo, r, e, "its branches");
    if (p->n_branches)
        qsort(p->branches, p->n_branches, sizeof(*p->branches), by_version);
    return BPQ_OK;
}

/* ---- what they have ---- */

struct reading {
    struct bpq_published *p;
    struct bpq_unnamed unnamed;
};

static void turn_round(struct bpq_stable *s)
{
    for (size_t i = 0, j = s->n; i + 1 < j; i++) {
        git_oid id = s->commits[i];
        git_time_t t = s->times[i];

        j--;
        s->commits[i] = s->commits[j];
        s->commits[j] = id;
        s->times[i] = s->times[j];
        s->times[j] = t;
    }
}

static void add(struct bpq_published *p, const struct bpq_backport *b)
{
    p->v = bpq_grow(p->v, p->n + 1, sizeof(*p->v));
    p->v[p->n++] = *b;
}

/* A commit of a branch, of which the message is read. */
static void add_backports(struct reading *rd, const struct bpq_backport *as,
                          git_commit *c)
{
    struct bpq_named *named = NULL;
    size_t n = 0;

    bpq_message_names(git_commit_message(c), 0, &named, &n);
    for (size_t i = 0; i < n; i++) {
        struct bpq_backport b = *as;

        b.mainline = named[i].what;
        if (!named[i].reverts)
            add(rd->p, &b);
    }
    if (!n) {
        bpq_unnamed_add(&rd->unnamed, c, rd->p->n);
        add(rd->p, as);
    }
    free(named);
}

/* Read one commit; *id becomes its parent, if it has one. */
static int add_commit(struct reading *rd, size_t b, git_oid *id, bool *is_root,
                      struct bpq_err *e)
{
    struct bpq_published *p = rd->p;
    struct bpq_stable *s = &p->branches[b];
    git_commit *c = NULL;
    int r = git_commit_lookup(&c, p->repo->git, id);

    if (r < 0)
        return bpq_repo_error(p->repo, r, e, "commit %s of stable-%s",
                              git_oid_tostr_s(id), s->name);
    s->commits = bpq_grow(s->commits, s->n + 1, sizeof(*s->commits));
    s->times = bpq_grow(s->times, s->n + 1, sizeof(*s->times));
    s->commits[s->n] = *id;
    s->times[s->n] = git_commit_time(c);
    add_backports(
        rd,
        &(struct bpq_backport){
            .id = *id, .branch = b, .at = s->n++, .when = git_commit_time(c)},
        c);
    *is_root = !git_commit_parentcount(c);
    if (!*is_root)
        *id = *git_commit_parent_id(c, 0);
    git_commit_free(c);
    return BPQ_OK;
}

/* From the tip down to the commit that mainline has, too. */
static int read_branch(struct reading *rd, size_t b, const git_oid *mainline,
                       struct bpq_err *e)
{
    struct bpq_published *p = rd->p;
    struct bpq_stable *s = &p->branches[b];
    git_oid id = s->commits[0], fork;
    bool is_root = false;
    int rc = BPQ_OK, r = git_merge_base(&fork, p->repo->git, mainline, &id);

    if (r < 0 && r != GIT_ENOTFOUND)
        return bpq_repo_error(p->repo, r, e, "the history of stable-%s",
                              s->name);
    while (!rc && !is_root && (r < 0 || !git_oid_equal(&id, &fork)))
        rc = add_commit(rd, b, &id, &is_root, e);
    turn_round(s);
    return rc;
}

static int by_mainline(const void *va, const void *vb)
{
    const struct bpq_backport *a = va, *b = vb;
    int r = git_oid_cmp(&a->mainline, &b->mainline);

    if (r)
        return r;
    if (a->branch != b->branch)
        return a->branch < b->branch ? -1 : 1;
    return a->at < b->at ? -1 : a->at > b->at;
}

/* What the unnamed ones are made from; those that are none are left out. */
static int name_the_unnamed(struct reading *rd, const git_oid *mainline,
                            struct bpq_err *e)
{
    struct bpq_published *p = rd->p;
    int rc = bpq_unnamed_find(&rd->unnamed, p->repo, mainline, e);
    size_t kept = 0;

    for (size_t i = 0; i < rd->unnamed.n; i++)
        p->v[rd->unnamed.v[i].at].mainline = rd->unnamed.v[i].mainline;
    for (size_t i = 0; i < p->n; i++)
        if (!git_oid_is_zero(&p->v[i].mainline))
            p->v[kept++] = p->v[i];
    p->n = kept;
    return rc;
}

/* "at" was counted from the tip, and is to count from the oldest. */
static void put_in_order(struct bpq_published *p)
{
    for (size_t i = 0; i < p->n; i++)
        p->v[i].at = p->branches[p->v[i].branch].n - 1 - p->v[i].at;
    if (p->n)
        qsort(p->v, p->n, sizeof(*p->v), by_mainline);
}

int bpq_published_read(struct bpq_published *p, struct bpq_repo *repo,
                       struct bpq_err *e)
{
    struct reading rd = {.p = p};
    git_commit *mainline = NULL;
    int rc;

    *p = (struct bpq_published){.repo = repo};
    rc = bpq_repo_commit(repo, "master", &mainline, e);
    if (!rc)
        rc = find_branches(p, e);
    for (size_t i = 0; !rc && i < p->n_branches; i++)
        rc = read_branch(&rd, i, git_commit_id(mainline), e);
    if (!rc)
        rc = name_the_unnamed(&rd, git_commit_id(mainline), e);
    if (!rc)
        put_in_order(p);
    bpq_unnamed_free(&rd.unnamed);
    git_commit_free(mainline);
    if (rc)
        bpq_published_free(p);
    return rc;
}

void bpq_published_free(struct bpq_published *p)
{
    for (size_t i = 0; i < p->n_branches; i++) {
        free(p->branches[i].name);
        free(p->branches[i].commits);
        free(p->branches[i].times);
    }
    free(p->branches);
    free(p->v);
    memset(p, 0, sizeof(*p));
}

const struct bpq_backport *bpq_published_of(const struct bpq_published *p,
                                            const git_oid *mainline, size_t *n)
{
    size_t from = 0, to = p->n, end;

    while (from < to) {
        size_t mid = from + (to - from) / 2;

        if (git_oid_cmp(&p->v[mid].mainline, mainline) < 0)
            from = mid + 1;
        else
            to = mid;
    }
    for (end = from; end < p->n && git_oid_equal(&p->v[end].mainline, mainline);
         end++)
        ;
    *n = end - from;
    return p->n ? p->v + from : NULL;
}

const char *bpq_published_where(const struct bpq_published *p,
                                const git_oid *mainline, const git_oid *id)
{
    size_t n;
    const struct bpq_backport *b = bpq_published_of(p, mainline, &n);

    for (size_t i = 0; i < n; i++)
        if (git_oid_equal(&b[i].id, id))
            return p->branches[b[i].branch].name;
    return NULL;
}

const struct bpq_stable *bpq_published_branch(const struct bpq_published *p,
                                              const char *name)
{
    for (size_t i = 0; i < p->n_branches; i++)
        if (!strcmp(p->branches[i].name, name))
            return &p->branches[i];
    return NULL;
}
