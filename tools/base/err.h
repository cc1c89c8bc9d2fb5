/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_ERR_H
#define BPQ_ERR_H

/*
 * Errors are data: the library never prints.  A function that can fail
 * returns an rc and takes a struct bpq_err as its last argument; on any rc
 * other than BPQ_OK it has filled it in.  The caller owns the struct, zeroed
 * before use, and frees what is in it with bpq_err_clear().
 *
 * rc is also the exit status of the program.
 */
enum {
    BPQ_OK = 0,
    BPQ_NO = 1,   /* the job ran and its answer is no (conflict, mismatch) */
    BPQ_FAIL = 2, /* the job could not run (bad input, missing tool, I/O) */
};

struct bpq_err {
    int rc;
    /* what failed, on what, why, what to do next; printable, not too long and
     * without a newline, whatever the names in it are (see printable.h) */
    char *line;
    char *more; /* further lines for a person (a conflict's sides), or NULL */
};

/* Fill in *e, replacing earlier contents, and return rc. */
int bpq_error(struct bpq_err *e, int rc, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
/* Put "WHERE: " before e->line; returns e->rc. */
int bpq_error_at(struct bpq_err *e, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
void bpq_err_clear(struct bpq_err *e);

#endif
