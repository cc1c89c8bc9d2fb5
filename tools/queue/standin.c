/* SPDX-License-Identifier: LGPL-2.1-only */
#define _GNU_SOURCE
#include "queue/standin.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "git/history.h"
#include "git/tree.h"
#include "git/treediff.h"
#include "plan/branches.h"
#include "plan/planfile.h"

/* A base of a plan, beside the commit. */
struct beside {
    const char *base;
    git_oid commit;
    bool contained;
    bool other_version;
    size_t n_files, n_differ;
};

struct finding {
    struct bpq_repo *repo;
    git_commit *commit;
    const char *ref;
    char *version; /* of Xen; NULL: unknown */
};

/*
 * Is it work on this base?  Packages change a tenth of its files at most, the
 * branch's other releases an eighth.  It is Xen's version that tells branches
 * apart; a tree of something else has hardly any of the files.
 */
static bool fits(const struct beside *b)
{
    return !b->other_version && 3 * b->n_differ <= b->n_files;
}

/* ---- the version of Xen ---- */

/* The number behind "export NAME =", or NULL.  The caller frees it. */
static char *number(const char *text, const char *name)
{
    const char *line = text;
    size_t len;

    for (; line; line = strchr(line, '\n')) {
        line += strspn(line, "\n");
        if (strncmp(line, "export ", 7) ||
            strncmp(line + 7, name, strlen(name)))
            continue;
        line += 7 + strlen(name);
        line += strspn(line, " \t");
        if (*line++ != '=')
            continue;
        line += strspn(line, " \t");
        len = strspn(line, "0123456789");
        return len ? bpq_strndup(line, len) : NULL;
    }
    return NULL;
}

/* As in 4.9; *out is NULL if the tree does not say it. */
static int read_version(struct bpq_repo *repo, git_commit *c, char **out,
                        struct bpq_err *e)
{
    struct bpq_buf text = BPQ_BUF_INIT;
    char *major = NULL, *minor = NULL;
    struct bpq_tree t;
    unsigned mode;
    int rc;

    *out = NULL;
    bpq_tree_open(&t, repo, git_commit_tree_id(c));
    rc = bpq_tree_get(&t, "xen/Makefile", &text, &mode, e);
    bpq_tree_close(&t);
    if (!rc && bpq_is_regular(mode) && text.len) {
        major = number(text.p, "XEN_VERSION");
        minor = number(text.p, "XEN_SUBVERSION");
        if (major && minor)
            *out = bpq_fmt("%s.%s", major, minor);
    }
    free(major);
    free(minor);
    bpq_buf_free(&text);
    return rc;
}

/* ---- one base ---- */

struct counting {
    struct bpq_repo *repo;
    size_t n;
};

static int count_entry(const char *root, const git_tree_entry *entry, void *arg)
{
    struct counting *counting = arg;

    (void)root;
    counting->n += git_tree_entry_type(entry) != GIT_OBJECT_TREE;
    return 0;
}

static int count_files(struct bpq_repo *repo, git_commit *c, size_t *n,
                       struct bpq_err *e)
{
    struct counting counting = {repo, 0};
    git_tree *tree = NULL;
    int r = git_commit_tree(&tree, c);

    if (r >= 0)
        r = git_tree_walk(tree, GIT_TREEWALK_PRE, count_entry, &counting);
    git_tree_free(tree);
    *n = counting.n;
    return r < 0 ? bpq_repo_error(repo, r, e, "the tree of commit %s",
                                  git_oid_tostr_s(git_commit_id(c)))
                 : BPQ_OK;
}

/* What the commit adds, such as a folder debian/, does not count. */
static int count_differ(const struct finding *f, git_commit *base, size_t *n,
                        struct bpq_err *e)
{
    struct bpq_deltas d = {NULL, 0};
    int rc = bpq_treediff(&d, f->repo, git_commit_tree_id(base),
                          git_commit_tree_id(f->commit), e);

    *n = 0;
    for (size_t i = 0; !rc && i < d.n; i++)
        *n += d.v[i].old_mode != 0;
    bpq_deltas_free(&d);
    return rc;
}

static int is_contained(const struct finding *f, const git_oid *base, bool *is,
                        struct bpq_err *e)
{
    const git_oid *id = git_commit_id(f->commit);
    int r = git_graph_descendant_of(f->repo->git, id, base);

    *is = git_oid_equal(id, base) || r > 0;
    return r < 0 ? bpq_repo_error(f->repo, r, e, "the history of commit %s",
                                  git_oid_tostr_s(id))
                 : BPQ_OK;
}

static int compare_version(const struct finding *f, git_commit *base,
                           bool *other, struct bpq_err *e)
{
    char *version = NULL;
    int rc = read_version(f->repo, base, &version, e);

    *other = version && f->version && strcmp(version, f->version) != 0;
    free(version);
    return rc;
}

/* ref is the base's name in the clone. */
static int look(const struct finding *f, const char *base, const char *ref,
                struct beside *b, struct bpq_err *e)
{
    git_commit *c = NULL;
    int rc = bpq_repo_commit(f->repo, ref, &c, e);

