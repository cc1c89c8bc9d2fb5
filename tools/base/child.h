/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_CHILD_H
#define BPQ_CHILD_H

#include <signal.h>
#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"

/*
 * Running another program to its end, with an empty stdin.  The first megabytes
 * of stdout and stderr are captured.  It is killed if it takes too long.
 */
struct bpq_child {
    char *const *argv; /* argv[0] is searched in our PATH */
    char *const *env;
    const sigset_t *mask; /* its blocked signals; NULL: ours */
    const char *dir;      /* where it runs; NULL: here */
    unsigned timeout;     /* seconds */
    struct bpq_buf out, err;
    int status;   /* from waitpid(2) */
    bool missing; /* there is no such program */
    bool late;    /* it was killed after timeout seconds */
    bool stopped; /* it was killed because a signal for us is pending */
};

/* Fails only if the program cannot be run; see also status, missing, late. */
int bpq_child_run(struct bpq_child *c, struct bpq_err *e);
void bpq_child_free(struct bpq_child *c);
/* Our "PATH=...", for env.  The caller frees it, here and below. */
char *bpq_child_path(void);
/* Why it failed, in one line: it is missing, its own message, or its status. */
char *bpq_child_reason(const struct bpq_child *c);

/*
 * Block SIGINT, SIGTERM and SIGHUP until bpq_signals_release(), so that
 * temporary files are removed before they end the program.  A child with *old
 * as its mask ends at once.
 */
void bpq_signals_hold(sigset_t *old);
void bpq_signals_release(const sigset_t *old);

#endif
