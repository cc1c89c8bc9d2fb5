/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef LAYOUT_DIES_H
#define LAYOUT_DIES_H

#include "layout/library.h"

#include <dwarf.h>

/* In DWARF, a die (debugging information entry) describes one type, function or
 * variable. */

/* Loop over the children of the die; `child` is the current one. */
#define FOR_EACH_CHILD(child, die)                                             \
    for (int more_ = dwarf_child(die, child); more_ == 0;                      \
         more_ = dwarf_siblingof(child, child))

/* Call see for each top-level die of the library. */
void dies_of(struct library *l, void (*see)(void *with, Dwarf_Die *die),
             void *with);

/* Attributes of a die that it completes do not count. */
bool die_has(Dwarf_Die *die, unsigned attribute);
/* The attribute's number; 0 if it has none. */
long long die_figure(Dwarf_Die *die, unsigned attribute);
/* Set *type to the die's DW_AT_type; NULL for void. */
Dwarf_Die *die_type(Dwarf_Die *die, Dwarf_Die *type);

/* True for the definition of a function with external linkage. */
bool die_is_function(Dwarf_Die *die);
/* True for a struct or a union. */
bool die_is_struct(Dwarf_Die *type);
/* The size in bytes; 0 for an incomplete type. */
unsigned die_size(Dwarf_Die *type);
/* The type's natural alignment. */
unsigned die_align(Dwarf_Die *type);
/* The number of elements in this dimension of an array; -1: unknown. */
long long die_elements(Dwarf_Die *subrange);

struct bits {
    long long at, width; /* offset in the struct and width, in bits */
};
/* True if the member is a bit-field. */
bool die_bits(Dwarf_Die *member, struct bits *bits);

#endif
