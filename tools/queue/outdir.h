/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_OUTDIR_H
#define BPQ_OUTDIR_H

#include <sys/stat.h>

#include "base/buf.h"
#include "base/err.h"
#include "queue/place.h"
#include "queue/written.h"

/*
 * Writes a queue's folder completely or not at all.  Files are written into a
 * hidden folder beside it, which then replaces it in one step; a folder that
 * has just these files already stays.  begin refuses to replace a folder that
 * is not a queue made by bpq; commit refuses to replace files that somebody
 * changed, unless force is set.  end removes the hidden folder, and must be
 * called after each begin that returned BPQ_OK.
 *
 * Other users may be able to write where the folder is, as in /tmp.  Their
 * links are not followed (see place.h), and only folders that this run made or
 * replaced, or that an earlier run of the same user left, are removed.
 */
struct bpq_outdir {
    char *dir; /* as the user named it */
    struct bpq_place place;
    char *tmp;             /* the hidden folder's name in this place */
    int fd;                /* the hidden folder */
    struct stat made, old; /* what end may remove */
    bool force;
    struct bpq_written now;
    struct bpq_buf *texts; /* of the files that now names */
};

int bpq_outdir_begin(struct bpq_outdir *o, const char *dir, bool force,
                     struct bpq_err *e);
/* name may be resolutions/KEY. */
void bpq_outdir_add(struct bpq_outdir *o, const char *name,
                    struct bpq_str text);
int bpq_outdir_commit(struct bpq_outdir *o, struct bpq_err *e);
void bpq_outdir_end(struct bpq_outdir *o);

/* Replace one file in one step. */
int bpq_outfile(const char *path, struct bpq_str text, struct bpq_err *e);

#endif
