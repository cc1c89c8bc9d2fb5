/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_ARCHIVE_H
#define BPQ_ARCHIVE_H

#include <git2.h>

#include "buf.h"

/*
 * Files with the attribute export-subst, in which git archive puts facts of the
 * commit in the place of "$Format:...$".
 */

/* Does it hold such places still? */
bool bpq_archive_is_raw(struct bpq_str text);
/*
 * Put the places back for what cannot be anything else than the commit's id
 * ("%H") or date ("%cD"), which is all that Xen has.  False if there is
 * neither.
 */
bool bpq_archive_undo(struct bpq_str text, struct bpq_buf *out);
/*
 * Is text what git archive makes of raw in this commit?  Places that depend on
 * more than the commit, as "%d" on its tags, may hold anything that is one
 * line; known tells that there are none.
 */
bool bpq_archive_made(struct bpq_str raw, git_commit *c, struct bpq_str text,
                      bool *known);

/*
 * Files with the attribute ident, or eol=crlf: as git has them.  True if they
 * were otherwise.
 */
bool bpq_archive_plain_ids(struct bpq_buf *text);
bool bpq_archive_plain_lines(struct bpq_buf *text);

#endif
