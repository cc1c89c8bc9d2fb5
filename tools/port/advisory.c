/* SPDX-License-Identifier: LGPL-2.1-only */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fnmatch.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "port/advisory.h"
#include "base/file.h"
#include "base/textfile.h"

/* The longest there was has 8 KB. */
#define META_MAX ((size_t)1 << 20)

struct reader {
    struct bpq_advisory *a;
    char *path;   /* of the meta file */
    char *folder; /* it is in */
    struct bpq_err *e;
};

static int wrong(const struct reader *r, const char *what)
{
    return bpq_error(r->e, BPQ_FAIL,
                     "%s: %s: is it the meta file of an advisory?", r->path,
                     what);
}

/* ---- files ---- */

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The names in a folder that match, in order.  ".*" does not mean "..". */
static int list(const char *folder, const char *pattern, struct bpq_strs *out,
                struct bpq_err *e)
{
    DIR *dir = opendir(folder);
    const struct dirent *d;

    if (!dir)
        return bpq_error(e, BPQ_FAIL, "%s: cannot be read: %s", folder,
                         strerror(errno));
    while ((d = readdir(dir)))
        if (strcmp(d->d_name, ".") && strcmp(d->d_name, "..") &&
            !fnmatch(pattern, d->d_name, FNM_PERIOD))
            bpq_strs_add(out, d->d_name);
    closedir(dir);
    if (out->n)
        qsort(out->v, out->n, sizeof(*out->v), by_name);
    return BPQ_OK;
}

/* The meta file of a folder. */
static int find_meta(struct reader *r, const char *folder)
{
    struct bpq_strs names = {NULL, 0};
    int rc = list(folder, "*.meta", &names, r->e);

    if (!rc && names.n != 1)
        rc = bpq_error(r->e, BPQ_FAIL,
                       "%s: has %s: name the meta file, or patch files", folder,
                       names.n ? "several advisories (*.meta)"
                               : "no advisory (*.meta)");
    if (!rc)
        r->path = bpq_fmt("%s/%s", folder, names.v[0]);
    bpq_strs_free(&names);
    return rc;
}

static int find_path(struct reader *r, const char *path)
{
    size_t n = strlen(path);
    struct stat st;
    char *slash;
    int rc = BPQ_OK;

    while (n > 1 && path[n - 1] == '/')
        n--;
    if (!stat(path, &st) && S_ISDIR(st.st_mode)) {
        char *folder = bpq_strndup(path, n);

        rc = find_meta(r, folder);
        free(folder);
    } else {
        r->path = bpq_strdup(path);
    }
    if (rc)
        return rc;
    slash = strrchr(r->path, '/');
    r->folder = slash ? bpq_strndup(r->path, (size_t)(slash - r->path))
                      : bpq_strdup(".");
    if (!*r->folder) {
        free(r->folder);
        r->folder = bpq_strdup("/");
    }
    return BPQ_OK;
}

static void add_file(struct reader *r, const char *name)
{
    char *file = strcmp(r->folder, ".") ? bpq_fmt("%s/%s", r->folder, name)
                                        : bpq_strdup(name);

    bpq_strs_add(&r->a->files, file);
    free(file);
}

/* A name, of which the last part may be a pattern: xsa115-4.10/0*.patch */
static int add_files(struct reader *r, const char *name)
{
    const char *fault = bpq_path_fault(name), *slash = strrchr(name, '/');
    const char *pattern = slash ? slash + 1 : name;
    struct bpq_strs found = {NULL, 0};
    char *folder, *in;
    int rc;

    if (fault)
        return bpq_error(r->e, BPQ_FAIL, "%s: the patch \"%s\" %s: refused",
                         r->path, name, fault);
    if (bpq_refuse_link(r->folder, name, r->e))
        return bpq_error_at(r->e, "%s", r->path);
    if (!strpbrk(pattern, "*?[")) {
        add_file(r, name);
        return BPQ_OK;
    }
    in = bpq_strndup(name, (size_t)(pattern - name));
    folder = bpq_fmt("%s/%s", r->folder, in);
    rc = list(folder, pattern, &found, r->e);
    if (!rc && !found.n)
        rc = bpq_error(r->e, BPQ_FAIL, "%s: there is no patch \"%s\"", r->path,
                       name);
    for (size_t i = 0; !rc && i < found.n; i++) {
        char *file = bpq_fmt("%s%s", in, found.v[i]);

        if (bpq_refuse_link(r->folder, file, r->e))
            rc = bpq_error_at(r->e, "%s", r->path);
        else
            add_file(r, file);
        free(file);
    }
    bpq_strs_free(&found);
    free(folder);
    free(in);
    return rc;
}

/* ---- which recipe ---- */

struct version {
    unsigned major, minor;
};

static bool parse(const char *s, struct version *v)
{
    int end = 0;

    return s && sscanf(s, "%3u.%3u%n", &v->major, &v->minor, &end) == 2 &&
           end && !s[end];
}

static bool before(struct version a, struct version b)
{
    return a.major != b.major ? a.major < b.major : a.minor < b.minor;
}

/* The recipe for the nearest branch that is newer than this one, or NULL. */
static const char *nearest(json_t *recipes, struct version branch)
{
    const char *name, *best = NULL;
    struct version v, found = {0, 0};
    json_t *value;

    json_object_foreach(recipes, name, value)
    {
        if (!parse(name, &v) || before(v, branch) ||
            (best && !before(v, found)))
            continue;
        best = name;
        found = v;
    }
    return best;
}

