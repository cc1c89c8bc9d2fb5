/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_WRITTEN_H
#define BPQ_WRITTEN_H

#include "base/buf.h"
#include "base/err.h"

/*
 * The record of what bpq wrote into a queue's folder.  It is the file .bpq
 * there, with a line "SHA256  NAME" for each file, in the format of
 * sha256sum(1).  A file that differs was changed by somebody.  A zeroed struct
 * is an empty record.
 */
#define BPQ_WRITTEN ".bpq"
/* The only folder that it may have. */
#define BPQ_RESOLUTIONS "resolutions"

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
 * Check that the folder may be replaced.  It must be a queue made by bpq, and
 * all its files must be as bpq wrote them or is about to write them (now; NULL
 * if that is not known yet).  If an older bpq left no record, only now counts.
 * With force changed and added files are replaced, too, but not foreign files.
 * fd is the folder, dir its name in messages.
 */
int bpq_written_check(int fd, const char *dir, const struct bpq_written *now,
                      bool force, struct bpq_err *e);
/* Has the folder these files, their record and nothing else, with the modes
 * that bpq gives them? */
bool bpq_written_is(int fd, const struct bpq_written *now);
/* Does a file of the folder differ from the record?  False without a record. */
bool bpq_written_edited(const char *dir, const char *name);
/* Can a file of a queue have this name, such as resolutions/KEY? */
bool bpq_written_name(const char *name);

#endif
