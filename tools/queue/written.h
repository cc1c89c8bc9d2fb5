/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_WRITTEN_H
#define BPQ_WRITTEN_H

#include "base/buf.h"
#include "base/err.h"

/*
 * What bpq wrote into a queue's folder.  It stands there in the file .bpq, a
 * line "SHA256  NAME" a file, as sha256sum(1) checks it: what differs was
 * changed by another hand.  A zeroed struct is an empty record.
 */
#define BPQ_WRITTEN ".bpq"

struct bpq_written {
    struct bpq_written_file {
        char *name;
        char sha256[65];
    } * v;
    size_t n;
};

void bpq_written_add(struct bpq_written *w, const char *name,
                     struct bpq_str text);
void bpq_written_text(const struct bpq_written *w, struct bpq_buf *out);
void bpq_written_free(struct bpq_written *w);

/*
 * May the folder be replaced?  Not if it is not a queue made by bpq, and not if
 * a file in it would be lost that bpq neither wrote nor is about to write: now
 * has those, NULL if they are not known yet.  Where an older bpq left no
 * record, what is about to be written counts alone.  With force, a queue of
 * ours is replaced with what was changed or added to it, but never with files
 * of another kind.  fd is the folder, dir what messages call it.
 */
int bpq_written_check(int fd, const char *dir, const struct bpq_written *now,
                      bool force, struct bpq_err *e);
/* Does a file of the folder differ from the record there?  No without one. */
bool bpq_written_edited(const char *dir, const char *name);
/* Is it a name that files of a queue have? */
bool bpq_written_name(const char *name);

#endif
