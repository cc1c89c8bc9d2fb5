/* SPDX-License-Identifier: LGPL-2.1-only */
#include <string.h>
#include <sys/stat.h>

#include "port/source.h"
#include "base/buf.h"
#include "base/err.h"
#include "git/xsas.h"
#include "port/outside.h"

static bool ends(const char *s, const char *with)
{
    size_t n = strlen(s), m = strlen(with);

    return n > m && !strcmp(s + n - m, with);
}

/* A name that can only be meant as a file's is none of a commit. */
static bool looks_like_file(const char *name)
{
    return *name == '/' || !strncmp(name, "./", 2) ||
           !strncmp(name, "../", 3) || ends(name, ".patch") ||
           ends(name, ".diff") || ends(name, ".mbox") || ends(name, ".meta");
}

static int add_file(struct bpq_upstreams *s, const char *name,
                    struct bpq_err *e)
{
    struct bpq_strs files = {NULL, 0};
    struct stat st;
    int rc;

    if (ends(name, ".meta") || (!stat(name, &st) && S_ISDIR(st.st_mode)))
        return bpq_outside_advisory(s, name, e);
    bpq_strs_add(&files, name);
    rc = bpq_outside_add(s, &files, NULL, NULL, e);
    bpq_strs_free(&files);
    return rc;
}

int bpq_source_add(struct bpq_upstreams *s, const char *name, struct bpq_err *e)
{
    struct stat st;
    bool is_there = !stat(name, &st);
    int rc;

    if (looks_like_file(name) || (is_there && strstr(name, "..")))
        return add_file(s, name, e);
    if (!is_there && bpq_advisory_number(name))
        return bpq_upstreams_advisory(s, bpq_advisory_number(name), e);
    rc = bpq_upstreams_add(s, name, e);
    if (!rc || !is_there)
        return rc;
    bpq_err_clear(e);
    return add_file(s, name, e);
}
