/* SPDX-License-Identifier: LGPL-2.1-only */
#define _GNU_SOURCE
#include "git/history.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "git/xsas.h"

static const struct {
    const char *word;
    bool reverts;
} words[] = {
    {"cherry picked from commit ", false},
    {"master commit: ", false},
    {"This reverts commit ", true},
};
#define N_WORDS (sizeof(words) / sizeof(words[0]))

static void name_line(const char *line, size_t by, struct bpq_named **named,
                      size_t *n)
{
    line += strspn(line, " \t([");
    for (size_t i = 0; i < N_WORDS; i++) {
        size_t len = strlen(words[i].word);

        if (strncasecmp(line, words[i].word, len))
            continue;
        line += len;
        line += strspn(line, " \t");
        if (strspn(line, "0123456789abcdef") != 40)
            return;
        *named = bpq_grow(*named, *n + 1, sizeof(**named));
        git_oid_fromstrn(&(*named)[*n].what, line, 40);
        (*named)[*n].by = by;
        (*named)[(*n)++].reverts = words[i].reverts;
        return;
    }
}

void bpq_message_names(const char *message, size_t by, struct bpq_named **named,
                       size_t *n)
{
    const char *line = message;

    while (line) {
        name_line(line, by, named, n);
        line = strchr(line, '\n');
        line = line ? line + 1 : NULL;
    }
}

/* Commits to visit; libgit2's walk would first sort the whole history. */
struct pending {
    git_commit **v;
    size_t n;
};

static int push(struct pending *p, struct bpq_repo *repo, const git_oid *id,
                struct bpq_err *e)
{
    git_commit *c = NULL;
    int r;

    for (size_t i = 0; i < p->n; i++)
        if (git_oid_equal(git_commit_id(p->v[i]), id))
            return BPQ_OK;
    r = git_commit_lookup(&c, repo->git, id);
    if (r < 0)
        return bpq_repo_error(repo, r, e, "commit %s of the base's history",
                              git_oid_tostr_s(id));
    p->v = bpq_grow(p->v, p->n + 1, sizeof(*p->v));
    p->v[p->n++] = c;
    return BPQ_OK;
}

/* Take the youngest. */
static git_commit *pop(struct pending *p)
{
    git_commit *c;
    size_t best = 0;

    for (size_t i = 1; i < p->n; i++)
        if (git_commit_time(p->v[i]) > git_commit_time(p->v[best]))
            best = i;
    c = p->v[best];
    p->v[best] = p->v[--p->n];
    return c;
}

/* Clocks differ, so stop only after this many commits in a row are too old. */
#define OLDER 20

int bpq_history_walk(struct bpq_repo *repo, const git_oid *from,
                     git_time_t since, bpq_walk_fn *f, void *arg,
                     struct bpq_err *e)
{
    struct pending pending = {NULL, 0};
    unsigned older = 0;
    int rc;

    rc = push(&pending, repo, from, e);
    while (!rc && pending.n && older < OLDER) {
        git_commit *c = pop(&pending);

        older = git_commit_time(c) < since ? older + 1 : 0;
        f(arg, c);
        for (unsigned i = 0; !rc && i < git_commit_parentcount(c); i++)
            rc = push(&pending, repo, git_commit_parent_id(c, i), e);
        git_commit_free(c);
    }
    while (pending.n)
        git_commit_free(pop(&pending));
    free(pending.v);
    return rc;
}

char *bpq_titled(const git_commit *c)
{
    return bpq_fmt("%s %s", git_commit_author(c)->email,
                   git_commit_summary((git_commit *)c));
}

static bool fixes_advisory(const git_commit *c)
{
    unsigned *xsas = NULL;
    size_t n = 0;

    bpq_message_advisories(git_commit_message(c), &xsas, &n);
    free(xsas);
    return n;
}

static void add_past(void *arg, git_commit *c)
{
    struct bpq_history *h = arg;

    h->past = bpq_grow(h->past, h->n + 1, sizeof(*h->past));
    memset(&h->past[h->n], 0, sizeof(*h->past));
    h->past[h->n].id = *git_commit_id(c);
    if (fixes_advisory(c))
        h->past[h->n].titled = bpq_titled(c);
    bpq_message_names(git_commit_message(c), h->n++, &h->named, &h->n_named);
}

