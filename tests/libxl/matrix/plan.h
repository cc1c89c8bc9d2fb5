/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef MATRIX_PLAN_H
#define MATRIX_PLAN_H

#include <time.h>

#include "table.h"

/* The options: libraries (old, new, others), tools, builds. */
struct scope {
    struct library libs[8];
    size_t nr_libs;
    bool tools[NR_TOOLS];
    enum tool first_tool; /* it runs the sample of builds */
    bool all_builds;      /* else only the plain one */
    const char *cc;       /* of the plain build */
};

/* One program, run with one library under one tool. */
struct run {
    const struct caller *caller;
    const struct usage *usage;
    const struct build *build;
    const struct library *lib;
    enum tool tool;
    /* Filled in by run_all. */
    bool ended;
    const struct run *same; /* an earlier one that stands for it, or NULL */
    int status;
    bool linked;
    struct timespec began;
    long ms;         /* the time it took; 0 if it was not linked */
    char *out, *err; /* owned */
    size_t out_len;
};

/* One square of the matrix: what must come of a run. */
struct cell {
    const struct expect *expect;
    const char *id;   /* owned, unique, and printed */
    struct run *run;  /* NULL if it needs real libraries */
    struct run *than; /* whose output it is compared with, or NULL */
    /* Filled in by judge. */
    bool ok;
    char came[160];           /* the outcome */
    const struct cell *shows; /* REFUSED: the cell that shows the reason */
    char why[160];            /* why it is not ok */
};

struct plan {
    struct scope *scope;
    struct run *runs;
    struct cell *cells;
    size_t nr_runs, nr_cells;
};

/* All owned until plan_free.  False: out of memory. */
bool plan_make(struct plan *p, struct scope *s);
void plan_free(struct plan *p);

#endif
