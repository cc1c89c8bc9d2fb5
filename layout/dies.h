/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef LAYOUT_DIES_H
#define LAYOUT_DIES_H

#include "layout/library.h"

#include <dwarf.h>

/* A die, as the standard has it, is one thing that debug information describes.
 */

/* For each child of the die: use `child` in the loop's body. */
#define FOR_EACH_CHILD(child, die)                                             \
    for (int more_ = dwarf_child(die, child); more_ == 0;                      \
         more_ = dwarf_siblingof(child, child))

/* Sees each die of the library that is not inside another one. */
void dies_of(struct library *l, void (*see)(void *with, Dwarf_Die *die),
             void *with);

/* Not what it has from another die that it completes. */
bool die_has(Dwarf_Die *die, unsigned attribute);
/* 0 if it has none. */
long long die_figure(Dwarf_Die *die, unsigned attribute);
/* What the die's DW_AT_type names, in *type; NULL for void. */
Dwarf_Die *die_type(Dwarf_Die *die, Dwarf_Die *type);

/* The definition of a function that has external linkage. */
bool die_is_function(Dwarf_Die *die);
/* A struct or a union. */
bool die_is_struct(Dwarf_Die *type);
/* In bytes; 0 for what is not complete. */
unsigned die_size(Dwarf_Die *type);
/* As long as nobody asked the compiler for another one. */
unsigned die_align(Dwarf_Die *type);
/* How many elements the dimension of an array has; -1: it does not say. */
long long die_elements(Dwarf_Die *subrange);

struct bits {
    long long at, width; /* where in the struct, in bits */
};
/* Whether the member is one of bits. */
bool die_bits(Dwarf_Die *member, struct bits *bits);

#endif
