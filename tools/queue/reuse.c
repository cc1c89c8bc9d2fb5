/* SPDX-License-Identifier: LGPL-2.1-only */
#include "queue/reuse.h"
#include "base/buf.h"

#include <stdlib.h>
#include <string.h>

struct bpq_reused {
    struct bpq_tree_uses uses;
    struct bpq_made made;
};

static void copy_strs(struct bpq_strs *to, const struct bpq_strs *from)
{
    for (size_t i = 0; i < from->n; i++)
        bpq_strs_add(to, from->v[i]);
}

/* All but the trees. */
static void copy_made(struct bpq_made *to, const struct bpq_made *from)
{
    to->patch = from->patch;
    to->class = from->class;
    copy_strs(&to->rules, &from->rules);
    if (from->text.p)
        bpq_buf_add(&to->text, from->text.p, from->text.len);
    memcpy(to->sha256, from->sha256, sizeof(to->sha256));
    to->left_out = from->left_out ? bpq_strdup(from->left_out) : NULL;
    to->semantic = from->semantic;
}

static void free_made(struct bpq_made *m)
{
    bpq_strs_free(&m->rules);
    bpq_buf_free(&m->text);
    free(m->left_out);
}

static bool same_files(const struct bpq_tree_uses *uses, struct bpq_tree *t)
{
    struct bpq_err e = {0};
    bool same = true;

    for (size_t i = 0; same && i < uses->n; i++) {
        const struct bpq_tree_use *use = &uses->v[i];
        git_oid id;
        unsigned mode;

        same = !bpq_tree_get_id(t, use->path, &id, &mode, &e) &&
               mode == use->was_mode &&
               (!mode || git_oid_equal(&id, &use->was));
    }
    /* making the patch will tell what is wrong */
    bpq_err_clear(&e);
    return same;
}

static int put_files(const struct bpq_tree_uses *uses, struct bpq_tree *t,
                     struct bpq_err *e)
{
    int rc = BPQ_OK;

    for (size_t i = 0; !rc && i < uses->n; i++) {
        const struct bpq_tree_use *use = &uses->v[i];

        if (use->put)
            rc = bpq_tree_put_id(t, use->path, &use->now, use->now_mode, e);
    }
    return rc ? rc : bpq_tree_write(t, e);
}

int bpq_reuse_find(const struct bpq_reuse *r, struct bpq_tree *t,
                   struct bpq_made *m, bool *found, struct bpq_err *e)
{
    int rc = BPQ_OK;

    *found = false;
    /* the bases are in order, so that the last one is the nearest */
    for (size_t i = r->n; !*found && i-- > 0;) {
        const struct bpq_reused *old = &r->v[i];

        if (old->made.patch != m->patch || !same_files(&old->uses, t))
            continue;
        *found = true;
        copy_made(m, &old->made);
        rc = put_files(&old->uses, t, e);
        m->after = t->oid;
    }
    return rc;
}

void bpq_reuse_add(struct bpq_reuse *r, struct bpq_tree_uses *uses,
                   const struct bpq_made *m)
{
    struct bpq_reused *new;

    r->v = bpq_grow(r->v, r->n + 1, sizeof(*r->v));
    new = &r->v[r->n++];
    *new = (struct bpq_reused){.uses = *uses};
    *uses = (struct bpq_tree_uses){0};
    copy_made(&new->made, m);
}

void bpq_reuse_free(struct bpq_reuse *r)
{
    for (size_t i = 0; i < r->n; i++) {
        bpq_tree_uses_free(&r->v[i].uses);
        free_made(&r->v[i].made);
    }
    free(r->v);
    *r = (struct bpq_reuse){0};
}