    if (rc)
        return rc;
    *b = (struct beside){.base = base, .commit = *git_commit_id(c)};
    rc = is_contained(f, &b->commit, &b->contained, e);
    if (!rc)
        rc = count_files(f->repo, c, &b->n_files, e);
    if (!rc)
        rc = count_differ(f, c, &b->n_differ, e);
    if (!rc)
        rc = compare_version(f, c, &b->other_version, e);
    git_commit_free(c);
    return rc;
}

/* ---- the bases of a plan ---- */

struct besides {
    struct beside *v;
    size_t n;
};

/* A clone may lack some of the tags: a packaging repository has those that it
 * needed. */
static int look_at_all(const struct finding *f, const struct bpq_plan *plan,
                       struct besides *all, struct bpq_err *e)
{
    struct bpq_err lacks = {0};
    int rc = BPQ_OK;

    all->v = bpq_alloc((plan->bases.n + 1) * sizeof(*all->v));
    all->n = 0;
    for (size_t i = 0; !rc && i < plan->bases.n; i++) {
        const char *base = plan->bases.v[i];
        git_commit *c = NULL;

        if (!bpq_repo_commit(f->repo, base, &c, &lacks))
            rc = look(f, base, base, &all->v[all->n++], e);
        git_commit_free(c);
    }
    if (!rc && !all->n) {
        *e = lacks;
        return e->rc;
    }
    bpq_err_clear(&lacks);
    return rc;
}

/* The newest that the commit contains, or NULL.  Of several names of a commit
 * it is the first, a release's. */
static const struct beside *contained(const struct besides *all)
{
    const struct beside *newest = NULL;

    for (size_t i = 0; i < all->n; i++)
        if (all->v[i].contained &&
            (!newest || !git_oid_equal(&newest->commit, &all->v[i].commit)))
            newest = &all->v[i];
    return newest;
}

/* The one of which most is there. */
static const struct beside *nearest(const struct besides *all)
{
    const struct beside *best = NULL;

    for (size_t i = 0; i < all->n; i++)
        if (!best || all->v[i].n_differ < best->n_differ)
            best = &all->v[i];
    return best;
}

/* Another one that agrees as well, or NULL. */
static const struct beside *as_near(const struct besides *all,
                                    const struct beside *best)
{
    for (size_t i = 0; i < all->n; i++)
        if (all->v[i].n_differ == best->n_differ &&
            !git_oid_equal(&all->v[i].commit, &best->commit))
            return &all->v[i];
    return NULL;
}

/* ---- what is refused ---- */

/* Does another branch fit?  Its plan may be broken: then it does not. */
static char *on_other_branch(const struct finding *f,
                             const struct bpq_plan *plan)
{
    struct bpq_strs branches = {NULL, 0};
    char *said = NULL;

    bpq_branches_known(plan->root, &branches);
    for (size_t i = 0; !said && i < branches.n; i++) {
        struct bpq_plan other = {0};
        struct besides all = {NULL, 0};
        const struct beside *best = NULL;
        struct bpq_err e = {0};

        if (strcmp(branches.v[i], plan->branch) &&
            !bpq_plan_read(&other, plan->root, branches.v[i], &e) &&
            !look_at_all(f, &other, &all, &e))
            best = contained(&all) ? contained(&all) : nearest(&all);
        if (best && fits(best))
            said = bpq_fmt("but on %s of branch %s: name that branch",
                           best->base, branches.v[i]);
        free(all.v);
        bpq_plan_free(&other);
        bpq_err_clear(&e);
    }
    bpq_strs_free(&branches);
    return said;
}

static int not_on_branch(const struct finding *f, const struct bpq_plan *plan,
                         const struct beside *best, struct bpq_err *e)
{
    char *why;

    if (!f->version && best->n_differ == best->n_files)
        return bpq_error(e, BPQ_FAIL,
                         "--onto %s: has none of the files of %s, so it is not "
                         "Xen: name a commit of branch %s",
                         f->ref, best->base, plan->branch);
    why = on_other_branch(f, plan);
    if (!why && best->other_version)
        why = bpq_fmt("as it is Xen %s: name a commit of this branch",
                      f->version);
    if (!why)
        why = bpq_fmt("as %zu of the %zu files of the nearest base, %s, are "
                      "otherwise there or missing: name a commit of this "
                      "branch",
                      best->n_differ, best->n_files, best->base);
    bpq_error(e, BPQ_FAIL,
              "--onto %s: is not on branch %s, %s, or if it is meant all the "
              "same, the base that stands for it, with --base",
              f->ref, plan->branch, why);
    free(why);
    return BPQ_FAIL;
}

static int ambiguous(const struct finding *f, const struct beside *a,
                     const struct beside *b, struct bpq_err *e)
{
    return bpq_error(e, BPQ_FAIL,
                     "--onto %s: has the files of %s and of %s equally well, "
                     "and the history of neither: name the one that it is "
                     "made from with --base",
                     f->ref, a->base, b->base);
}

/* ---- the choice ---- */

