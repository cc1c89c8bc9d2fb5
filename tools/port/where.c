/* SPDX-License-Identifier: LGPL-2.1-only */
#include <stdlib.h>
#include <string.h>

#include "port/where.h"
#include "base/buf.h"
#include "git/renames.h"
#include "git/repo.h"
#include "git/tree.h"
#include "merge/excerpt.h"
#include "merge/merge.h"
#include "port/moved.h"

static const struct {
    const char *name, *phrase;
} hows[] = {
    [BPQ_WHERE_NOWHERE] = {"nowhere", ""},
    [BPQ_WHERE_SAME] = {"same", "under its own name"},
    [BPQ_WHERE_PLAN] = {"plan", "as the plan maps it"},
    [BPQ_WHERE_HISTORY] = {"history", "by upstream's history of it"},
    [BPQ_WHERE_CONTENT] = {"content", "by its content"},
    [BPQ_WHERE_NAMES] = {"names", "by the names around the change"},
};

const char *bpq_where_name(enum bpq_where_how how)
{
    return hows[how].name;
}

const char *bpq_where_phrase(enum bpq_where_how how)
{
    return hows[how].phrase;
}

/* Is there such a file?  Then that is where it is. */
static int try(struct bpq_where *w, struct bpq_tree *t, const char *path,
               enum bpq_where_how how, struct bpq_err *e)
{
    unsigned mode;
    int rc;

    if (w->path)
        return BPQ_OK;
    rc = bpq_tree_get_id(t, path, &w->id, &mode, e);
    if (rc || !bpq_is_regular(mode))
        return rc;
    w->how = how;
    w->path = bpq_strdup(path);
    return BPQ_OK;
}

static int try_plan(struct bpq_where *w, const struct bpq_where_on *on,
                    struct bpq_tree *t, const char *path, struct bpq_err *e)
{
    size_t clause;
    char *to =
        on->plan ? bpq_plan_map(on->plan, on->patch, path, &clause) : NULL;
    int rc = to ? try(w, t, to, BPQ_WHERE_PLAN, e) : BPQ_OK;

    free(to);
    return rc;
}

/* No name that it ever had is there: look at all files that differ. */
static int try_others(struct bpq_where *w, const struct bpq_where_on *on,
                      struct bpq_tree *t, const struct bpq_where_file *f,
                      struct bpq_err *e)
{
    const struct bpq_port *what = &on->going->what;
    const struct bpq_delta *d;
    struct bpq_renames r;
    int rc = bpq_renames_open(&r, &on->porter->similar, &what->change.from,
                              &what->onto, e);

    if (rc)
        return rc;
    d = bpq_rename_of(&r, f->delta->path, &f->delta->old_id);
    if (d)
        rc = try(w, t, d->path, BPQ_WHERE_CONTENT, e);
    if (!rc && !w->path) {
        rc = bpq_moved_to(&on->porter->names, &r.deltas, f->delta->path,
                          f->base, f->theirs, &d, e);
        if (!rc && d)
            rc = try(w, t, d->path, BPQ_WHERE_NAMES, e);
    }
    bpq_renames_close(&r);
    return rc;
}

static int find(struct bpq_where *w, const struct bpq_where_on *on,
                struct bpq_tree *t, const struct bpq_where_file *f,
                struct bpq_err *e)
{
    const struct bpq_strs *names = &f->lineage->names;
    int rc = try_plan(w, on, t, f->delta->path, e);

    if (!rc)
        rc = try(w, t, f->delta->path, BPQ_WHERE_SAME, e);
    for (size_t i = 0; !rc && i < names->n; i++)
        rc = try(w, t, names->v[i], BPQ_WHERE_HISTORY, e);
    return rc || w->path ? rc : try_others(w, on, t, f, e);
}

static bool is_c(const char *path)
{
    size_t n = strlen(path);

    return n > 2 &&
           (!strcmp(path + n - 2, ".c") || !strcmp(path + n - 2, ".h"));
}

/* As a map of the plan merges it. */
static int try_merge(struct bpq_where *w, const struct bpq_where_on *on,
                     const struct bpq_where_file *f, struct bpq_err *e)
{
    struct bpq_buf ours = BPQ_BUF_INIT;
    struct bpq_resolutions res = {0};
    struct bpq_merge m;
    int rc = bpq_repo_blob(on->porter->repo, &w->id, w->path, &ours, e);

    if (!rc && !(ours.len && memchr(ours.p, 0, ours.len))) {
        rc = bpq_merge_part(f->base, bpq_buf_str(&ours), f->theirs,
                            is_c(f->delta->path), &res, &m, e);
        if (!rc) {
            w->settles = !m.conflict;
            bpq_merge_free(&m);
        }
    }
    bpq_buf_free(&ours);
    return rc;
}

int bpq_where_find(struct bpq_where *w, const struct bpq_where_on *on,
                   const struct bpq_where_file *f, struct bpq_err *e)
{
    struct bpq_tree t;
    int rc;

    *w = (struct bpq_where){0};
    bpq_tree_open(&t, on->porter->repo, &on->going->what.onto);
    rc = find(w, on, &t, f, e);
    bpq_tree_close(&t);
    if (!rc && w->how > BPQ_WHERE_PLAN)
        rc = try_merge(w, on, f, e);
    return rc;
}

void bpq_where_free(struct bpq_where *w)
{
    free(w->path);
    memset(w, 0, sizeof(*w));
}
