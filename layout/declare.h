/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef LAYOUT_DECLARE_H
#define LAYOUT_DECLARE_H

#include "layout/dies.h"
#include "layout/pool.h"

/* How types are written, the same for every compiler. */
struct spelling {
    struct pool *pool; /* owns the text */
    /* True if this typedef's name is used, false for its target.  NULL: always
     * use the name. */
    bool (*named)(void *with, Dwarf_Die *type);
    void *with;
    const char *boolean; /* the name of the boolean type */
};

/*
 * Declare INNER with this type, as in "char *INNER"; a NULL type is void.  If
 * INNER is "", return only the type's name.  Returns NULL if C cannot express
 * it, because a part of the type has no name.
 */
char *declare(struct spelling *s, Dwarf_Die *type, const char *inner);
/* The same for a function: "int NAME(char *, ...)". */
char *declare_function(struct spelling *s, Dwarf_Die *function,
                       const char *name);

#endif
