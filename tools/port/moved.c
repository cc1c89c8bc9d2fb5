/* SPDX-License-Identifier: LGPL-2.1-only */
#include <stdlib.h>
#include <string.h>

#include "port/moved.h"
#include "base/buf.h"
#include "git/lines.h"
#include "git/tree.h"

/* Lines around a change in which names are looked for. */
#define AROUND 8

struct names {
    bpq_name *v;
    size_t n;
};

static bool add_name(void *arg, bpq_name name, struct bpq_str text)
{
    struct names *names = arg;

    (void)text;
    for (size_t i = 0; i < names->n; i++)
        if (names->v[i] == name)
            return true;
    names->v = bpq_grow(names->v, names->n + 1, sizeof(*names->v));
    names->v[names->n++] = name;
    return true;
}

/* Names in the base's lines that are changed, and around them. */
static int names_around(struct names *names, const char *path,
                        struct bpq_str base, struct bpq_str theirs,
                        struct bpq_err *e)
{
    struct bpq_hunks h = {NULL, 0};
    struct bpq_lines l = {NULL, 0};
    int rc = bpq_diff(&h, base, theirs, e);

    if (rc)
        return rc;
    bpq_lines_split(&l, base);
    for (size_t i = 0; i < h.n; i++) {
        size_t from = h.v[i].i0 > AROUND ? h.v[i].i0 - AROUND : 0;
        size_t to = h.v[i].i0 + h.v[i].chg0 + AROUND;

        for (; from < to && from < l.n; from++)
            bpq_names_each(path, l.v[from], add_name, names);
    }
    bpq_lines_free(&l);
    bpq_hunks_free(&h);
    return BPQ_OK;
}

static bool is_candidate(const struct bpq_delta *d, const char *path)
{
    size_t component = strcspn(path, "/");

    return bpq_is_regular(d->new_mode) && bpq_is_code(d->path) &&
           !strncmp(d->path, path, component + 1);
}

/* has[f * names + k]: file f has name k */
static int find(struct bpq_name_files *files, const struct bpq_deltas *deltas,
                const char *path, const struct names *names, bool *has,
                struct bpq_err *e)
{
    int rc = BPQ_OK;

    for (size_t f = 0; !rc && f < deltas->n; f++)
        if (is_candidate(&deltas->v[f], path))
            rc = bpq_names_in_file(files, deltas->v[f].path,
                                   &deltas->v[f].new_id, names->v, names->n,
                                   has + f * names->n, e);
    return rc;
}

static const struct bpq_delta *best(const struct bpq_deltas *deltas,
                                    const struct names *names, const bool *has)
{
    size_t *in = bpq_alloc(names->n * sizeof(*in));
    const struct bpq_delta *found = NULL;
    double most = 0;

    for (size_t f = 0; f < deltas->n; f++)
        for (size_t k = 0; k < names->n; k++)
            in[k] += has[f * names->n + k];
    for (size_t f = 0; f < deltas->n; f++) {
        double score = 0;
        size_t n = 0;

        for (size_t k = 0; k < names->n; k++)
            if (has[f * names->n + k]) {
                score += 1 / (double)in[k];
                n++;
            }
        if (score > most && 2 * n >= names->n) {
            most = score;
            found = &deltas->v[f];
        }
    }
    free(in);
    return found;
}

int bpq_moved_to(struct bpq_name_files *files, const struct bpq_deltas *deltas,
                 const char *path, struct bpq_str base, struct bpq_str theirs,
                 const struct bpq_delta **out, struct bpq_err *e)
{
    struct names names = {NULL, 0};
    bool *has = NULL;
    int rc;

    *out = NULL;
    if (!bpq_is_code(path))
        return BPQ_OK;
    rc = names_around(&names, path, base, theirs, e);
    if (!rc && names.n) {
        has = bpq_alloc(deltas->n * names.n * sizeof(*has) + 1);
        rc = find(files, deltas, path, &names, has, e);
        if (!rc)
            *out = best(deltas, &names, has);
    }
    free(has);
    free(names.v);
    return rc;
}
