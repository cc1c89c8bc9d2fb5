/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_RESOLUTION_H
#define BPQ_RESOLUTION_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"

/* A place where git cannot merge, and what became of it: see merge.h. */
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

/* Read the recipe in PATH, whose last component is the key. */
int bpq_resolution_read(const char *path, struct bpq_resolutions *res,
                        struct bpq_err *e);
void bpq_resolutions_free(struct bpq_resolutions *res);

/*
 * The key of a conflict: what git calls the blob of its normal form, that is
 * base, ours, theirs, each ended by a NUL, every line with the white space at
 * its end replaced by one newline.  So the same conflict met again elsewhere
 * in the file, or with other line ends, has the same key.
 */
int bpq_conflict_key(char key[41], const char *base, const char *ours,
                     const char *theirs, struct bpq_err *e);

/* NULL if there is none for the key.  res may be NULL. */
struct bpq_resolution *bpq_resolution_find(struct bpq_resolutions *res,
                                           const char *key);

/* Put the region together as the recipe says; marks the resolution used. */
int bpq_resolution_apply(struct bpq_resolution *s, const struct bpq_region *r,
                         struct bpq_buf *out, struct bpq_err *e);

#endif
