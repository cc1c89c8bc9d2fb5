/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_SOURCE_H
#define BPQ_SOURCE_H

#include "port/upstream.h"

/*
 * Append what NAME means: a commit or a range of them, see upstream.h; a file
 * with a patch or several, as mail; an advisory's meta file, or its folder.  If
 * it is a commit's name as well as a file's it is the commit.
 */
int bpq_source_add(struct bpq_upstreams *s, const char *name,
                   struct bpq_err *e);

#endif
