/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_ARCHIVE_H
#define BPQ_ARCHIVE_H

#include "base/buf.h"

/*
 * Xen's .gitarchive-info, in which git archive replaces "$Format:...$" by the
 * commit's id ("%H") and date ("%cD").
 */

/* Does the text still have "$Format:"? */
bool bpq_archive_is_raw(struct bpq_str text);
/* Put "$Format:...$" back.  False if the text has no ids and dates. */
bool bpq_archive_undo(struct bpq_str text, struct bpq_buf *out);

#endif
