/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_PLAN_H
#define BPQ_PLAN_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"

/*
 * A branch's plan, series-X/series: a quilt series with comments that say where
 * each patch comes from.  A user's own lines, in series-X/local/series, follow
 * those of the plan.  bpq-series(5) describes both.
 */
enum bpq_source { BPQ_PICK, BPQ_OWN, BPQ_FILE };

/* Upstream's file or folder `from` is `to` on the branch. */
struct bpq_map {
    char *from, *to;
};

struct bpq_maps {
    struct bpq_map *v;
    size_t n;
};

struct bpq_patch {
    char *name; /* FILE.patch, no '/' */
    unsigned line;
    bool local; /* the line is in local/series */
    enum bpq_source source;
    char *id;               /* pick: 40 hex digits; file: the upstream commit
                               that it carries, or NULL */
    char *own;              /* own: the change's folder, relative to our root */
    size_t group;           /* index into bpq_plan.groups */
    char *from, *until;     /* bases, inclusive; NULL: no limit */
    struct bpq_strs only;   /* paths: files, or folders with their contents */
    struct bpq_strs except; /* the same, from `not` clauses */
    struct bpq_maps map;    /* this pick's, which precede the plan's */
    struct bpq_strs keep;   /* EREs; see bpq_merge_keep */
    struct bpq_strs before; /* semantic patches for base and theirs before the
                               merge, relative to our root */
    struct bpq_strs after;  /* changes to apply to the result */
    struct bpq_strs resolve; /* keys of recorded resolutions */
    char *why; /* the `why` clauses, joined by newlines, or NULL */
};

/* A later upstream commit that the plan leaves out, and why. */
struct bpq_ignore {
    char *id; /* 40 hex digits */
    char *why;
    char *file; /* that says so: the plan, or its area */
    unsigned line;
};

/* Which upstream commits concern the branch, besides those that touch picks. */
struct bpq_area {
    char *file;            /* relative to root, NULL: the plan names none */
    struct bpq_strs paths; /* files and folders, for commits with the words */
    struct bpq_strs whole; /* files and folders, for every commit */
    struct bpq_strs words; /* EREs, in the message or a changed line */
};

/* One that goes on in local/series stands twice, with the same name. */
struct bpq_group {
    char *name;
    bool optional;
    bool local;    /* it is in local/series */
    bool named;    /* a line names it */
    unsigned line; /* its first; the last is before the next group's */
};

struct bpq_plan {
    char *branch;          /* "4.9" */
    char *root;            /* our repository */
    char *dir;             /* series-4.9, relative to root */
    char *local;           /* series-4.9/local */
    struct bpq_strs bases; /* from old to new */
    struct bpq_maps map;
    struct bpq_ignore *ignores;
    size_t n_ignores;
    struct bpq_area area;
    struct bpq_group *groups;
    size_t n_groups;
    struct bpq_patch *patches;
    size_t n_patches;
};

/*
 * Ten times what a plan needs.  Each is compared with all others, so that with
 * more of them somebody else's plan could take hours.
 */
#define BPQ_PLAN_LINES 10000
#define BPQ_PLAN_PATHS 1000 /* or keys, in one patch or area */
#define BPQ_PLAN_BASES 100

void bpq_plan_free(struct bpq_plan *p);
void bpq_patch_free(struct bpq_patch *patch);

/* May it be the name of a base, a group or a patch? */
bool bpq_plan_name(const char *s);
/* Why a patch may not be called so (a text without the name), or NULL if it
 * may: it is a word that needs no quotes in a shell, and ends in .patch. */
const char *bpq_patch_name_fault(const char *name);
/* The folder, relative to root, whose `series` has the patch's line; it has
 * its resolutions, too. */
const char *bpq_patch_dir(const struct bpq_plan *p,
                          const struct bpq_patch *patch);
/* What a group is called in which patches are that no line puts into one. */
#define BPQ_LOCAL_GROUP "local"
/* Check that it is a base of the plan; the error names the bases. */
int bpq_plan_base(const struct bpq_plan *p, const char *base,
                  struct bpq_err *e);
/* The newest release of the plan's bases, by its number; the last base if none
 * is a release. */
const char *bpq_plan_newest(const struct bpq_plan *plan);
/* The first and last base that a patch is for, by index. */
void bpq_plan_span(const struct bpq_plan *p, const struct bpq_patch *patch,
                   size_t *first, size_t *last);
/* Is the patch part of the queue for this base of the plan? */
bool bpq_plan_wants(const struct bpq_plan *p, const struct bpq_patch *patch,
                    const char *base);

/*
 * Upstream's path on the branch, or NULL if it is the same; the caller frees
 * it. The patch's clauses precede the plan's lines, and the longest match is
 * used. *clause is the index of the clause used, or the number of clauses.
 */
char *bpq_plan_map(const struct bpq_plan *p, const struct bpq_patch *patch,
                   const char *path, size_t *clause);
/* The same, but never NULL; p and patch may be NULL. */
char *bpq_plan_path(const struct bpq_plan *p, const struct bpq_patch *patch,
                    const char *path);

#endif
