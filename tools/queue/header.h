/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_HEADER_H
#define BPQ_HEADER_H

#include <git2.h>

#include "base/buf.h"
#include "base/err.h"

enum bpq_class { BPQ_CLEAN, BPQ_CONTEXT, BPQ_ADAPTED, BPQ_OWNCLASS };

/* "clean", "context", "adapted", "own" */
const char *bpq_class_name(enum bpq_class class);

/*
 * What stands above the diff of a patch: a mail as `git am` reads it, with the
 * fields of DEP-3 and our own behind the message.  A head borrows what it
 * points to.
 */
struct bpq_head {
    enum bpq_class class;
    git_commit *commit;           /* upstream's; NULL for an own change */
    const char *message;          /* own change: text of its file `message` */
    const struct bpq_strs *rules; /* what was done, one line each */
    const char *why;              /* from the plan, lines; or NULL */
};

/*
 * Append the head, up to and with the line "---".  Lines of the message that
 * patch, quilt or git am would take for the beginning of a diff or of another
 * mail get "| " in front.
 */
int bpq_header_put(struct bpq_buf *out, const struct bpq_head *h,
                   struct bpq_err *e);

/* The part of a patch file from its first diff line on. */
struct bpq_str bpq_header_skip(struct bpq_str patch);

#endif
