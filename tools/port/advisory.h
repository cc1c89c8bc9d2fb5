/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_ADVISORY_H
#define BPQ_ADVISORY_H

#include <git2.h>

#include "base/buf.h"
#include "base/err.h"

/*
 * A security advisory as Xen's security team hands it out: xsaNNN.meta, which
 * is JSON, and patch files beside it.  The meta file has a recipe for each
 * version of Xen: which files, in which order, on top of which commit, and
 * which advisories have to be applied before.
 */
struct bpq_advisory {
    char *name;       /* "XSA-115" */
    char *version;    /* of the recipe: "4.10" or "master" */
    char *why;        /* it was taken, if it is not the branch's own; or NULL */
    char *stable_ref; /* full id, or NULL */
    struct bpq_strs files; /* paths that can be opened, in order */
    struct bpq_strs needs; /* advisories: "XSA-100" */
    struct bpq_strs trees; /* others that it has patches for: "qemuu" */
};

/*
 * path is the meta file, or a folder that has one.  branch: "4.9"; NULL is
 * mainline.  The recipe is that of the branch, else of the nearest newer one
 * that there is one for, else that of master.
 */
int bpq_advisory_read(struct bpq_advisory *a, const char *path,
                      const char *branch, struct bpq_err *e);
void bpq_advisory_free(struct bpq_advisory *a);

#endif
