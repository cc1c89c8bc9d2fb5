/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_HEADER_H
#define BPQ_HEADER_H

#include <git2.h>

#include "base/buf.h"
#include "base/err.h"

enum bpq_class {
    BPQ_CLEAN,
    BPQ_CONTEXT,
    BPQ_ADAPTED,
    BPQ_OWNCLASS,
    BPQ_LOCAL, /* a patch file of the user's; it has its own header */
    BPQ_N_CLASSES,
};

/* "clean", "context", "adapted", "own", "local" */
const char *bpq_class_name(enum bpq_class class);

/*
 * The header of a patch, above its diff: a mail that `git am` can read, with
 * the fields of DEP-3 and our own after the message.  A head does not own what
 * it points to.
 */
struct bpq_head {
    enum bpq_class class;
    git_commit *commit;  /* upstream's; NULL for an own change */
    const char *file;    /* from outside, the commit was made of it; or NULL */
    const char *message; /* own change: text of its file `message` */
    const struct bpq_strs *rules; /* what was done, a line for each rule */
    const char *why;              /* lines from the plan, or NULL */
    const struct bpq_strs *types; /* public types that it changes, a line for
                                   * each header, or NULL */
    const char *dep_of; /* a prerequisite: the commit that needs it, with its
                         * subject; or NULL */
    const char *group;  /* the plan's, or NULL */
    bool optional;      /* the group can be left out */
};

/*
 * Append the header, including the line "---".  "| " is put before lines of the
 * message that patch, quilt or git am would take as the beginning of a diff or
 * of another mail.
 */
int bpq_header_put(struct bpq_buf *out, const struct bpq_head *h,
                   struct bpq_err *e);

/*
 * What the header of a patch that bpq wrote says, for who reads a queue: the
 * subject, "" for none, and the values of a field after the message, such as
 * "Bpq-Rule".  A patch file from outside has the fields that somebody gave it.
 */
char *bpq_header_subject(struct bpq_str patch);
void bpq_header_values(struct bpq_str patch, const char *tag,
                       struct bpq_strs *values);

/* The part of a patch file that begins with its first diff line. */
struct bpq_str bpq_header_skip(struct bpq_str patch);

#endif
