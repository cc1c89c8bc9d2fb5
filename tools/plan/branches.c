/* SPDX-License-Identifier: LGPL-2.1-only */
#define _GNU_SOURCE
#include "plan/branches.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/nearest.h"

/*
 * Does the plan's file exist?  Files that it names are checked when they are
 * read.
 */
static bool have_plan(const char *root, const char *branch)
{
    char *full = bpq_fmt("%s/series-%s/series", root, branch);
    struct stat st;
    /* if it is not readable, reading it will say so */
    bool have = stat(full, &st) < 0 ? errno == EACCES : S_ISREG(st.st_mode);

    free(full);
    return have;
}

static int is_series(const struct dirent *d)
{
    return !strncmp(d->d_name, "series-", 7) && bpq_plan_name(d->d_name + 7);
}

void bpq_branches_known(const char *root, struct bpq_strs *out)
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

/* Is it a Xen release?  Set *major and *minor. */
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

/* Is it a release whose hypervisor lacks PVHv2? */
static bool is_old(unsigned long major, unsigned long minor)
{
    return (major == 4 && minor < 8) || (major == 3 && minor <= 4) ||
           (major == 2 && minor == 0) || (major == 1 && minor <= 3);
}

/* The newest release that is known to have PVH; later ones are unknown. */
#define NEWEST_MINOR 22

/* Why a Xen release has no plan; NULL if there is no such release. */
static const char *needs_none(const char *branch)
{
    unsigned long major, minor;

    if (!release(branch, &major, &minor))
        return NULL;
    if (is_old(major, minor))
        return "its hypervisor lacks PVHv2 support, so no backport of the "
               "toolstack can help";
    if (major == 4 && minor > 10 && minor <= NEWEST_MINOR)
        return "its libxl already has the PVH type and pvshim; callers only "
               "need compat/libxl_pvh.h";
    return NULL;
}

/* There is no folder for the branch: say why. */
static int unknown_branch(const char *root, const char *branch,
                          struct bpq_err *e)
{
    const char *why = needs_none(branch);
    struct bpq_strs known = {NULL, 0};
    char *meant;

    bpq_branches_known(root, &known);
    meant = bpq_meant_of(why ? "" : branch, "known are:", &known);
    bpq_error(e, BPQ_FAIL, "BRANCH=%s: %s%s", branch,
              why ? why : "no such branch here", meant);
    free(meant);
    bpq_strs_free(&known);
    return BPQ_FAIL;
}

int bpq_branch_check(const char *root, const char *branch, struct bpq_err *e)
{
    unsigned long major, minor;
    bool old = release(branch, &major, &minor) && is_old(major, minor);

    if (!old && bpq_plan_name(branch) && have_plan(root, branch))
        return BPQ_OK;
    return unknown_branch(root, branch, e);
}

int bpq_branches_read(const char *root, char *word, struct bpq_strs *to,
                      struct bpq_err *e)
{
    char *save = NULL;

    if (!word || *word == ',' || word[strlen(word) - 1] == ',')
        return bpq_error(e, BPQ_FAIL,
                         "\"on\" takes branches, for example: on 4.9,4.10");
    for (word = strtok_r(word, ",", &save); word;
         word = strtok_r(NULL, ",", &save)) {
        char *dir = bpq_fmt("%s/series-%s", root, word);
        bool known = !strchr(word, '/') && !access(dir, F_OK);

        free(dir);
        if (!known)
            return bpq_error(e, BPQ_FAIL,
                             "there is no branch %s (no folder series-%s)",
                             word, word);
        if (bpq_strs_have(to, word))
            return bpq_error(e, BPQ_FAIL, "branch %s is named twice", word);
        bpq_strs_add(to, word);
    }
    return BPQ_OK;
}

bool bpq_branches_have(const struct bpq_strs *on, const struct bpq_plan *plan)
{
    return !on->n || (plan && bpq_strs_have(on, plan->branch));
}
