/* SPDX-License-Identifier: LGPL-2.1-only */
#include "layout/declare.h"

#include <string.h>

static const struct {
    int tag;
    const char *word;
} qualifiers[] = {
    {DW_TAG_const_type, "const"},
    {DW_TAG_volatile_type, "volatile"},
    {DW_TAG_restrict_type, "__restrict"},
    {DW_TAG_atomic_type, "_Atomic"},
};
#define N_QUALIFIERS (sizeof(qualifiers) / sizeof(*qualifiers))

static int tag_of(Dwarf_Die *type)
{
    return type ? dwarf_tag(type) : 0;
}

/* The number of the qualifier if the type is one, else N_QUALIFIERS. */
static size_t qualifier(Dwarf_Die *type)
{
    size_t i = 0;

    while (i < N_QUALIFIERS && qualifiers[i].tag != tag_of(type))
        i++;
    return i;
}

/* "TEXT INNER", or TEXT alone. */
static char *before(struct spelling *s, const char *text, const char *inner)
{
    return pool_text(s->pool, "%s%s%s", text, *inner ? " " : "", inner);
}

static char *parameters(struct spelling *s, Dwarf_Die *function)
{
    char *all = pool_text(s->pool, "%s", ""), *one;
    Dwarf_Die child, of;

    FOR_EACH_CHILD(&child, function) {
        if (dwarf_tag(&child) == DW_TAG_unspecified_parameters)
            one = "...";
        else if (dwarf_tag(&child) == DW_TAG_formal_parameter)
            one = declare(s, die_type(&child, &of), "");
        else
            continue;
        if (!one)
            return NULL;
        all = pool_text(s->pool, "%s%s%s", all, *all ? ", " : "", one);
    }
    return *all ? all : pool_text(s->pool, "void");
}

char *declare_function(struct spelling *s, Dwarf_Die *function,
                       const char *name)
{
    char *in = parameters(s, function);
    Dwarf_Die of;

    if (!in)
        return NULL;
    return declare(s, die_type(function, &of),
                   pool_text(s->pool, "%s(%s)", name, in));
}

static char *declare_array(struct spelling *s, Dwarf_Die *type,
                           const char *inner)
{
    Dwarf_Die child, of;
    long long n;

    FOR_EACH_CHILD(&child, type) {
        if (dwarf_tag(&child) != DW_TAG_subrange_type)
            continue;
        n = die_elements(&child);
        inner = n < 0 ? pool_text(s->pool, "%s[]", inner)
                      : pool_text(s->pool, "%s[%lld]", inner, n);
    }
    return declare(s, die_type(type, &of), inner);
}

/*
 * If a qualified type is an array, possibly by typedefs, return the array, else
 * the type itself.  Compilers also qualify the array's elements; if they do
 * not, gcc omits both the qualifiers and the typedef.
 */
static Dwarf_Die *or_array(Dwarf_Die *type, Dwarf_Die *of)
{
    Dwarf_Die *t = type;

    if (qualifier(type) == N_QUALIFIERS)
        return type;
    while (qualifier(t) < N_QUALIFIERS || tag_of(t) == DW_TAG_typedef)
        t = die_type(t, of);
    return tag_of(t) == DW_TAG_array_type ? t : type;
}

/* A va_list parameter is a pointer to this type. */
static bool is_va_list(Dwarf_Die *type)
{
    const char *name = type ? dwarf_diename(type) : NULL;

    return tag_of(type) == DW_TAG_structure_type && name &&
           !strcmp(name, "__va_list_tag");
}

static char *declare_pointer(struct spelling *s, Dwarf_Die *type,
                             const char *inner)
{
    Dwarf_Die of, array, *target = or_array(die_type(type, &of), &array);

    if (is_va_list(target))
        return before(s, "va_list", inner);
    if (tag_of(target) == DW_TAG_subroutine_type ||
        tag_of(target) == DW_TAG_array_type)
        return declare(s, target, pool_text(s->pool, "(*%s)", inner));
    return declare(s, target, pool_text(s->pool, "*%s", inner));
}

/* Compilers nest qualifiers in any order; they are sorted here. */
static char *declare_qualified(struct spelling *s, Dwarf_Die *type,
                               const char *inner)
{
    bool has[N_QUALIFIERS + 1] = {false};
    char *words = "";
    Dwarf_Die of;

    for (; qualifier(type) < N_QUALIFIERS; type = die_type(type, &of))
        has[qualifier(type)] = true;
    for (size_t i = 0; i < N_QUALIFIERS; i++)
        if (has[i])
            words = pool_text(s->pool, "%s%s%s", words, *words ? " " : "",
                              qualifiers[i].word);
    if (tag_of(type) == DW_TAG_pointer_type)
        return declare(s, type, before(s, words, inner));
    inner = declare(s, type, inner);
    return inner ? before(s, words, inner) : NULL;
}

static char *declare_typedef(struct spelling *s, Dwarf_Die *type,
                             const char *inner)
{
    Dwarf_Die of;

    if (s->named && !s->named(s->with, type))
        return declare(s, die_type(type, &of), inner);
    return before(s, dwarf_diename(type), inner);
}

/* Compilers differ in the names of basic types. */
static const char *plain_name(struct spelling *s, const char *name)
{
    const char *const names[][2] = {
        {"_Bool", s->boolean},
        {"short int", "short"},
        {"short unsigned int", "unsigned short"},
        {"long int", "long"},
        {"long unsigned int", "unsigned long"},
        {"long long int", "long long"},
        {"long long unsigned int", "unsigned long long"},
    };

    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
        if (!strcmp(name, names[i][0]))
            return names[i][1];
    return name;
}

static char *declare_name(struct spelling *s, Dwarf_Die *type,
                          const char *inner)
{
    const char *name = dwarf_diename(type);

    if (!name)
        return NULL;
    switch (dwarf_tag(type)) {
    case DW_TAG_structure_type:
        name = pool_text(s->pool, "struct %s", name);
        break;
    case DW_TAG_union_type:
        name = pool_text(s->pool, "union %s", name);
        break;
    case DW_TAG_enumeration_type:
        name = pool_text(s->pool, "enum %s", name);
        break;
    default:
        name = plain_name(s, name);
    }
    return before(s, name, inner);
}

char *declare(struct spelling *s, Dwarf_Die *type, const char *inner)
{
    Dwarf_Die of;

    type = or_array(type, &of);
    switch (tag_of(type)) {
    case 0:
        return before(s, "void", inner);
    case DW_TAG_typedef:
        return declare_typedef(s, type, inner);
    case DW_TAG_pointer_type:
        return declare_pointer(s, type, inner);
    case DW_TAG_array_type:
        return declare_array(s, type, inner);
    case DW_TAG_subroutine_type:
        return declare_function(s, type, inner);
    }
    if (qualifier(type) < N_QUALIFIERS)
        return declare_qualified(s, type, inner);
    return declare_name(s, type, inner);
}