static int no_recipe(struct reader *r, json_t *recipes, const char *branch)
{
    struct bpq_buf has = BPQ_BUF_INIT;
    const char *name;
    json_t *value;

    json_object_foreach(recipes, name, value)
    {
        bpq_buf_addf(&has, "%s%s", has.len ? ", " : "", name);
    }
    bpq_error(r->e, BPQ_FAIL,
              "%s: has no recipe for %s%s; it has %s: name the patch files",
              r->path, branch ? branch : "master",
              branch ? ", a newer version or master" : "",
              has.len ? has.p : "none at all");
    bpq_buf_free(&has);
    return r->e->rc;
}

static int choose(struct reader *r, json_t *recipes, const char *branch)
{
    struct bpq_advisory *a = r->a;
    const char *name = NULL;
    struct version v;

    if (branch && json_object_get(recipes, branch))
        name = branch;
    else if (parse(branch, &v))
        name = nearest(recipes, v);
    if (!name && json_object_get(recipes, "master"))
        name = "master";
    if (!name)
        return no_recipe(r, recipes, branch);
    a->version = bpq_strdup(name);
    if (branch && strcmp(name, branch))
        a->why = bpq_fmt("there is none for %s", branch);
    return BPQ_OK;
}

/* ---- the recipe ---- */

/* "XSA-115" of 115 or "115" */
static char *advisory_name(const json_t *id)
{
    if (json_is_integer(id))
        return bpq_fmt("XSA-%lld", (long long)json_integer_value(id));
    if (json_is_string(id))
        return bpq_fmt("XSA-%s", json_string_value(id));
    return NULL;
}

static int read_needs(struct reader *r, json_t *prereqs)
{
    json_t *id;
    size_t i;

    json_array_foreach(prereqs, i, id)
    {
        char *name = advisory_name(id);

        if (!name)
            return wrong(r, "an entry of Prereqs is no number");
        bpq_strs_add(&r->a->needs, name);
        free(name);
    }
    return BPQ_OK;
}

static int read_recipe(struct reader *r, json_t *recipe)
{
    json_t *patches = json_object_get(recipe, "Patches"), *patch;
    const char *ref = json_string_value(json_object_get(recipe, "StableRef"));
    int rc = read_needs(r, json_object_get(recipe, "Prereqs"));
    size_t i;

    if (ref && bpq_is_hex(ref, 40))
        r->a->stable_ref = bpq_strdup(ref);
    if (!rc && !json_array_size(patches))
        return wrong(r, "the recipe has no Patches");
    json_array_foreach(patches, i, patch)
    {
        if (!rc && !json_is_string(patch))
            rc = wrong(r, "an entry of Patches is no name");
        if (!rc)
            rc = add_files(r, json_string_value(patch));
    }
    return rc;
}

static int read_trees(struct reader *r, json_t *trees)
{
    json_t *xen = json_object_get(trees, "xen"), *value;
    const char *name;

    json_object_foreach(trees, name, value)
    {
        if (strcmp(name, "xen"))
            bpq_strs_add(&r->a->trees, name);
    }
    if (!json_is_object(xen))
        return bpq_error(
            r->e, BPQ_FAIL,
            "%s: the recipe for %s has no patches for Xen itself (tree xen): "
            "there is nothing to port",
            r->path, r->a->version);
    return read_recipe(r, xen);
}

static int read_meta(struct reader *r, json_t *meta, const char *branch)
{
    json_t *recipes = json_object_get(meta, "Recipes");
    int rc;

    r->a->name = advisory_name(json_object_get(meta, "XSA"));
    if (!r->a->name)
        return wrong(r, "has no number XSA");
    if (!json_is_object(recipes))
        return wrong(r, "has no Recipes");
    rc = choose(r, recipes, branch);
    if (rc)
        return rc;
    return read_trees(
        r, json_object_get(json_object_get(recipes, r->a->version), "Recipes"));
}

static int read_json(struct reader *r, const char *branch)
{
    struct bpq_buf text = BPQ_BUF_INIT;
    json_error_t error;
    json_t *meta = NULL;
    int rc = bpq_file_read(r->path, &text, r->e);

    if (!rc && text.len > META_MAX)
        rc = wrong(r, "has more than 1 MB");
    if (!rc) {
        meta = json_loadb(text.p, text.len, JSON_REJECT_DUPLICATES, &error);
        if (!meta)
            rc = bpq_error(r->e, BPQ_FAIL, "%s:%d: is no JSON: %s", r->path,
                           error.line, error.text);
    }
    if (!rc)
        rc = read_meta(r, meta, branch);
    json_decref(meta);
    bpq_buf_free(&text);
    return rc;
}

int bpq_advisory_read(struct bpq_advisory *a, const char *path,
                      const char *branch, struct bpq_err *e)
{
    struct reader r = {.a = a, .e = e};
    int rc;

    memset(a, 0, sizeof(*a));
    rc = find_path(&r, path);
    if (!rc)
        rc = read_json(&r, branch);
    free(r.path);
    free(r.folder);
    if (rc)
        bpq_advisory_free(a);
    return rc;
}

void bpq_advisory_free(struct bpq_advisory *a)
{
    free(a->name);
    free(a->version);
    free(a->why);
    free(a->stable_ref);
    bpq_strs_free(&a->files);
    bpq_strs_free(&a->needs);
    bpq_strs_free(&a->trees);
    memset(a, 0, sizeof(*a));
}
