/* SPDX-License-Identifier: LGPL-2.1-only */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "port/madefor.h"
#include "base/buf.h"
#include "base/err.h"
#include "git/apply.h"
#include "git/repo.h"
#include "git/tree.h"

/* A look at one file of one commit, as work. */
#define LOOK 4000
/* Mainline's commits that are looked at without a blob id: some months. */
#define RECENT 2000

/* A file as the patches found it. */
struct want {
    const char *path;
    const char *id; /* maybe abbreviated */
};

struct search {
    struct bpq_madefor *m;
    struct bpq_repo *repo;
    struct want *wants; /* by path */
    size_t n_wants;
    bool by_ids; /* else by applying */
    bool found;
    uint64_t work;
    git_oid last; /* sum of the files in what was tried last */
    /* where the patches got farthest: how many applied, and why, from which
     * line on, the next one did not */
    size_t applied, line;
    struct bpq_err why;
    struct bpq_err *e;
};

/* ---- one tree ---- */

static bool find_entry(struct search *s, const git_tree *tree, const char *path,
                       git_oid *id)
{
    git_tree_entry *entry = NULL;

    memset(id, 0, sizeof(*id));
    if (!bpq_work_take(&s->work, LOOK) ||
        git_tree_entry_bypath(&entry, tree, path))
        return false;
    *id = *git_tree_entry_id(entry);
    git_tree_entry_free(entry);
    return true;
}

static bool has_ids(struct search *s, const git_tree *tree)
{
    for (size_t i = 0; i < s->n_wants; i++) {
        char hex[GIT_OID_HEXSZ + 1];
        git_oid id;

        if (!find_entry(s, tree, s->wants[i].path, &id))
            return false;
        git_oid_tostr(hex, sizeof(hex), &id);
        if (strncmp(hex, s->wants[i].id, strlen(s->wants[i].id)))
            return false;
    }
    return s->n_wants > 0;
}

/* Files to look at; more tell no more. */
#define TELLING 200

static void add_ids(struct search *s, const git_tree *tree,
                    const struct bpq_udiff *d, struct bpq_buf *ids)
{
    git_oid id;

    for (size_t i = 0; i < d->n && ids->len < TELLING * sizeof(id.id); i++) {
        const struct bpq_ufile *f = &d->v[i];

        find_entry(s, tree, f->old_path ? f->old_path : f->new_path, &id);
        bpq_buf_add(ids, id.id, sizeof(id.id));
    }
}

/* Do the patches' files differ from those that were tried last? */
static bool is_other(struct search *s, const git_tree *tree)
{
    struct bpq_buf ids = BPQ_BUF_INIT;
    git_oid sum;
    bool is;

    for (size_t i = 0; i < s->m->letters->n; i++)
        add_ids(s, tree, &s->m->letters->v[i].udiff, &ids);
    git_odb_hash(&sum, ids.len ? ids.p : "", ids.len, GIT_OBJECT_BLOB);
    is = ids.len >= TELLING * sizeof(sum.id) || !git_oid_equal(&sum, &s->last);
    bpq_buf_free(&ids);
    s->last = sum;
    return is;
}

/* Takes the error over. */
static void keep_farthest(struct search *s, size_t applied, struct bpq_err *e)
{
    size_t line = 0;

    sscanf(e->line, "line %9zu", &line);
    if (s->why.rc &&
        (applied < s->applied || (applied == s->applied && line <= s->line))) {
        bpq_err_clear(e);
        return;
    }
    bpq_err_clear(&s->why);
    s->applied = applied;
    s->line = line;
    s->why = *e;
}

/* All patches, one on the other. */
static bool try_apply(struct search *s, const git_oid *tree)
{
    const struct bpq_letters *l = s->m->letters;
    struct bpq_err e = {0};
    struct bpq_tree t;
    size_t i = 0;
    int rc = BPQ_OK;

    bpq_tree_open(&t, s->repo, tree);
    s->m->trees[0] = *tree;
    while (!rc && i < l->n) {
        rc = bpq_apply(&t, &l->v[i].udiff, &s->work, &e);
        if (!rc)
            rc = bpq_tree_write(&t, &e);
        if (!rc)
            s->m->trees[++i] = t.oid;
    }
    bpq_tree_close(&t);
    s->found = !rc;
    if (rc)
        keep_farthest(s, i, &e);
    return s->found;
}

