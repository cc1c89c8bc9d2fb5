/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_NEEDS_H
#define BPQ_NEEDS_H

#include "port/state.h"

/*
 * Of the advisories that conflict on the queue, those that are settled on top
 * of others, each of which is settled on the queue or on top of others itself.
 * The needs of each are advisories that come before it in out and change one of
 * the same files, and what these need; none of them can be left out, if only
 * one at a time is.
 */
int bpq_needs_find(struct bpq_standings *out, struct bpq_porter *porter,
                   const struct bpq_standing_on *on, struct bpq_err *e);

#endif
