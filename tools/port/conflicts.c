/* SPDX-License-Identifier: LGPL-2.1-only */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "port/conflicts.h"
#include "base/buf.h"

struct bpq_known_conflict {
    struct bpq_three_blobs of;
    int effort;
    bool used;
    char *why;
};

static struct bpq_known_conflict *slot(const struct bpq_conflicts *c,
                                       const struct bpq_three_blobs *of,
                                       int effort)
{
    size_t mask = c->cap - 1;
    uint32_t a, b;

    memcpy(&a, of->ours.id, sizeof(a));
    memcpy(&b, of->theirs.id, sizeof(b));
    for (size_t i = (a ^ b ^ (uint32_t)effort) & mask;; i = (i + 1) & mask) {
        struct bpq_known_conflict *k = &c->v[i];

        if (!k->used ||
            (k->effort == effort && !memcmp(&k->of, of, sizeof(*of))))
            return k;
    }
}

bool bpq_conflicts_have(const struct bpq_conflicts *c,
                        const struct bpq_three_blobs *of, int effort,
                        const char **why)
{
    const struct bpq_known_conflict *k = c->cap ? slot(c, of, effort) : NULL;

    *why = k ? k->why : NULL;
    return k && k->used;
}

static void make_room(struct bpq_conflicts *c)
{
    struct bpq_conflicts was = *c;

    if (2 * (c->n + 1) < c->cap)
        return;
    c->cap = c->cap ? 2 * c->cap : 1024;
    c->v = bpq_alloc(c->cap * sizeof(*c->v));
    for (size_t i = 0; i < was.cap; i++)
        if (was.v[i].used)
            *slot(c, &was.v[i].of, was.v[i].effort) = was.v[i];
    free(was.v);
}

void bpq_conflicts_add(struct bpq_conflicts *c,
                       const struct bpq_three_blobs *of, int effort,
                       const char *why)
{
    struct bpq_known_conflict *k;

    make_room(c);
    k = slot(c, of, effort);
    if (k->used)
        return;
    *k = (struct bpq_known_conflict){.of = *of,
                                     .effort = effort,
                                     .used = true,
                                     .why = why ? bpq_strdup(why) : NULL};
    c->n++;
}

void bpq_conflicts_free(struct bpq_conflicts *c)
{
    for (size_t i = 0; i < c->cap; i++)
        free(c->v[i].why);
    free(c->v);
    memset(c, 0, sizeof(*c));
}
