/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_JSONTEXT_H
#define BPQ_JSONTEXT_H

#include <git2.h>
#include <jansson.h>

#include "base/buf.h"
#include "port/publictypes.h"

/*
 * What verbs print as JSON.  Text from commits, paths and plans is made
 * printable first (see printable.h), so each string is one line of valid UTF-8.
 */
void jsontext_set(json_t *o, const char *key, const char *text);
void jsontext_set_id(json_t *o, const char *key, const git_oid *id);
/* New arrays. */
json_t *jsontext_lines(const struct bpq_strs *lines);
json_t *jsontext_types(const struct bpq_public_types *t);
/* Print it and a newline; flags are those of json_dumps(). */
void jsontext_say(const json_t *o, size_t flags);

#endif
