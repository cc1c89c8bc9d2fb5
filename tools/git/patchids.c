/* SPDX-License-Identifier: LGPL-2.1-only */
#include "git/patchids.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/cache.h"
#include "git/treediff.h"

/* A slot of an open hash table; free if commit is the zero id. */
struct bpq_known_id {
    git_oid commit, paths;
    git_oid patch; /* zero, too, if it was not computed yet */
};

/* "COMMIT PATHS PATCH-ID" */
#define LINE (3 * (GIT_OID_HEXSZ + 1))

static struct bpq_known_id *slot(const struct bpq_patchids *p,
                                 const git_oid *commit)
{
    size_t i;

    memcpy(&i, commit->id, sizeof(i));
    for (i %= p->cap; !git_oid_is_zero(&p->v[i].commit); i = (i + 1) % p->cap)
        if (git_oid_equal(&p->v[i].commit, commit))
            break;
    return &p->v[i];
}

static void enlarge(struct bpq_patchids *p)
{
    struct bpq_patchids old = *p;

    p->cap = old.cap ? 2 * old.cap : 1024;
    p->v = bpq_alloc(p->cap * sizeof(*p->v));
    for (size_t i = 0; i < old.cap; i++)
        if (!git_oid_is_zero(&old.v[i].commit))
            *slot(p, &old.v[i].commit) = old.v[i];
    free(old.v);
}

static void add(struct bpq_patchids *p, const struct bpq_known_id *known)
{
    if (2 * p->n >= p->cap)
        enlarge(p);
    *slot(p, &known->commit) = *known;
    p->n++;
}

/* libgit2 computes the patch-ids, so another version may give others. */
static char *cache_key(void)
{
    int major, minor, rev;

    git_libgit2_version(&major, &minor, &rev);
    return bpq_fmt("bpq patch-ids 3, libgit2 %d.%d.%d", major, minor, rev);
}

void bpq_patchids_open(struct bpq_patchids *p, const char *cache)
{
    struct bpq_buf text = BPQ_BUF_INIT;
    struct bpq_known_id known;
    char *key;

    memset(p, 0, sizeof(*p));
    enlarge(p);
    if (!cache)
        return;
    p->path = bpq_fmt("%s/patch-ids", cache);
    key = cache_key();
    bpq_cache_get(p->path, key, &text);
    free(key);
    for (size_t i = 0; i + LINE <= text.len; i += LINE) {
        const char *s = text.p + i;

        if (!git_oid_fromstrn(&known.commit, s, 40) &&
            !git_oid_fromstrn(&known.paths, s + 41, 40) &&
            !git_oid_fromstrn(&known.patch, s + 82, 40))
            add(p, &known);
    }
    bpq_buf_free(&text);
}

static int by_commit(const void *a, const void *b)
{
    const struct bpq_known_id *x = a, *y = b;

    return git_oid_cmp(&x->commit, &y->commit);
}

static void save(struct bpq_patchids *p)
{
    struct bpq_buf text = BPQ_BUF_INIT;
    char *key = cache_key();

    qsort(p->v, p->cap, sizeof(*p->v), by_commit);
    for (size_t i = 0; i < p->cap; i++) {
        if (git_oid_is_zero(&p->v[i].commit))
            continue;
        bpq_buf_addf(&text, "%s ", git_oid_tostr_s(&p->v[i].commit));
        bpq_buf_addf(&text, "%s ", git_oid_tostr_s(&p->v[i].paths));
        bpq_buf_addf(&text, "%s\n", git_oid_tostr_s(&p->v[i].patch));
    }
    bpq_cache_put(p->path, key, bpq_buf_str(&text));
    bpq_buf_free(&text);
    free(key);
}

void bpq_patchids_close(struct bpq_patchids *p)
{
    if (p->path && p->changed)
        save(p);
    free(p->v);
    free(p->path);
    memset(p, 0, sizeof(*p));
}

static bool has_large(struct bpq_repo *repo, git_diff *diff)
{
    for (size_t i = 0; i < git_diff_num_deltas(diff); i++) {
        const git_diff_delta *d = git_diff_get_delta(diff, i);

        if (bpq_repo_is_large(repo, &d->old_file.id) ||
            bpq_repo_is_large(repo, &d->new_file.id))
            return true;
    }
    return false;
}

