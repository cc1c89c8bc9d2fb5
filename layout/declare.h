/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef LAYOUT_DECLARE_H
#define LAYOUT_DECLARE_H

#include "layout/dies.h"
#include "layout/pool.h"

/* How types are to be spelled; whichever compiler described them, it is the
 * same. */
struct spelling {
    struct pool *pool; /* what the text belongs to */
    /* Whether that typedef is named, else what it stands for is; NULL: each is.
     */
    bool (*named)(void *with, Dwarf_Die *type);
    void *with;
    const char *boolean; /* the name for it */
};

/*
 * The declaration of INNER as one of that type, NULL being void: "char *INNER".
 * With INNER "" it is the type's name alone.  NULL: C cannot say it, since what
 * the type is made of has no name.
 */
char *declare(struct spelling *s, Dwarf_Die *type, const char *inner);
/* Likewise, of a function: "int NAME(char *, ...)". */
char *declare_function(struct spelling *s, Dwarf_Die *function,
                       const char *name);

#endif
