/* SPDX-License-Identifier: LGPL-2.1-only */
#include <stdlib.h>
#include <string.h>

#include "port/prerequisites.h"
#include "port/port.h"
#include "port/publictypes.h"

static bool is_clean(const struct bpq_ported *p)
{
    return (p->rule == BPQ_RULE_MERGE || p->rule == BPQ_RULE_NEWER ||
            p->rule == BPQ_RULE_OWN) &&
           !p->doubt && !p->spelled;
}

/* May it be one? */
static int examine(const struct bpq_candidate *c, struct bpq_porter *p,
                   const struct bpq_port *what, bool *may, struct bpq_err *e)
{
    struct bpq_public_types types;
    int rc;

    /* who brings a name alone may have been the first to use it */
    *may = c->may_take && c->lines && c->files <= BPQ_SMALL_FILES &&
           c->added + c->removed <= BPQ_SMALL_LINES && is_clean(&c->port) &&
           !git_oid_equal(&c->port.tree, &what->onto);
    if (!*may)
        return BPQ_OK;
    rc = bpq_public_types_find(&types, p->repo, &c->change, e);
    *may = !types.n;
    bpq_public_types_free(&types);
    return rc;
}

static int by_age(const void *va, const void *vb)
{
    const struct bpq_candidate *a = *(const struct bpq_candidate *const *)va;
    const struct bpq_candidate *b = *(const struct bpq_candidate *const *)vb;

    return a->at > b->at ? -1 : a->at < b->at;
}

static void drop(struct bpq_prerequisites *r)
{
    for (size_t i = 0; i < r->n; i++)
        bpq_ported_free(&r->port[i]);
    bpq_ported_free(&r->then);
    r->n = 0;
}

/* Port the candidates one after the other, then the change; keep it if that
 * settles it. */
static int try(struct bpq_prerequisites *r, struct bpq_porter *p,
               const struct bpq_candidate *const *set, size_t n,
               const struct bpq_port *what, struct bpq_err *e)
{
    struct bpq_port one = *what;
    bool good = true;
    int rc = BPQ_OK;

    for (size_t i = 0; !rc && good && i < n; i++) {
        one.mainline = set[i]->id;
        one.change = set[i]->change;
        rc = bpq_port(p, &one, &r->port[i], e);
        if (rc)
            break;
        r->v[r->n++] = set[i];
        good = is_clean(&r->port[i]);
        one.onto = r->port[i].tree;
    }
    one.mainline = what->mainline;
    one.change = what->change;
    if (!rc && good) {
        rc = bpq_port(p, &one, &r->then, e);
        good = !rc && r->then.rule != BPQ_RULE_NONE && !r->then.doubt;
    }
    if (!good)
        drop(r);
    return rc;
}

/* Did these make all that is missing? */
static bool is_all(const struct bpq_lacking *l,
                   const struct bpq_candidate *const *set, size_t n)
{
    size_t lines = 0, names = 0;

    for (size_t i = 0; i < n; i++) {
        lines += set[i]->lines;
        names += set[i]->names.n;
    }
    return lines == l->lines && names == l->names.n;
}

int bpq_prerequisites_find(struct bpq_prerequisites *r, struct bpq_porter *p,
                           const struct bpq_next *next,
                           const struct bpq_port *what, struct bpq_err *e)
{
    const struct bpq_candidate *set[BPQ_CANDIDATES];
    size_t n = 0;
    int rc = BPQ_OK;

    *r = (struct bpq_prerequisites){0};
    for (size_t i = 0; !rc && i < next->candidates.n; i++) {
        const struct bpq_candidate *c = &next->candidates.v[i];
        bool may;

        rc = examine(c, p, what, &may, e);
        if (!rc && may)
            set[n++] = c;
    }
    if (rc || !n || !is_all(&next->lacking, set, n))
        return rc;
    qsort(set, n, sizeof(*set), by_age);
    return try(r, p, set, n, what, e);
}

void bpq_prerequisites_free(struct bpq_prerequisites *r)
{
    drop(r);
}
