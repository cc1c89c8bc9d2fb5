/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_MERGE_H
#define BPQ_MERGE_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"

/*
 * The backport merge of one file.
 *
 *   base    the file in the pick's parent
 *   theirs  the file in the pick
 *   ours    the file on the branch, earlier patches of the queue applied
 *
 * Where git's three-way merge is clean the result is git's.  A region that
 * conflicts there is settled by the first of
 *
 *   resolution  one is recorded for its key (see below)
 *   transplant  everything the change removes is found in ours, whole and once,
 *               and the place of all it adds is unambiguous
 *
 * and is otherwise a conflict, which is a result and not a failure: the caller
 * gets all regions with their sides.
 *
 * libgit2 must have been initialised.  Texts with NUL bytes are refused, with
 * errors that do not know the file's name: put it in front.
 */
enum bpq_how { BPQ_HOW_CONFLICT, BPQ_HOW_TRANSPLANT, BPQ_HOW_RESOLUTION };

struct bpq_region {
    enum bpq_how how;
    char key[41]; /* identity of the conflict's normal form, hex */
    char *base, *ours, *theirs; /* whole lines; "" if empty */
    size_t line;                /* where it begins in ours, from 1 */
    size_t at, len; /* settled: the bytes of the result that it became */
    char *why;      /* conflict: why it could not be transplanted */
};

/* A recorded resolution: from FILE, named by its key. */
struct bpq_resolution {
    char key[41];
    char *path;            /* of the file, for messages */
    struct bpq_buf recipe; /* its content */
    bool used;
};

struct bpq_resolutions {
    struct bpq_resolution *v;
    size_t n;
    /* Settle nothing, by transplant neither: what git cannot merge is a
       conflict, and its regions are not looked at. */
    bool git_only;
};

struct bpq_merge {
    bool clean;    /* git's merge was clean */
    bool conflict; /* at least one region is a conflict: text is empty */
    struct bpq_buf text;
    struct bpq_region *regions; /* none if clean */
    size_t n_regions;
};

int bpq_merge_file(struct bpq_str base, struct bpq_str ours,
                   struct bpq_str theirs, struct bpq_resolutions *res,
                   struct bpq_merge *out, struct bpq_err *e);
void bpq_merge_free(struct bpq_merge *m);

/* Read the recipe in PATH, whose last component is the key. */
int bpq_resolution_read(const char *path, struct bpq_resolutions *res,
                        struct bpq_err *e);
void bpq_resolutions_free(struct bpq_resolutions *res);

/*
 * Take from theirs only the regions in which no line that is removed or added
 * matches ERE; *n is the number of regions left out.
 */
int bpq_merge_keep(struct bpq_str base, struct bpq_str theirs, const char *ere,
                   struct bpq_buf *out, size_t *n, struct bpq_err *e);

#endif
