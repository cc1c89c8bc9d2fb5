/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_OUTDIR_H
#define BPQ_OUTDIR_H

#include <sys/stat.h>

#include "base/buf.h"
#include "base/err.h"
#include "queue/place.h"
#include "queue/written.h"

/*
 * A queue's folder that appears whole or not at all.  Files are written into
 * a hidden folder beside it, which then takes its place in one step.  begin
 * refuses to replace a folder that is not a queue made by bpq, and commit one
 * with files that another hand changed, unless force is given; end removes
 * what is left of the hidden folder, committed or not, and is called always
 * after a begin that returned BPQ_OK.
 *
 * Others may write where the folder stands, as in /tmp: links of theirs
 * are not followed (see place.h), and nothing is removed but what this run made
 * or replaced, and what an earlier run of the same user left.
 */
struct bpq_outdir {
    char *dir; /* as the user named it */
    struct bpq_place place;
    char *tmp;             /* the hidden folder's name in there */
    int fd;                /* the hidden folder */
    struct stat made, old; /* what end may remove */
    bool force;
    struct bpq_written now;
};

int bpq_outdir_begin(struct bpq_outdir *o, const char *dir, bool force,
                     struct bpq_err *e);
int bpq_outdir_add(struct bpq_outdir *o, const char *name, struct bpq_str text,
                   struct bpq_err *e);
int bpq_outdir_commit(struct bpq_outdir *o, struct bpq_err *e);
void bpq_outdir_end(struct bpq_outdir *o);

/* Replace one file in the same way. */
int bpq_outfile(const char *path, struct bpq_str text, struct bpq_err *e);

#endif
