/* SPDX-License-Identifier: LGPL-2.1-only */
#define _GNU_SOURCE
#include "plan.h"

#include <ctype.h>
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "planfile.h"

bool bpq_plan_name(const char *s)
{
    return isalnum((unsigned char)*s) &&
           !s[strspn(s, "abcdefghijklmnopqrstuvwxyz"
                        "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._+-")];
}

/* ---- which branches there are ---- */

/*
 * Does the plan's file exist?  Whether what it names does is said when that is
 * read, for the patches that a base wants.
 */
static bool have_plan(const struct bpq_plan *p)
{
    char *full = bpq_fmt("%s/%s/series", p->root, p->dir);
    struct stat st;
    bool have = !stat(full, &st) && S_ISREG(st.st_mode);

    free(full);
    return have;
}

static int is_series(const struct dirent *d)
{
    return !strncmp(d->d_name, "series-", 7) && bpq_plan_name(d->d_name + 7);
}

/* "4.8, 4.9, 4.10" */
static char *known_branches(const char *root)
{
    struct bpq_buf b = BPQ_BUF_INIT;
    struct dirent **v = NULL;
    int n = scandir(root, &v, is_series, versionsort);

    for (int i = 0; i < n; i++) {
        char *path = bpq_fmt("%s/%s/series", root, v[i]->d_name);

        if (!access(path, F_OK))
            bpq_buf_addf(&b, "%s%s", b.len ? ", " : "", v[i]->d_name + 7);
        free(path);
        free(v[i]);
    }
    free(v);
    if (!b.len)
        bpq_buf_adds(&b, "none");
    return b.p;
}

/* Is it a Xen release, and which? */
static bool release(const char *s, unsigned long *major, unsigned long *minor)
{
    char *end;

    if (!isdigit((unsigned char)*s))
        return false;
    *major = strtoul(s, &end, 10);
    if (*end != '.' || !isdigit((unsigned char)end[1]))
        return false;
    *minor = strtoul(end + 1, &end, 10);
    return !*end;
}

/* No folder for it: say why. */
static int unknown_branch(const char *root, const char *branch,
                          struct bpq_err *e)
{
    unsigned long major, minor;
    char *known = known_branches(root);
    const char *why = "no such branch here";

    if (release(branch, &major, &minor)) {
        if (major < 4 || (major == 4 && minor < 8))
            why = "its hypervisor lacks PVHv2 support, so that no backport of "
                  "the toolstack can help (B07)";
        else if (major > 4 || minor > 10)
            why = "its libxl has the PVH type and pvshim already; callers need "
                  "no more than compat/libxl_pvh.h (BU)";
    }
    bpq_error(e, BPQ_FAIL, "BRANCH=%s: %s; known are: %s", branch, why, known);
    free(known);
    return BPQ_FAIL;
}

static int find_branch(const struct bpq_plan *p, struct bpq_err *e)
{
    unsigned long major, minor;
    bool old = release(p->branch, &major, &minor) &&
               (major < 4 || (major == 4 && minor < 8));

    if (!old && bpq_plan_name(p->branch) && have_plan(p))
        return BPQ_OK;
    return unknown_branch(p->root, p->branch, e);
}

int bpq_plan_read(struct bpq_plan *p, const char *root, const char *branch,
                  struct bpq_err *e)
{
    char *path, *name;
    int rc;

    memset(p, 0, sizeof(*p));
    p->branch = bpq_strdup(branch);
    p->root = bpq_strdup(root);
    p->dir = bpq_fmt("series-%s", branch);
    name = bpq_fmt("%s/series", p->dir);
    path = bpq_fmt("%s/%s", root, name);
    rc = find_branch(p, e);
    if (!rc)
        rc = bpq_plan_parse(p, path, name, e);
    free(path);
    free(name);
    if (rc)
        bpq_plan_free(p);
    return rc;
}

static void maps_free(struct bpq_maps *maps)
{
    for (size_t i = 0; i < maps->n; i++) {
        free(maps->v[i].from);
        free(maps->v[i].to);
    }
    free(maps->v);
}

static void patch_free(struct bpq_patch *patch)
{
    free(patch->name);
    free(patch->id);
    free(patch->own);
    free(patch->from);
    free(patch->until);
    free(patch->why);
    bpq_strs_free(&patch->only);
    bpq_strs_free(&patch->not );
    bpq_strs_free(&patch->keep);
    bpq_strs_free(&patch->before);
    bpq_strs_free(&patch->after);
    bpq_strs_free(&patch->resolve);
    maps_free(&patch->map);
}

void bpq_plan_free(struct bpq_plan *p)
{
    for (size_t i = 0; i < p->n_patches; i++)
        patch_free(&p->patches[i]);
    for (size_t i = 0; i < p->n_groups; i++)
        free(p->groups[i].name);
    for (size_t i = 0; i < p->n_ignores; i++) {
        free(p->ignores[i].id);
        free(p->ignores[i].why);
    }
    free(p->ignores);
    free(p->patches);
    free(p->groups);
    bpq_strs_free(&p->bases);
    maps_free(&p->map);
    free(p->branch);
    free(p->root);
    free(p->dir);
    memset(p, 0, sizeof(*p));
}

/* Index of a base, or the number of bases if it is none. */
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

/* Index of the longest map that path falls under, or how many there are. */
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

int bpq_plan_base(const struct bpq_plan *p, const char *base, struct bpq_err *e)
{
    struct bpq_buf known = BPQ_BUF_INIT;

    if (base_index(p, base) < p->bases.n)
        return BPQ_OK;
    for (size_t i = 0; i < p->bases.n; i++)
        bpq_buf_addf(&known, "%s%s", i ? ", " : "", p->bases.v[i]);
    bpq_error(e, BPQ_FAIL, "%s is no base of branch %s; its bases are %s", base,
              p->branch, known.len ? known.p : "none");
    bpq_buf_free(&known);
    return BPQ_FAIL;
}
