/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_RESOLUTION_H
#define BPQ_RESOLUTION_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"

/* A place that git cannot merge, and how it was settled; see merge.h. */
enum bpq_how {
    BPQ_HOW_CONFLICT,
    BPQ_HOW_TRANSPLANT,
    BPQ_HOW_RESOLUTION,
    BPQ_HOW_WORDS,
};

/* A conflict: chg0 lines of base from i0 on, and likewise for the other sides.
 * It begins and ends where the three sides have common lines. */
struct bpq_extent {
    size_t i0, chg0, i1, chg1, i2, chg2;
};

struct bpq_region {
    enum bpq_how how;
    struct bpq_extent where;
    char key[41];               /* of the conflict, in hex */
    char *base, *ours, *theirs; /* whole lines; "" if empty */
    size_t line;                /* its first line in ours, from 1 */
    /* Resolution: the bytes of the result that are lines of theirs. */
    struct bpq_taken {
        size_t from, to;
    } * taken;
    size_t n_taken;
    bool
        draft; /* conflict: ours, and then what the change adds, may be right */
    size_t at, len; /* if settled: its bytes in the result */
    char *why;      /* if a conflict: why it was not transplanted */
};

/* A recorded resolution, from the file with its key as name. */
struct bpq_resolution {
    char key[41];
    char *path;            /* of the file, for messages */
    struct bpq_buf recipe; /* its content */
    bool used;
};

struct bpq_resolutions {
    struct bpq_resolution *v;
    size_t n;
    /* Only merge with git: settle nothing, and do not compute regions. */
    bool git_only;
    bool git_fails; /* git's merge is known to conflict */
    bool drafts;    /* tell whether a resolution can be suggested */
    bool words;     /* what cannot be transplanted is merged word by word */
};

/* Add a resolution; path is what messages call it.  One whose key is there
 * already is not added again. */
int bpq_resolution_add(struct bpq_resolutions *res, const char *key,
                       const char *path, struct bpq_str recipe,
                       struct bpq_err *e);
/* Read the resolution in PATH, whose last component is the key. */
int bpq_resolution_read(const char *path, struct bpq_resolutions *res,
                        struct bpq_err *e);
void bpq_resolutions_free(struct bpq_resolutions *res);

/*
 * The key of a conflict: git's blob id of its normal form, which is base, ours
 * and theirs, each followed by a NUL, with trailing white space of each line
 * replaced by one newline.  So the key does not depend on the conflict's place
 * in the file or on line ends.
 */
int bpq_conflict_key(char key[41], const char *base, const char *ours,
                     const char *theirs, struct bpq_err *e);

/* Find the resolution of a key, or NULL.  res may be NULL. */
struct bpq_resolution *bpq_resolution_find(struct bpq_resolutions *res,
                                           const char *key);

/* Append the region as the resolution says, which sets its taken, and mark the
 * resolution as used. */
int bpq_resolution_apply(struct bpq_resolution *s, struct bpq_region *r,
                         struct bpq_buf *out, struct bpq_err *e);

#endif