static int compute(struct bpq_repo *repo, git_commit *commit, git_oid *out,
                   struct bpq_err *e)
{
    git_diff_options opts;
    git_commit *parent = NULL;
    git_tree *a = NULL, *b = NULL;
    git_diff *diff = NULL;
    bool named = true;
    int r;

    memset(out, 0, sizeof(*out));
    if (git_commit_parentcount(commit) != 1)
        return BPQ_OK;
    git_diff_options_init(&opts, GIT_DIFF_OPTIONS_VERSION);
    opts.flags = GIT_DIFF_FORCE_TEXT;
    r = git_commit_parent(&parent, commit, 0);
    if (r >= 0)
        r = git_commit_tree(&a, parent);
    if (r >= 0)
        r = git_commit_tree(&b, commit);
    if (r >= 0) {
        r = git_diff_tree_to_tree(&diff, repo->git, a, b, &opts);
        /* the trees can be read, see compute_paths(); then it is a name */
        named = r >= 0 || r == GIT_ENOTFOUND;
    }
    if (r >= 0 && git_diff_num_deltas(diff) && !has_large(repo, diff)) {
        r = git_diff_patchid(out, diff, NULL);
        /* so libgit2 answers an absolute name, which is refused elsewhere */
        named = r >= 0 || !git_error_last() ||
                git_error_last()->klass != GIT_ERROR_INTERNAL;
    }
    if (r < 0)
        memset(out, 0, sizeof(*out));
    git_diff_free(diff);
    git_tree_free(a);
    git_tree_free(b);
    git_commit_free(parent);
    if (r < 0 && named)
        return bpq_repo_error(repo, r, e, "what commit %s changes",
                              git_oid_tostr_s(git_commit_id(commit)));
    return BPQ_OK;
}

/* Which paths it changes. */
static int compute_paths(struct bpq_repo *repo, git_commit *commit,
                         git_oid *out, struct bpq_err *e)
{
    git_commit *parent = NULL;
    int r;

    memset(out, 0, sizeof(*out));
    if (git_commit_parentcount(commit) != 1)
        return BPQ_OK;
    r = git_commit_parent(&parent, commit, 0);
    if (r >= 0)
        r = bpq_treediff_sum(out, repo, git_commit_tree_id(parent),
                             git_commit_tree_id(commit));
    git_commit_free(parent);
    if (r < 0)
        return bpq_repo_error(repo, r, e, "what commit %s changes",
                              git_oid_tostr_s(git_commit_id(commit)));
    return BPQ_OK;
}

/* What is known of the commit, at least its paths. */
static int find(struct bpq_patchids *p, struct bpq_repo *repo,
                git_commit *commit, struct bpq_known_id **out,
                struct bpq_err *e)
{
    struct bpq_known_id known = {.commit = *git_commit_id(commit)};
    int rc;

    *out = slot(p, &known.commit);
    if (!git_oid_is_zero(&(*out)->commit))
        return BPQ_OK;
    rc = compute_paths(repo, commit, &known.paths, e);
    if (rc)
        return rc;
    add(p, &known);
    p->changed = true;
    *out = slot(p, &known.commit);
    return BPQ_OK;
}

int bpq_patchids_paths(struct bpq_patchids *p, struct bpq_repo *repo,
                       git_commit *commit, git_oid *out, struct bpq_err *e)
{
    struct bpq_known_id *known;
    int rc = find(p, repo, commit, &known, e);

    if (!rc)
        *out = known->paths;
    return rc;
}

int bpq_patchids_get(struct bpq_patchids *p, struct bpq_repo *repo,
                     git_commit *commit, git_oid *out, struct bpq_err *e)
{
    struct bpq_known_id *known;
    int rc = find(p, repo, commit, &known, e);

    if (rc)
        return rc;
    if (git_oid_is_zero(&known->patch) && !git_oid_is_zero(&known->paths)) {
        rc = compute(repo, commit, &known->patch, e);
        p->changed |= !git_oid_is_zero(&known->patch);
    }
    *out = known->patch;
    return rc;
}
