/* SPDX-License-Identifier: LGPL-2.1-only */
#include <string.h>

#include "git/renames.h"
#include "git/tree.h"

/* How much has to be the same: with the same last component, and without. */
#define SAME_NAME 75
#define OTHER_NAME 50

int bpq_renames_open(struct bpq_renames *r, struct bpq_similar *similar,
                     const git_oid *from, const git_oid *to, struct bpq_err *e)
{
    memset(r, 0, sizeof(*r));
    r->similar = similar;
    r->from = *from;
    r->to = *to;
    return bpq_treediff(&r->deltas, similar->repo, from, to, e);
}

void bpq_renames_close(struct bpq_renames *r)
{
    bpq_deltas_free(&r->deltas);
}

static const char *last_component(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

static bool is_new_file(const struct bpq_delta *d)
{
    return !d->old_mode && bpq_is_regular(d->new_mode);
}

static const struct bpq_delta *equal(const struct bpq_renames *r,
                                     const char *name, const git_oid *id)
{
    const struct bpq_delta *found = NULL;

    for (size_t i = 0; i < r->deltas.n; i++) {
        const struct bpq_delta *d = &r->deltas.v[i];

        if (!is_new_file(d) || !git_oid_equal(&d->new_id, id))
            continue;
        if (!strcmp(last_component(d->path), name))
            return d;
        if (!found)
            found = d;
    }
    return found;
}

static const struct bpq_delta *same_name(struct bpq_renames *r,
                                         const char *name, const git_oid *id)
{
    const struct bpq_delta *found = NULL;

    for (size_t i = 0; i < r->deltas.n; i++) {
        const struct bpq_delta *d = &r->deltas.v[i];

        if (!is_new_file(d) || strcmp(last_component(d->path), name))
            continue;
        if (found)
            return NULL;
        found = d;
    }
    if (found && bpq_similarity(r->similar, id, &found->new_id) < SAME_NAME)
        return NULL;
    return found;
}

const struct bpq_delta *bpq_rename_of(struct bpq_renames *r, const char *path,
                                      const git_oid *id)
{
    const char *name = last_component(path);
    const struct bpq_delta *found;
    int most = OTHER_NAME - 1;

    found = equal(r, name, id);
    if (!found)
        found = same_name(r, name, id);
    if (found)
        return found;
    for (size_t i = 0; i < r->deltas.n; i++) {
        const struct bpq_delta *d = &r->deltas.v[i];
        int n = is_new_file(d) ? bpq_similarity(r->similar, id, &d->new_id) : 0;

        if (n > most) {
            most = n;
            found = d;
        }
    }
    return found;
}
