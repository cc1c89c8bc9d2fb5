/* SPDX-License-Identifier: LGPL-2.1-only */
#define _GNU_SOURCE
#include "plan/plan.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/nearest.h"

bool bpq_plan_name(const char *s)
{
    return isalnum((unsigned char)*s) &&
           !s[strspn(s, "abcdefghijklmnopqrstuvwxyz"
                        "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._+-")];
}

const char *bpq_patch_name_fault(const char *name)
{
    size_t len = strlen(name);

    if (strchr(name, '/'))
        return "has a \"/\"";
    if (len < 7 || strcmp(name + len - 6, ".patch"))
        return "does not end in .patch";
    if (!bpq_plan_name(name))
        return "may only have letters, digits and ._+-, and has to begin with "
               "a letter or digit";
    return NULL;
}

const char *bpq_patch_dir(const struct bpq_plan *p,
                          const struct bpq_patch *patch)
{
    return patch->local ? p->local : p->dir;
}

static void maps_free(struct bpq_maps *maps)
{
    for (size_t i = 0; i < maps->n; i++) {
        free(maps->v[i].from);
        free(maps->v[i].to);
    }
    free(maps->v);
}

void bpq_patch_free(struct bpq_patch *patch)
{
    free(patch->name);
    free(patch->id);
    free(patch->own);
    free(patch->from);
    free(patch->until);
    free(patch->why);
    bpq_strs_free(&patch->only);
    bpq_strs_free(&patch->except);
    bpq_strs_free(&patch->keep);
    bpq_strs_free(&patch->before);
    bpq_strs_free(&patch->after);
    bpq_strs_free(&patch->resolve);
    maps_free(&patch->map);
    memset(patch, 0, sizeof(*patch));
}

void bpq_plan_free(struct bpq_plan *p)
{
    for (size_t i = 0; i < p->n_patches; i++)
        bpq_patch_free(&p->patches[i]);
    for (size_t i = 0; i < p->n_groups; i++)
        free(p->groups[i].name);
    for (size_t i = 0; i < p->n_ignores; i++) {
        free(p->ignores[i].id);
        free(p->ignores[i].why);
        free(p->ignores[i].file);
    }
    free(p->area.file);
    bpq_strs_free(&p->area.paths);
    bpq_strs_free(&p->area.whole);
    bpq_strs_free(&p->area.words);
    free(p->ignores);
    free(p->patches);
    free(p->groups);
    bpq_strs_free(&p->bases);
    maps_free(&p->map);
    free(p->branch);
    free(p->root);
    free(p->dir);
    free(p->local);
    memset(p, 0, sizeof(*p));
}

/* The index of a base, or the number of bases if it is not one. */
static size_t base_index(const struct bpq_plan *p, const char *base)
{
    size_t i = 0;

    while (i < p->bases.n && strcmp(p->bases.v[i], base))
        i++;
    return i;
}

void bpq_plan_span(const struct bpq_plan *p, const struct bpq_patch *patch,
                   size_t *first, size_t *last)
{
    *first = patch->from ? base_index(p, patch->from) : 0;
    *last = patch->until ? base_index(p, patch->until) : p->bases.n - 1;
}

/* The index of the longest map that applies to path, or the number of maps. */
static size_t find_map(const struct bpq_maps *maps, const char *path)
{
    size_t best = maps->n, longest = 0;

    for (size_t i = 0; i < maps->n; i++) {
        size_t n = strlen(maps->v[i].from);

        if (n > longest && !strncmp(path, maps->v[i].from, n) &&
            (!path[n] || path[n] == '/')) {
            best = i;
            longest = n;
        }
    }
    return best;
}

char *bpq_plan_map(const struct bpq_plan *p, const struct bpq_patch *patch,
                   const char *path, size_t *clause)
{
    const struct bpq_maps *maps = &patch->map;
    size_t i = find_map(maps, path);

    *clause = i;
    if (i == maps->n) {
        maps = &p->map;
        i = find_map(maps, path);
    }
    if (i == maps->n)
        return NULL;
    return bpq_fmt("%s%s", maps->v[i].to, path + strlen(maps->v[i].from));
}

char *bpq_plan_path(const struct bpq_plan *p, const struct bpq_patch *patch,
                    const char *path)
{
    static const struct bpq_patch none;
    size_t clause;
    char *to;

    to = p ? bpq_plan_map(p, patch ? patch : &none, path, &clause) : NULL;
    return to ? to : bpq_strdup(path);
}

bool bpq_plan_wants(const struct bpq_plan *p, const struct bpq_patch *patch,
                    const char *base)
{
    size_t i = base_index(p, base);
    size_t first, last;

    bpq_plan_span(p, patch, &first, &last);
    return i < p->bases.n && first <= i && i <= last;
}

static bool is_release(const char *base)
{
    return !strncmp(base, "RELEASE-", 8);
}

const char *bpq_plan_newest(const struct bpq_plan *plan)
{
    const char *newest = NULL;

    for (size_t i = 0; i < plan->bases.n; i++) {
        const char *base = plan->bases.v[i];

        if (!newest || !is_release(newest) ||
            (is_release(base) && strverscmp(base, newest) > 0))
            newest = base;
    }
    return newest;
}

int bpq_plan_base(const struct bpq_plan *p, const char *base, struct bpq_err *e)
{
    char *meant;

    if (base_index(p, base) < p->bases.n)
        return BPQ_OK;
    meant = bpq_meant_of(base, "its bases are", &p->bases);
    bpq_error(e, BPQ_FAIL, "%s is not a base of branch %s%s", base, p->branch,
              meant);
    free(meant);
    return BPQ_FAIL;
}
