/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_CHILD_H
#define BPQ_CHILD_H

#include <signal.h>
#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"

/*
 * Another program, run to its end: nothing on stdin, stdout and stderr
 * captured (the first megabytes of each), killed when it takes too long.
 */
struct bpq_child {
    char *const *argv; /* argv[0] is looked for in our PATH */
    char *const *env;
    const sigset_t *mask; /* its blocked signals, NULL: as ours */
    const char *dir;      /* where it runs, NULL: here */
    unsigned timeout;     /* seconds */
    struct bpq_buf out, err;
    int status;   /* as waitpid(2) gives it */
    bool missing; /* there is no such program */
    bool late;    /* it was killed after timeout seconds */
    bool stopped; /* it was killed, as a signal for us is held back */
};

/* An error is only what kept us from running it; see status, missing, late. */
int bpq_child_run(struct bpq_child *c, struct bpq_err *e);
void bpq_child_free(struct bpq_child *c);
/* "PATH=..." of ours, for env.  The caller frees, here and below. */
char *bpq_child_path(void);
/* Why it failed, in one line: there is none, its own words, or its status. */
char *bpq_child_reason(const struct bpq_child *c);

/*
 * Hold SIGINT, SIGTERM and SIGHUP back from us until bpq_signals_release(), so
 * that temporary files can be removed before we die of them.  A child that is
 * given *old as its mask dies at once.
 */
void bpq_signals_hold(sigset_t *old);
void bpq_signals_release(const sigset_t *old);

#endif
