/* SPDX-License-Identifier: LGPL-2.1-only */
#define _GNU_SOURCE
#include "plan/plan.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/nearest.h"
#include "plan/planfile.h"

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
    /* one that may not be looked at is told when it is read */
    bool have = stat(full, &st) < 0 ? errno == EACCES : S_ISREG(st.st_mode);

    free(full);
    return have;
}

static int is_series(const struct dirent *d)
{
    return !strncmp(d->d_name, "series-", 7) && bpq_plan_name(d->d_name + 7);
}

/* 4.8, 4.9, 4.10 */
static void known_branches(const char *root, struct bpq_strs *out)
{
    struct dirent **v = NULL;
    int n = scandir(root, &v, is_series, versionsort);

    for (int i = 0; i < n; i++) {
        char *path = bpq_fmt("%s/%s/series", root, v[i]->d_name);

        if (!access(path, F_OK))
            bpq_strs_add(out, v[i]->d_name + 7);
        free(path);
        free(v[i]);
    }
    free(v);
}

/* "; WHAT A, B, C (did you mean B?)" */
static char *meant_of(const char *word, const char *what,
                      const struct bpq_strs *known)
{
    struct bpq_buf b = BPQ_BUF_INIT;
    char *meant = bpq_meant(word, known);

    bpq_buf_addf(&b, "; %s ", what);
    for (size_t i = 0; i < known->n; i++)
        bpq_buf_addf(&b, "%s%s", i ? ", " : "", known->v[i]);
    if (!known->n)
        bpq_buf_adds(&b, "none");
    bpq_buf_adds(&b, meant);
    free(meant);
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

/* One of the releases whose hypervisor has no PVHv2. */
static bool is_old(unsigned long major, unsigned long minor)
{
    return (major == 4 && minor < 8) || (major == 3 && minor <= 4) ||
           (major == 2 && minor == 0) || (major == 1 && minor <= 3);
}

/* The newest release that is known to have PVH; what comes later is no branch
 * until somebody has looked at it. */
#define NEWEST_MINOR 22

/* Why a release of Xen needs no plan, or NULL if there is no such release. */
static const char *needs_none(const char *branch)
{
    unsigned long major, minor;

    if (!release(branch, &major, &minor))
        return NULL;
    if (is_old(major, minor))
        return "its hypervisor lacks PVHv2 support, so that no backport of "
               "the toolstack can help (B07)";
    if (major == 4 && minor > 10 && minor <= NEWEST_MINOR)
        return "its libxl has the PVH type and pvshim already; callers need "
               "no more than compat/libxl_pvh.h (BU)";
    return NULL;
}

/* No folder for it: say why. */
static int unknown_branch(const char *root, const char *branch,
                          struct bpq_err *e)
{
    const char *why = needs_none(branch);
    struct bpq_strs known = {NULL, 0};
    char *meant;

    known_branches(root, &known);
    meant = meant_of(why ? "" : branch, "known are:", &known);
    bpq_error(e, BPQ_FAIL, "BRANCH=%s: %s%s", branch,
              why ? why : "no such branch here", meant);
    free(meant);
    bpq_strs_free(&known);
    return BPQ_FAIL;
}

static int find_branch(const struct bpq_plan *p, struct bpq_err *e)
{
    unsigned long major, minor;
    bool old = release(p->branch, &major, &minor) && is_old(major, minor);

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
    char *meant;

    if (base_index(p, base) < p->bases.n)
        return BPQ_OK;
    meant = meant_of(base, "its bases are", &p->bases);
    bpq_error(e, BPQ_FAIL, "%s is no base of branch %s%s", base, p->branch,
              meant);
    free(meant);
    return BPQ_FAIL;
}
