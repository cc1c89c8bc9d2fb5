/* SPDX-License-Identifier: LGPL-2.1-only */
#define _GNU_SOURCE
#include "queue/imported.h"

#include "base/buf.h"
#include "git/history.h"
#include "git/tree.h"
#include "git/treediff.h"
#include "queue/kept.h"

/* Read the four versions of a file that a change touches. */
static int read_texts(struct bpq_repo *repo, const struct bpq_delta *d,
                      const git_oid *was, const git_oid *now,
                      struct bpq_buf text[4], struct bpq_err *e)
{
    const git_oid *ids[] = {&d->old_id, &d->new_id, was, now};
    int rc = BPQ_OK;

    for (size_t i = 0; !rc && i < 4; i++)
        if (!git_oid_is_zero(ids[i]))
            rc = bpq_repo_blob(repo, ids[i], d->path, &text[i], e);
    return rc;
}

/* Does the file of the commit, which is not as the base has it, keep what the
 * change did? */
static int keeps(struct bpq_repo *repo, const struct bpq_delta *d,
                 const git_oid *was, const git_oid *now, bool *has,
                 struct bpq_err *e)
{
    struct bpq_buf text[4] = {BPQ_BUF_INIT, BPQ_BUF_INIT, BPQ_BUF_INIT,
                              BPQ_BUF_INIT};
    enum bpq_kept kept = BPQ_KEPT_NOT;
    int rc = read_texts(repo, d, was, now, text, e);

    if (!rc)
        rc = bpq_kept(&(struct bpq_kept_texts){bpq_buf_str(&text[0]),
                                               bpq_buf_str(&text[1]),
                                               bpq_buf_str(&text[2]),
                                               bpq_buf_str(&text[3])},
                      &kept, e);
    *has = kept == BPQ_KEPT;
    for (size_t i = 0; i < 4; i++)
        bpq_buf_free(&text[i]);
    return rc;
}

/* Does the commit have what the change did to a file, as this base has it? */
static int look_at_file(struct bpq_tree *mine, struct bpq_tree *base,
                        const struct bpq_delta *d, bool *has, struct bpq_err *e)
{
    git_oid was = {{0}}, now = {{0}};
    unsigned mode_was = 0, mode_now = 0;
    int rc = bpq_tree_get_id(base, d->path, &was, &mode_was, e);

    if (!rc)
        rc = bpq_tree_get_id(mine, d->path, &now, &mode_now, e);
    *has = mode_was == mode_now && (!mode_was || git_oid_equal(&was, &now));
    if (!rc && !*has && bpq_is_regular(mode_was) && bpq_is_regular(mode_now))
        rc = keeps(mine->repo, d, &was, &now, has, e);
    return rc;
}

static int open_tree(struct bpq_tree *t, struct bpq_repo *repo,
                     const git_oid *commit, struct bpq_err *e)
{
    git_commit *c = NULL;
    int r = git_commit_lookup(&c, repo->git, commit);

    if (r < 0)
        return bpq_repo_error(repo, r, e, "commit %s", git_oid_tostr_s(commit));
    bpq_tree_open(t, repo, git_commit_tree_id(c));
    git_commit_free(c);
    return BPQ_OK;
}

/* As any of the bases that have the change in their history? */
static int look_at_bases(const struct bpq_standin *o, struct bpq_repo *repo,
                         const git_oid *change, const struct bpq_delta *d,
                         bool *has, struct bpq_err *e)
{
    struct bpq_tree mine = {0}, base = {0};
    int rc = open_tree(&mine, repo, &o->commit, e);

    *has = false;
    for (size_t i = o->n_bases; !rc && !*has && i-- > 0;) {
        if (git_graph_descendant_of(repo->git, &o->bases[i], change) <= 0 &&
            !git_oid_equal(&o->bases[i], change))
            continue;
        rc = open_tree(&base, repo, &o->bases[i], e);
        if (!rc)
            rc = look_at_file(&mine, &base, d, has, e);
        bpq_tree_close(&base);
    }
    bpq_tree_close(&mine);
    return rc;
}

int bpq_imported_has(const struct bpq_standin *o, struct bpq_repo *repo,
                     const git_oid *change, bool *has, struct bpq_err *e)
{
    struct bpq_treechange trees;
    struct bpq_deltas d = {NULL, 0};
    git_commit *c = NULL;
    int rc = bpq_repo_commit(repo, git_oid_tostr_s(change), &c, e);

    *has = false;
    if (rc || git_commit_parentcount(c) != 1)
        goto out;
    rc = bpq_treechange_of(repo, c, &trees, e);
    if (!rc)
        rc = bpq_treediff(&d, repo, &trees.from, &trees.to, e);
    *has = !rc && d.n;
    for (size_t i = 0; !rc && *has && i < d.n; i++)
        rc = look_at_bases(o, repo, change, &d.v[i], has, e);
out:
    bpq_deltas_free(&d);
    git_commit_free(c);
    return rc;
}