int bpq_history_read(struct bpq_history *h, struct bpq_repo *repo,
                     struct bpq_patchids *ids, const git_oid *base,
                     git_time_t since, struct bpq_err *e)
{
    int rc;

    memset(h, 0, sizeof(*h));
    h->repo = repo;
    h->ids = ids;
    h->base = *base;
    h->since = since;
    rc = bpq_history_walk(repo, base, since, add_past, h, e);
    h->n_base = h->n;
    return rc;
}

/* Is it among the commits from the n-th on? */
static bool is_before(const struct bpq_history *h, size_t n, const git_oid *id)
{
    for (size_t i = n; i < h->n; i++)
        if (git_oid_equal(&h->past[i].id, id))
            return true;
    return false;
}

int bpq_history_before(struct bpq_history *h, const git_oid *before,
                       struct bpq_err *e)
{
    int rc = bpq_history_walk(h->repo, before, h->since, add_past, h, e);

    h->before = *before;
    for (size_t i = 0; !rc && i < h->n_base; i++)
        h->past[i].again = is_before(h, h->n_base, &h->past[i].id);
    return rc;
}

int bpq_history_reach(struct bpq_history *h, git_time_t since,
                      struct bpq_err *e)
{
    struct bpq_history was = *h;
    int rc;

    if (since >= h->since)
        return BPQ_OK;
    bpq_history_free(h);
    rc = bpq_history_read(h, was.repo, was.ids, &was.base, since, e);
    if (!rc && !git_oid_is_zero(&was.before))
        rc = bpq_history_before(h, &was.before, e);
    return rc;
}

void bpq_history_free(struct bpq_history *h)
{
    for (size_t i = 0; i < h->n; i++)
        free(h->past[i].titled);
    free(h->past);
    free(h->named);
    memset(h, 0, sizeof(*h));
}

static int get_paths(struct bpq_history *h, struct bpq_err *e)
{
    int rc = BPQ_OK;

    for (size_t i = 0; !rc && !h->have_paths && i < h->n; i++) {
        git_commit *c = NULL;
        int r = git_commit_lookup(&c, h->repo->git, &h->past[i].id);

        if (r < 0)
            return bpq_repo_error(h->repo, r, e, "commit %s",
                                  git_oid_tostr_s(&h->past[i].id));
        rc = bpq_patchids_paths(h->ids, h->repo, c, &h->past[i].paths, e);
        git_commit_free(c);
    }
    h->have_paths = !rc;
    return rc;
}

static int get_id(struct bpq_history *h, struct bpq_past *past,
                  struct bpq_err *e)
{
    git_commit *c = NULL;
    int rc, r = git_commit_lookup(&c, h->repo->git, &past->id);

    if (r < 0)
        return bpq_repo_error(h->repo, r, e, "commit %s",
                              git_oid_tostr_s(&past->id));
    rc = bpq_patchids_get(h->ids, h->repo, c, &past->patch, e);
    git_commit_free(c);
    return rc;
}

/* Compute the patch-ids of the commits that change the same paths, and no
 * others: only these can have the same one. */
static int get_ids(struct bpq_history *h, const git_oid *paths,
                   struct bpq_err *e)
{
    int rc = get_paths(h, e);

    for (size_t i = 0; !rc && !git_oid_is_zero(paths) && i < h->n; i++)
        if (git_oid_equal(&h->past[i].paths, paths) &&
            git_oid_is_zero(&h->past[i].patch))
            rc = get_id(h, &h->past[i], e);
    return rc;
}

/* A search for one commit, from old to new. */
struct search {
    const struct bpq_history *h;
    git_oid what, patch;
    git_oid origin;  /* the commit that it is made from, or zero */
    char *titled;    /* its author and subject */
    const char *how; /* NULL: not found */
    size_t at;       /* where in past */
    git_oid as, lost_by;
    const char *lost;
};

static void found(struct search *s, size_t i, const char *how)
{
    s->how = how;
    s->at = i;
    s->as = s->h->past[i].id;
}

static bool is_origin(const struct search *s, const git_oid *id)
{
    return !git_oid_is_zero(&s->origin) && git_oid_equal(&s->origin, id);
}

