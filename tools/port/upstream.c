/* SPDX-License-Identifier: LGPL-2.1-only */
#include <stdlib.h>
#include <string.h>

#include "port/upstream.h"
#include "base/buf.h"
#include "base/err.h"
#include "git/history.h"
#include "git/repo.h"
#include "git/treediff.h"
#include "port/advisories.h"

/* A backport says which mainline commit it is made from. */
static git_oid mainline_of(git_commit *c)
{
    git_oid id = bpq_origin_of(c);

    return git_oid_is_zero(&id) ? *git_commit_id(c) : id;
}

/* Put the branch's backport in the place of the commit, if there is one. */
static int take_backport(struct bpq_upstreams *s, git_commit **c,
                         struct bpq_err *e)
{
    git_oid mainline = mainline_of(*c);
    const struct bpq_published *p = s->published;
    const struct bpq_backport *last = NULL;
    size_t n;
    const struct bpq_backport *v = bpq_published_of(p, &mainline, &n);
    int r;

    for (size_t i = 0; i < n; i++)
        if (!strcmp(p->branches[v[i].branch].name, s->from))
            last = &v[i];
    if (!last) {
        char *note =
            bpq_fmt("stable-%s has no backport of %s, which is taken itself",
                    s->from, git_oid_tostr_s(&mainline));
        bpq_strs_add(&s->notes, note);
        free(note);
        return BPQ_OK;
    }
    git_commit_free(*c);
    *c = NULL;
    r = git_commit_lookup(c, p->repo->git, &last->id);
    return r < 0 ? bpq_repo_error(p->repo, r, e, "commit %s",
                                  git_oid_tostr_s(&last->id))
                 : BPQ_OK;
}

/* Takes the commit over. */
static int add(struct bpq_upstreams *s, struct bpq_repo *repo, git_commit *c,
               struct bpq_err *e)
{
    struct bpq_treechange change = {0};
    int rc = s->from ? take_backport(s, &c, e) : BPQ_OK;

    if (rc)
        return rc;
    if (git_commit_parentcount(c) == 1)
        rc = bpq_treechange_of(repo, c, &change, e);
    else
        rc = bpq_error(e, BPQ_FAIL,
                       "%s is %s, not a single change: name the commits that "
                       "it consists of",
                       git_oid_tostr_s(git_commit_id(c)),
                       git_commit_parentcount(c) ? "a merge" : "a root commit");
    if (rc) {
        git_commit_free(c);
        return rc;
    }
    s->v = bpq_grow(s->v, s->n + 1, sizeof(*s->v));
    s->v[s->n++] = (struct bpq_upstream){
        .commit = c, .mainline = mainline_of(c), .change = change};
    return BPQ_OK;
}

static int add_walked(struct bpq_upstreams *s, struct bpq_repo *repo,
                      const git_oid *id, struct bpq_err *e)
{
    git_commit *c = NULL;
    int r = git_commit_lookup(&c, repo->git, id);

    if (r < 0)
        return bpq_repo_error(repo, r, e, "commit %s", git_oid_tostr_s(id));
    if (git_commit_parentcount(c) > 1) {
        git_commit_free(c);
        return BPQ_OK;
    }
    return add(s, repo, c, e);
}

static int walk(struct bpq_upstreams *s, struct bpq_repo *repo,
                const git_commit *from, const git_commit *to, struct bpq_err *e)
{
    git_revwalk *w = NULL;
    git_oid id;
    int rc = BPQ_OK, r = git_revwalk_new(&w, repo->git);

    if (r >= 0) {
        git_revwalk_sorting(w, GIT_SORT_TOPOLOGICAL | GIT_SORT_REVERSE);
        r = git_revwalk_push(w, git_commit_id(to));
    }
    if (r >= 0)
        r = git_revwalk_hide(w, git_commit_id(from));
    while (r >= 0 && !rc && (r = git_revwalk_next(&id, w)) >= 0)
        rc = add_walked(s, repo, &id, e);
    git_revwalk_free(w);
    if (!rc && r < 0 && r != GIT_ITEROVER)
        rc = bpq_repo_error(repo, r, e, "the history of %s",
                            git_oid_tostr_s(git_commit_id(to)));
    return rc;
}

static int add_range(struct bpq_upstreams *s, struct bpq_repo *repo,
                     const char *name, const char *dots, struct bpq_err *e)
{
    char *from = bpq_strndup(name, (size_t)(dots - name));
    git_commit *a = NULL, *b = NULL;
    size_t before = s->n;
    int rc = bpq_repo_commit(repo, from, &a, e);

    if (!rc)
        rc = bpq_repo_commit(repo, dots + 2, &b, e);
    if (!rc)
        rc = walk(s, repo, a, b, e);
    if (!rc && s->n == before)
        rc = bpq_error(e, BPQ_FAIL,
                       "%s: there is no commit in this range: write the older "
                       "end first, as in OLD..NEW",
                       name);
    git_commit_free(a);
    git_commit_free(b);
    free(from);
    return rc;
}

int bpq_upstreams_add(struct bpq_upstreams *s, const char *name,
                      struct bpq_err *e)
{
    struct bpq_repo *repo = s->published->repo;
    const char *dots = strstr(name, "..");
    git_commit *c = NULL;
    int rc;

    s->outside = false;
    if (dots)
        return add_range(s, repo, name, dots, e);
    rc = bpq_repo_commit(repo, name, &c, e);
    return rc ? rc : add(s, repo, c, e);
}

int bpq_upstreams_advisory(struct bpq_upstreams *s, unsigned xsa,
                           struct bpq_err *e)
{
    struct bpq_fixes_wanted wanted = {.branch = s->version, .xsa = xsa};
    struct bpq_fixes fixes;
    int rc = bpq_fixes_find(&fixes, s->published, &wanted, e);

    s->outside = false;
    for (size_t i = 0; !rc && i < fixes.n; i++) {
        git_commit *c = NULL;

        git_commit_dup(&c, fixes.v[i].commit);
        rc = add(s, s->published->repo, c, e);
    }
    if (!rc && !fixes.n)
        rc = bpq_error(e, BPQ_FAIL,
                       "XSA-%u: no commit of this clone says that it is for "
                       "this advisory: fetch it, or name the commits or a "
                       "folder with its patches",
                       xsa);
    bpq_fixes_free(&fixes);
    return rc;
}

void bpq_upstreams_free(struct bpq_upstreams *s)
{
    for (size_t i = 0; i < s->n; i++) {
        git_commit_free(s->v[i].commit);
        free(s->v[i].file);
    }
    free(s->v);
    bpq_strs_free(&s->notes);
    bpq_strs_free(&s->given);
    memset(s, 0, sizeof(*s));
}

char *bpq_upstream_name(const struct bpq_upstream *u)
{
    return u->file ? bpq_strdup(u->file)
                   : bpq_fmt("commit %s",
                             git_oid_tostr_s(git_commit_id(u->commit)));
}
