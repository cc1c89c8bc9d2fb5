/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_JOB_H
#define BPQ_JOB_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"
#include "git/patchids.h"
#include "git/repo.h"
#include "plan/cocci.h"
#include "plan/plan.h"
#include "queue/queue.h"

/*
 * What one run was asked for, and what the verbs need to do it.  Each open_
 * needs the one above it; job_close frees all.
 */
struct job {
    /* from the command line */
    const struct verb *verb;
    char **args;
    int n_args;
    const char *xen, *base_ref, *out, *branch, *until, *like;
    struct bpq_strs without, leave_out;
    const char *group;
    bool update_lock, picks_only, everything, objects, force, area, newest,
        unfinished;
    /* found */
    char *root;       /* our repository; "." if it is where we stand */
    char *cache;      /* folder of what need not be computed again */
    const char *base; /* as the plan calls it */
    bool several;     /* bases: --out has a folder for each */
    char *dir;        /* of the written queue */
    char *lock;       /* path of the lock */
    struct bpq_plan plan;
    struct bpq_repo repo;
    struct bpq_cocci cocci;
    char *cocci_cache;
    struct bpq_patchids ids;
    struct bpq_queue queue;
};

/* One verb of the program; its file holds its help and its work. */
struct verb {
    const char *name, *args, *does; /* for bpq --help */
    const char *help;               /* the rest of bpq NAME --help */
    const char *options;            /* letters, see main.c */
    int min_args, max_args;
    bool without_root; /* needs nothing of our repository */
    int (*run)(struct job *job, struct bpq_err *e);
};

extern const struct verb verb_series, verb_check, verb_plan, verb_show,
    verb_explain, verb_tree, verb_follow_ups, verb_clone, verb_refs, verb_bases,
    verb_locked, verb_queue;

/*
 * Calls one() with plan, clone and queue made, for the branch of args[0] and
 * the base of --base; "all" for either is each there is.  A base that fails
 * does not hold up the others: its error is printed, and the last one says how
 * many there were.
 */
int job_each_base(struct job *job,
                  int (*one)(struct job *job, struct bpq_err *e),
                  struct bpq_err *e);
int job_find_root(struct job *job, const char *given, struct bpq_err *e);
int job_open_plan(struct job *job, const char *branch, struct bpq_err *e);
/* The same where --base may be one that the plan has not. */
int job_read_plan(struct job *job, const char *branch, struct bpq_err *e);
/* That of --branch, or the only one there is. */
int job_open_only_plan(struct job *job, struct bpq_err *e);
/* The plan of the branch that has a patch of this name (".patch" may be left
 * out) or pick of this id; *patch is it. */
int job_find_patch(struct job *job, const char *name,
                   const struct bpq_patch **patch, struct bpq_err *e);
/* The error, with status rc, for a base that the lock has no part for; ref is
 * how the user names it. */
int job_no_part(const struct job *job, const char *ref, int rc,
                struct bpq_err *e);
int job_open_clone(struct job *job, struct bpq_err *e);
/* The patch-ids that are remembered; job_make_queue does it, too. */
void job_open_ids(struct job *job);
/* Make the queue; only: up to and with this patch, NULL for all. */
int job_make_queue(struct job *job, const char *only, struct bpq_err *e);
/* The version of spatch if semantic patches had a part in the queue, or NULL */
const char *job_spatch(const struct job *job);
void job_close(struct job *job);

#endif