static int choose(struct bpq_standin *o, const struct finding *f,
                  const struct bpq_plan *plan, const struct besides *all,
                  struct bpq_err *e)
{
    const struct beside *best = contained(all), *other = NULL;

    o->how = best ? BPQ_STANDIN_CONTAINS : BPQ_STANDIN_FILES;
    if (!best) {
        best = nearest(all);
        other = as_near(all, best);
    }
    if (!fits(best))
        return not_on_branch(f, plan, best, e);
    if (other)
        return ambiguous(f, best, other, e);
    o->base = bpq_strdup(best->base);
    o->base_commit = best->commit;
    o->n_files = best->n_files;
    o->n_differ = best->n_differ;
    return BPQ_OK;
}

/* The branch's history counts as the commit's if it is on the branch, and has
 * no history that says more. */
static enum bpq_standin_how how_named(const struct besides *all,
                                      const struct beside *b)
{
    if (b->contained)
        return BPQ_STANDIN_CONTAINS;
    if (contained(all) || !fits(b))
        return BPQ_STANDIN_NAMED;
    return BPQ_STANDIN_FILES;
}

static int take_named(struct bpq_standin *o, const struct finding *f,
                      const struct besides *all, const char *ref,
                      struct bpq_err *e)
{
    const char *slash = strrchr(ref, '/');
    struct beside b;
    int rc = look(f, slash ? slash + 1 : ref, ref, &b, e);

    if (rc)
        return rc;
    o->named = true;
    o->base = bpq_strdup(b.base);
    o->base_commit = b.commit;
    o->n_files = b.n_files;
    o->n_differ = b.n_differ;
    o->how = how_named(all, &b);
    return BPQ_OK;
}

static void keep_bases(struct bpq_standin *o, const struct besides *all)
{
    o->bases = bpq_alloc(all->n * sizeof(*o->bases));
    for (size_t i = 0; i < all->n; i++)
        o->bases[o->n_bases++] = all->v[i].commit;
}

/* ---- an earlier queue ---- */

struct earlier {
    git_oid id;
    bool has;
};

/* No patch but one of a queue has such a line: upstream has no changes of ours,
 * and bpq port makes none. */
static void look_for_own(void *arg, git_commit *c)
{
    static const char line[] = "\nBpq-Class: own";
    const char *found = strstr(git_commit_message(c), line);
    struct earlier *earlier = arg;

    if (!found || (found[strlen(line)] && found[strlen(line)] != '\n'))
        return;
    earlier->has = true; /* the oldest stays */
    earlier->id = *git_commit_id(c);
}

static int refuse_queue(const struct finding *f, const git_oid *base,
                        struct bpq_err *e)
{
    struct earlier earlier = {.has = false};
    git_commit *c = NULL;
    int rc, r = git_commit_lookup(&c, f->repo->git, base);

    if (r < 0)
        return bpq_repo_error(f->repo, r, e, "commit %s",
                              git_oid_tostr_s(base));
    rc = bpq_history_walk(f->repo, git_commit_id(f->commit), git_commit_time(c),
                          look_for_own, &earlier, e);
    git_commit_free(c);
    if (rc || !earlier.has)
        return rc;
    return bpq_error(e, BPQ_FAIL,
                     "--onto %s: has a queue already: commit %s is a patch of "
                     "one; name the commit below its first patch",
                     f->ref, git_oid_tostr_s(&earlier.id));
}

int bpq_standin_find(struct bpq_standin *o, struct bpq_repo *repo,
                     const struct bpq_plan *plan, const char *ref,
                     const char *base, struct bpq_err *e)
{
    struct finding f = {.repo = repo, .ref = ref};
    struct besides all = {NULL, 0};
    int rc = bpq_repo_commit(repo, ref, &f.commit, e);

    memset(o, 0, sizeof(*o));
    if (rc)
        return bpq_error_at(e, "--onto");
    o->commit = *git_commit_id(f.commit);
    rc = read_version(repo, f.commit, &f.version, e);
    if (!rc)
        rc = look_at_all(&f, plan, &all, e);
    keep_bases(o, &all);
    if (!rc)
        rc = base ? take_named(o, &f, &all, base, e)
                  : choose(o, &f, plan, &all, e);
    if (!rc)
        rc = refuse_queue(&f, &o->base_commit, e);
    free(all.v);
    free(f.version);
    git_commit_free(f.commit);
    return rc;
}

void bpq_standin_free(struct bpq_standin *o)
{
    free(o->base);
    free(o->bases);
    memset(o, 0, sizeof(*o));
}

char *bpq_standin_phrase(const struct bpq_standin *o)
{
    const char *named = o->named ? ", as --base says" : "";

    if (o->how == BPQ_STANDIN_CONTAINS)
        return bpq_fmt("on %s, which it contains%s", o->base, named);
    if (o->how == BPQ_STANDIN_FILES && !o->n_differ)
        return bpq_fmt("on %s, whose files it has%s", o->base, named);
    if (o->how == BPQ_STANDIN_FILES)
        return bpq_fmt("on %s, whose files it has but for %zu of %zu%s",
                       o->base, o->n_differ, o->n_files, named);
    return bpq_fmt("on %s, as --base says", o->base);
}
