/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_OBJECTID_H
#define BPQ_OBJECTID_H

#include <git2.h>

#include "base/buf.h"

/*
 * The id that git gives an object.  For objects that bpq makes itself: unlike
 * git_odb_hash(), it does not look whether somebody prepared them to have the
 * id of others, which takes most of the time of that.
 */
void bpq_object_id(git_oid *id, struct bpq_str text, git_object_t type);

#endif
