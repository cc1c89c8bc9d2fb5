/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_OUTDIR_H
#define BPQ_OUTDIR_H

#include "buf.h"
#include "err.h"

/*
 * A queue's folder that appears whole or not at all.  Files are written into
 * a hidden folder beside it, which then takes its place in one step.  begin
 * refuses to replace a folder that is not a queue made by bpq; end removes
 * what is left of the hidden folder, committed or not, and is called always
 * after a begin that returned BPQ_OK.
 */
struct bpq_outdir {
    char *dir; /* final place, no link in its last component */
    char *tmp;
};

int bpq_outdir_begin(struct bpq_outdir *o, const char *dir, struct bpq_err *e);
int bpq_outdir_add(struct bpq_outdir *o, const char *name, struct bpq_str text,
                   struct bpq_err *e);
int bpq_outdir_commit(struct bpq_outdir *o, struct bpq_err *e);
void bpq_outdir_end(struct bpq_outdir *o);

/* Replace one file in the same way. */
int bpq_outfile(const char *path, struct bpq_str text, struct bpq_err *e);

#endif
