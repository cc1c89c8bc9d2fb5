/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_ARCHIVE_H
#define BPQ_ARCHIVE_H

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
/* Is text what git archive makes of raw in the commit with this id? */
bool bpq_archive_made(struct bpq_str raw, const char *id, struct bpq_str text);

#endif
