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
#include "queue/standin.h"
#include "queue/queue.h"
#include "queue/reuse.h"

/*
 * The arguments of one run, and what the verbs need.  Each open_ function needs
 * the one above it; job_close frees everything.
 */
struct job {
    /* from the command line */
    const struct verb *verb;
    char **args;
    int n_args;
    const char *xen, *base_ref, *out, *branch, *until, *like, *onto, *from;
    const char *since, *xsa, *format, *name;
    const char *instead; /* a commit of the user's, instead of a base */
    struct bpq_strs without, leave_out, accept;
    const char *group;
    bool update_lock, picks_only, everything, objects, force, area, unfinished;
    bool newest;  /* release of each branch alone */
    bool lines;   /* of a plan, rather than patch files */
    bool commits; /* of a plan's picks alone */
    /* found */
    char *root;       /* our repository; "." if it is the current folder */
    char *cache;      /* folder of the cache */
    const char *base; /* as the plan calls it */
    bool base_named;  /* by the user */
    struct bpq_standin mine; /* `instead`, and the base that stands for it */
    char *options;           /* with which bpq explain makes the same queue */
    bool several;            /* several bases: --out has a folder for each */
    char *dir;               /* folder of the written queue */
    char *lock;              /* path of the lock */
    struct bpq_plan plan;
    struct bpq_repo repo;
    struct bpq_cocci cocci;
    char *cocci_cache;
    struct bpq_patchids ids;
    struct bpq_reuse reuse; /* of the plan's other bases */
    struct bpq_queue queue;
    void *work; /* the verb's own, for its one() */
};

/* One verb of the program; each is in a file of its own. */
struct verb {
    const char *name, *args, *does; /* for bpq --help */
    const char *help;               /* the rest of bpq NAME --help */
    const char *options;            /* letters, see main.c */
    int min_args, max_args;
    bool without_root; /* needs our repository only to find the clone */
    int (*run)(struct job *job, struct bpq_err *e);
};

extern const struct verb verb_series, verb_check, verb_plan, verb_show,
    verb_explain, verb_tree, verb_follow_ups, verb_clone, verb_refs, verb_bases,
    verb_locked, verb_queue, verb_port, verb_corpus, verb_advisories;

/*
 * Make the queue and call one(), for the branch args[0] and the base of --base;
 * "all" means each branch or base, or with newest the newest release of each
 * branch.  If a base fails, its error is printed and the others follow; the
 * last error is their number.
 */
int job_each_base(struct job *job,
                  int (*one)(struct job *job, struct bpq_err *e),
                  struct bpq_err *e);
int job_find_root(struct job *job, const char *given, struct bpq_err *e);
int job_open_plan(struct job *job, const char *branch, struct bpq_err *e);
/* The same, but --base need not be a base of the plan. */
int job_read_plan(struct job *job, const char *branch, struct bpq_err *e);
/* Open the plan of --branch, or the only one. */
int job_open_only_plan(struct job *job, struct bpq_err *e);
/* Open the plan that has a patch of this name (with or without ".patch") or a
 * pick of this id; *patch is that patch. */
int job_find_patch(struct job *job, const char *name,
                   const struct bpq_patch **patch, struct bpq_err *e);
/* The error, with status rc, for a base that the lock has no part for; ref is
 * how the user names it. */
int job_no_part(const struct job *job, const char *ref, int rc,
                struct bpq_err *e);
int job_open_clone(struct job *job, struct bpq_err *e);
/* Open the stored patch-ids; job_make_queue does this, too. */
void job_open_ids(struct job *job);
/* What the queue is made for, for people; the caller frees it. */
char *job_target(const struct job *job);
/* Make the queue up to the patch `only`, or with NULL the whole queue. */
int job_make_queue(struct job *job, const char *only, struct bpq_err *e);
/* spatch's version if semantic patches were used in the queue, or NULL. */
const char *job_spatch(const struct job *job);
void job_close(struct job *job);

#endif
