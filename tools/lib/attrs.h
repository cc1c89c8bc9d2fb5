/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_ATTRS_H
#define BPQ_ATTRS_H

#include "buf.h"

/*
 * What .gitattributes files say about paths, see gitattributes(5).  A zeroed
 * struct says nothing.  Files are pushed from the top folder down to the one
 * whose paths are asked for, and popped on the way back.
 */
struct bpq_attrs {
    struct bpq_attrs_file {
        char *folder; /* "" or "tools/" */
        char *text;
    } * v;
    size_t n;
};

void bpq_attrs_push(struct bpq_attrs *a, const char *folder,
                    struct bpq_str text);
void bpq_attrs_pop(struct bpq_attrs *a);
void bpq_attrs_free(struct bpq_attrs *a);
/*
 * Is the attribute set for this path, which ends in a slash if it is a folder?
 * With a value, has it that one; with "*", has it any?
 */
bool bpq_attrs_is(const struct bpq_attrs *a, const char *path, const char *attr,
                  const char *value);

#endif
