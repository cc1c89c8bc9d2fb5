/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef ABI_FIGURES_H
#define ABI_FIGURES_H

#include "set.h"

#include "layout/declare.h"
#include "layout/library.h"
#include "layout/pool.h"

/*
 * The layout that debug information describes, as figures, one a line, which
 * pvh-abi(5) lists.  assertions.h turns figures into assertions.
 */
struct figures {
    struct set lines;
    struct set types; /* the types that are wanted */
    struct set words; /* the enumerators and functions that are wanted */
};

/* The struct or union that the die defines, or NULL.  *name is its name in C
 * and belongs to the pool. */
Dwarf_Die *figures_defined(struct pool *p, Dwarf_Die *die, Dwarf_Die *type,
                           char **name);

void figures_of_types(struct figures *f, struct library *l);
void figures_of_values(struct figures *f, struct library *l);
void figures_of_functions(struct figures *f, struct library *l);
/*
 * Debug information does not contain alignment.  This library is an object with
 * "struct align_N { char first; TYPE of; };" for each type: the offset of `of`
 * is the alignment.
 */
void figures_of_alignment(struct figures *f, struct library *l);

#endif