/* ---- one commit ---- */

/* Returns whether to stop: it is found, or there was enough work. */
static bool try_commit(struct search *s, const git_oid *id, const char *where)
{
    git_commit *c = NULL;
    git_tree *tree = NULL;

    if (!bpq_work_take(&s->work, LOOK))
        return true;
    if (!git_commit_lookup(&c, s->repo->git, id) &&
        !git_commit_tree(&tree, c) && (!s->by_ids || has_ids(s, tree)) &&
        is_other(s, tree) && try_apply(s, git_tree_id(tree))) {
        s->m->commit = *id;
        s->m->how = bpq_fmt("%s's %s, %s", where, git_oid_tostr_s(id),
                            s->by_ids ? "which has the blobs of its index lines"
                                      : "on which it applies exactly");
    }
    git_tree_free(tree);
    git_commit_free(c);
    return s->found || !s->work;
}

static bool try_branch(struct search *s, const struct bpq_stable *b, bool tip)
{
    char *where = bpq_fmt("stable-%s", b->name);
    bool stop = false;

    if (tip && b->n)
        stop = try_commit(s, &b->commits[b->n - 1], where);
    for (size_t i = b->n; !tip && !stop && i-- > 0;)
        stop = try_commit(s, &b->commits[i], where);
    free(where);
    return stop;
}

/* The tips, or the histories, of the branches: first the version's own, then
 * the others from the newest on. */
static bool try_branches(struct search *s, bool tip)
{
    const struct bpq_published *p = s->m->published;
    const struct bpq_stable *own =
        s->m->version ? bpq_published_branch(p, s->m->version) : NULL;

    if (own && try_branch(s, own, tip))
        return true;
    for (size_t i = p->n_branches; i-- > 0;)
        if (&p->branches[i] != own && try_branch(s, &p->branches[i], tip))
            return true;
    return false;
}

static bool try_ref(struct search *s, const char *name)
{
    struct bpq_err e = {0};
    git_commit *c = NULL;
    bool stop = false;

    if (!bpq_repo_commit(s->repo, name, &c, &e))
        stop = try_commit(s, git_commit_id(c), name);
    bpq_err_clear(&e);
    git_commit_free(c);
    return stop;
}

static bool try_mainline(struct search *s)
{
    struct bpq_err e = {0};
    git_commit *c = NULL;
    size_t n = 0;
    bool stop = false;

    if (bpq_repo_commit(s->repo, "master", &c, &e)) {
        bpq_err_clear(&e);
        return false;
    }
    while (c && !stop && (s->by_ids || n++ < RECENT)) {
        git_commit *parent = NULL;

        stop = try_commit(s, git_commit_id(c), "master");
        if (!stop && git_commit_parentcount(c))
            git_commit_parent(&parent, c, 0);
        git_commit_free(c);
        c = parent;
    }
    git_commit_free(c);
    return stop;
}

static int down(const void *a, const void *b)
{
    return strcmp(*(char *const *)b, *(char *const *)a);
}

static bool try_releases(struct search *s)
{
    struct bpq_strs names = {NULL, 0};
    git_reference_iterator *it = NULL;
    const char *name;
    bool stop = false;

    if (!git_reference_iterator_glob_new(&it, s->repo->git,
                                         "refs/tags/RELEASE-*"))
        while (!git_reference_next_name(&name, it))
            bpq_strs_add(&names, name + strlen("refs/tags/"));
    git_reference_iterator_free(it);
    if (names.n)
        qsort(names.v, names.n, sizeof(*names.v), down);
    for (size_t i = 0; !stop && i < names.n; i++)
        stop = try_ref(s, names.v[i]);
    bpq_strs_free(&names);
    return stop;
}

