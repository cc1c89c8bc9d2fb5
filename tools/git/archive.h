/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_ARCHIVE_H
#define BPQ_ARCHIVE_H

#include "base/buf.h"

/*
 * The file in which git archive puts facts of the commit in the place of
 * "$Format:...$", as Xen has it: the commit's id ("%H") and date ("%cD").
 */

/* Does it hold such places still? */
bool bpq_archive_is_raw(struct bpq_str text);
/* Put the places back.  False if there are no ids and dates. */
bool bpq_archive_undo(struct bpq_str text, struct bpq_buf *out);

#endif
