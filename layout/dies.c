/* SPDX-License-Identifier: LGPL-2.1-only */
#include "layout/dies.h"

void dies_of(struct library *l, void (*see)(void *with, Dwarf_Die *die),
             void *with)
{
    Dwarf *dwarf = library_dwarf(l);
    Dwarf_CU *unit = NULL;
    Dwarf_Die top, die;

    while (dwarf &&
           !dwarf_get_units(dwarf, unit, &unit, NULL, NULL, &top, NULL))
        FOR_EACH_CHILD(&die, &top)
            see(with, &die);
}

bool die_has(Dwarf_Die *die, unsigned attribute)
{
    return dwarf_hasattr(die, attribute) != 0;
}

long long die_figure(Dwarf_Die *die, unsigned attribute)
{
    Dwarf_Attribute a;
    Dwarf_Sword s = 0;
    Dwarf_Word u = 0;

    if (!dwarf_attr_integrate(die, attribute, &a))
        return 0;
    if (dwarf_whatform(&a) == DW_FORM_sdata ||
        dwarf_whatform(&a) == DW_FORM_implicit_const) {
        dwarf_formsdata(&a, &s);
        return s;
    }
    dwarf_formudata(&a, &u);
    return (long long)u;
}

Dwarf_Die *die_type(Dwarf_Die *die, Dwarf_Die *type)
{
    Dwarf_Attribute a;

    if (!dwarf_attr_integrate(die, DW_AT_type, &a))
        return NULL;
    return dwarf_formref_die(&a, type);
}

bool die_is_function(Dwarf_Die *die)
{
    return dwarf_tag(die) == DW_TAG_subprogram &&
           die_has(die, DW_AT_external) && !die_has(die, DW_AT_declaration);
}

bool die_is_struct(Dwarf_Die *type)
{
    int tag = dwarf_tag(type);

    return tag == DW_TAG_structure_type || tag == DW_TAG_union_type;
}

unsigned die_size(Dwarf_Die *type)
{
    Dwarf_Word size = 0;

    return dwarf_aggregate_size(type, &size) ? 0 : (unsigned)size;
}

unsigned die_align(Dwarf_Die *type)
{
    unsigned align = 1, one;
    Dwarf_Die child, of;

    switch (dwarf_tag(type)) {
    case DW_TAG_typedef:
    case DW_TAG_const_type:
    case DW_TAG_array_type:
        return die_type(type, &of) ? die_align(&of) : 1;
    case DW_TAG_structure_type:
    case DW_TAG_union_type:
        FOR_EACH_CHILD(&child, type) {
            if (dwarf_tag(&child) != DW_TAG_member || !die_type(&child, &of))
                continue;
            one = die_align(&of);
            align = one > align ? one : align;
        }
        return align;
    default:
        return die_size(type);
    }
}

long long die_elements(Dwarf_Die *subrange)
{
    if (die_has(subrange, DW_AT_count))
        return die_figure(subrange, DW_AT_count);
    if (die_has(subrange, DW_AT_upper_bound))
        return die_figure(subrange, DW_AT_upper_bound) + 1;
    return -1;
}

bool die_bits(Dwarf_Die *member, struct bits *bits)
{
    long long unit;

    if (!die_has(member, DW_AT_bit_size))
        return false;
    bits->width = die_figure(member, DW_AT_bit_size);
    if (!die_has(member, DW_AT_bit_offset)) {
        bits->at = die_figure(member, DW_AT_data_bit_offset);
        return true;
    }
    /* Up to DWARF 4, offsets count from the high end of the storage unit. */
    unit = 8 * die_figure(member, DW_AT_byte_size);
    bits->at = 8 * die_figure(member, DW_AT_data_member_location) + unit -
               die_figure(member, DW_AT_bit_offset) - bits->width;
    return true;
}
