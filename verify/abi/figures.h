/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef ABI_FIGURES_H
#define ABI_FIGURES_H

#include "set.h"

#include "layout/declare.h"
#include "layout/library.h"
#include "layout/pool.h"

/*
 * What debug information says about layout, as figures, one a line:
 *
 *   SIZE(TYPE, BYTES)
 *   ALIGN(TYPE, BYTES)                what a compiler said, see below
 *   FIELD(TYPE, MEMBER, OFFSET, BYTES, TYPE OF THE MEMBER)
 *   PART(TYPE, MEMBER, OFFSET, BYTES) a member whose type has no name
 *   BITS(TYPE, MEMBER, OFFSET:BIT, BYTES, TYPE:WIDTH)
 *   REST(TYPE, MEMBER, OFFSET, TYPE)  an array without a length
 *   VALUE(ENUMERATOR, NUMBER)
 *   FUNCTION(NAME, TYPE)
 *
 * TYPE is "struct NAME", "union NAME" or, of what has only a typedef, "NAME";
 * MEMBER leads through unions and structs inside, as in u.hvm.firmware.
 * assertions.h makes assertions of them.
 */
struct figures {
    struct set lines;
    struct set types; /* those that are wanted */
    struct set words; /* enumerators and functions that are */
};

/* The struct or union that the die defines, and in *name how C calls it, which
 * belongs to the pool; or NULL. */
Dwarf_Die *figures_defined(struct pool *p, Dwarf_Die *die, Dwarf_Die *type,
                           char **name);

void figures_of_types(struct figures *f, struct library *l);
void figures_of_values(struct figures *f, struct library *l);
void figures_of_functions(struct figures *f, struct library *l);
/*
 * Debug information does not tell alignment.  This is an object made of
 * "struct align_N { char first; TYPE of; };" for each type: a compiler's answer
 * is where `of` is.
 */
void figures_of_alignment(struct figures *f, struct library *l);

#endif