static void try_all(struct search *s)
{
    if ((s->m->version && try_branches(s, true)) || try_ref(s, "staging") ||
        try_ref(s, "master") || try_branches(s, true) ||
        try_branches(s, false) || try_releases(s))
        return;
    try_mainline(s);
}

/* ---- the order ---- */

static int by_path(const void *a, const void *b)
{
    return strcmp(((const struct want *)a)->path,
                  ((const struct want *)b)->path);
}

/* The files of the first patch that has them; those of later ones may be of an
 * earlier patch's making. */
static void read_wants(struct search *s)
{
    const struct bpq_udiff *d = &s->m->letters->v[0].udiff;

    s->wants = bpq_alloc((d->n + 1) * sizeof(*s->wants));
    for (size_t i = 0; i < d->n; i++) {
        const struct bpq_ufile *f = &d->v[i];

        if (f->old_path && strlen(f->old_id) >= 7)
            s->wants[s->n_wants++] = (struct want){f->old_path, f->old_id};
    }
    qsort(s->wants, s->n_wants, sizeof(*s->wants), by_path);
    for (size_t i = 1; i < s->n_wants; i++)
        if (!strcmp(s->wants[i].path, s->wants[i - 1].path))
            s->n_wants = 0; /* twice: which one was first is not known */
}

/* Blobs that are not in the clone are in no commit of it. */
static bool knows_wants(struct search *s)
{
    git_odb *odb = NULL;
    bool knows = s->n_wants && !git_repository_odb(&odb, s->repo->git);

    for (size_t i = 0; knows && i < s->n_wants && i < 100; i++) {
        size_t len = strlen(s->wants[i].id);
        git_oid id, full;
        int r = git_oid_fromstrn(&id, s->wants[i].id, len);

        if (r >= 0)
            r = git_odb_exists_prefix(&full, odb, &id, len);
        knows = r >= 0 || r == GIT_EAMBIGUOUS;
    }
    git_odb_free(odb);
    return knows;
}

static bool try_before(struct search *s)
{
    if (s->m->before && try_apply(s, s->m->before))
        s->m->how = bpq_strdup("what the patches before it make");
    return s->found;
}

static int not_found(struct search *s)
{
    const struct bpq_letters *l = s->m->letters;
    const char *why = s->why.line ? s->why.line : "none has its files";

    if (!s->work)
        return bpq_error(s->e, BPQ_FAIL,
                         "finding the commit that it was made for takes too "
                         "long: split it into several sources");
    if (s->applied)
        return bpq_error(s->e, BPQ_FAIL,
                         "its patches do not apply one after the other to any "
                         "commit of the clone, at best %zu of %zu: %s",
                         s->applied, l->n, why);
    return bpq_error(s->e, BPQ_FAIL,
                     "it applies to no branch of the clone, nor to a commit in "
                     "their history: %s; fetch what it was made for, or give "
                     "the patches that come before it first",
                     why);
}

int bpq_madefor(struct bpq_madefor *m, struct bpq_err *e)
{
    struct search s = {
        .m = m, .repo = m->published->repo, .work = BPQ_WORK, .e = e};
    int rc;

    memset(&m->commit, 0, sizeof(m->commit));
    m->how = NULL;
    m->trees = bpq_alloc((m->letters->n + 1) * sizeof(*m->trees));
    read_wants(&s);
    s.by_ids = true;
    if (!try_before(&s) && knows_wants(&s))
        try_all(&s);
    s.by_ids = false;
    memset(&s.last, 0, sizeof(s.last));
    if (!s.found && s.work && m->stable_ref && try_ref(&s, m->stable_ref) &&
        s.found) {
        free(m->how);
        m->how = bpq_fmt("the advisory's StableRef %s", m->stable_ref);
    }
    if (!s.found && s.work)
        try_all(&s);
    rc = s.found ? BPQ_OK : not_found(&s);
    bpq_err_clear(&s.why);
    free(s.wants);
    return rc;
}

void bpq_madefor_free(struct bpq_madefor *m)
{
    free(m->trees);
    free(m->how);
    m->trees = NULL;
    m->how = NULL;
}