static void follow_name(struct search *s, const struct bpq_named *m)
{
    if (!m->reverts) {
        if (git_oid_equal(&m->what, &s->what))
            found(s, m->by, "which names it");
        else if (is_origin(s, &m->what))
            found(s, m->by, "which is made from the same commit");
    } else if (s->how && (git_oid_equal(&m->what, &s->what) ||
                          git_oid_equal(&m->what, &s->as))) {
        s->lost = s->how;
        s->lost_by = s->h->past[m->by].id;
        s->how = NULL;
    } else if (!s->how && s->lost && git_oid_equal(&m->what, &s->lost_by)) {
        s->how = s->lost;
        s->lost = NULL;
    }
}

static void search(struct search *s)
{
    const struct bpq_history *h = s->h;
    size_t k = h->n_named;

    for (size_t i = h->n; i-- > 0;) {
        const struct bpq_past *p = &h->past[i];

        if (p->again)
            continue;
        if (git_oid_equal(&p->id, &s->what))
            found(s, i, "");
        else if (is_origin(s, &p->id))
            found(s, i, "from which it is made");
        else if (!git_oid_is_zero(&s->patch) &&
                 git_oid_equal(&p->patch, &s->patch))
            found(s, i, "with the same patch-id");
        else if (p->titled && !strcmp(p->titled, s->titled))
            found(s, i, "which is by the same author and has its subject");
        for (; k > 0 && h->named[k - 1].by >= i; k--)
            if (!h->past[h->named[k - 1].by].again)
                follow_name(s, &h->named[k - 1]);
    }
}

int bpq_history_has_before(struct bpq_history *h, git_commit *commit,
                           git_oid *as, char **how, struct bpq_err *e)
{
    struct search s = {.h = h,
                       .what = *git_commit_id(commit),
                       .origin = bpq_origin_of(commit)};
    git_oid paths;
    int rc;

    *how = NULL;
    memset(as, 0, sizeof(*as));
    rc = bpq_patchids_paths(h->ids, h->repo, commit, &paths, e);
    if (!rc)
        rc = get_ids(h, &paths, e);
    if (!rc)
        rc = bpq_patchids_get(h->ids, h->repo, commit, &s.patch, e);
    if (rc)
        return rc;
    s.titled = bpq_titled(commit);
    search(&s);
    free(s.titled);
    if (s.how && s.at >= h->n_base)
        *as = s.as;
    if (s.how && !*s.how)
        *how = bpq_strdup("the base has it: it is part of its history");
    else if (s.how)
        *how =
            bpq_fmt("the base has it as %s, %s", git_oid_tostr_s(&s.as), s.how);
    return BPQ_OK;
}

int bpq_history_has(struct bpq_history *h, git_commit *commit, char **how,
                    struct bpq_err *e)
{
    git_oid as;

    return bpq_history_has_before(h, commit, &as, how, e);
}

bool bpq_same_title(const git_commit *a, const git_commit *b)
{
    char *of_a = bpq_titled(a), *of_b = bpq_titled(b);
    bool same = !strcmp(of_a, of_b);

    free(of_a);
    free(of_b);
    return same;
}

bool bpq_stands_for(const git_commit *fix, const git_commit *c)
{
    return bpq_same_title(fix, c) && fixes_advisory(fix);
}

git_oid bpq_origin_of(git_commit *c)
{
    struct bpq_named *named = NULL;
    git_oid id = {{0}};
    size_t n = 0;

    bpq_message_names(git_commit_message(c), 0, &named, &n);
    for (size_t i = 0; i < n; i++)
        if (!named[i].reverts) {
            id = named[i].what;
            break;
        }
    free(named);
    return id;
}

void bpq_history_since(struct bpq_repo *repo, git_commit *c, git_time_t *since)
{
    git_oid origin = bpq_origin_of(c);
    git_commit *from = NULL;

    if (git_commit_author(c)->when.time < *since)
        *since = git_commit_author(c)->when.time;
    if (!git_oid_is_zero(&origin) &&
        !git_commit_lookup(&from, repo->git, &origin) &&
        git_commit_author(from)->when.time < *since)
        *since = git_commit_author(from)->when.time;
    git_commit_free(from);
}
