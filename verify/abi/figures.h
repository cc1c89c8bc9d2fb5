/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef ABI_FIGURES_H
#define ABI_FIGURES_H

#include "set.h"

#include "layout/declare.h"
#include "layout/library.h"
#include "layout/pool.h"

/*
 * The layout that debug information describes, as figures, one a line:
 *
 *   SIZE(TYPE, BYTES)
 *   ALIGN(TYPE, BYTES)                as a compiler says, see below
 *   FIELD(TYPE, MEMBER, OFFSET, BYTES, TYPE OF THE MEMBER)
 *   PART(TYPE, MEMBER, OFFSET, BYTES) a member whose type has no name
 *   BITS(TYPE, MEMBER, OFFSET:BIT, BYTES, TYPE:WIDTH)
 *   REST(TYPE, MEMBER, OFFSET, TYPE)  an array without a length
 *   VALUE(ENUMERATOR, NUMBER)
 *   FUNCTION(NAME, TYPE)
 *
 * TYPE is "struct NAME", "union NAME" or, if it has only a typedef, "NAME";
 * MEMBER leads through inner unions and structs, as in u.hvm.firmware.
 * assertions.h turns figures into assertions.
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
