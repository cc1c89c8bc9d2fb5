/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_NEXTLINES_H
#define BPQ_NEXTLINES_H

#include "port/next.h"

/* Append it for people to read, a line each; what belongs to the line above is
 * indented more. */
void bpq_next_lines(struct bpq_strs *out, const struct bpq_next *n);
/* The stable branches that have a backport of the commit, a line each. */
void bpq_backport_lines(struct bpq_strs *out, const struct bpq_published *p,
                        const git_oid *mainline);
/* What is doubtful about a port of this mainline commit, or why a backport that
 * would fit is refused; no line if nothing is. */
void bpq_doubt_line(struct bpq_strs *out, const struct bpq_published *p,
                    const git_oid *mainline, const struct bpq_ported *port);
/* "made 3 of the lines, and the name x; 2 files, +10 -4; ..." */
char *bpq_candidate_phrase(const struct bpq_candidate *c);

#endif
