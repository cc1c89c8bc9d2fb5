/* SPDX-License-Identifier: LGPL-2.1-only */
#include "figures.h"

#include "layout/dies.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

/* The state while a library is read. */
struct reading {
    struct figures *f;
    struct pool pool; /* of the current die */
    struct spelling spelling;
    const char *type; /* whose members are read */
    struct set exported;
};

static void read_dies(struct figures *f, struct library *l, struct reading *r,
                      void (*see)(void *reading, Dwarf_Die *die))
{
    r->f = f;
    r->spelling = (struct spelling){.pool = &r->pool, .boolean = "_Bool"};
    dies_of(l, see, r);
    pool_free(&r->pool);
}

static void add(struct reading *r, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
static void add(struct reading *r, const char *format, ...)
{
    va_list ap;

    va_start(ap, format);
    set_add(&r->f->lines, pool_vtext(&r->pool, format, ap));
    va_end(ap);
}

Dwarf_Die *figures_defined(struct pool *p, Dwarf_Die *die, Dwarf_Die *type,
                           char **name)
{
    const char *own = dwarf_diename(die);
    bool is_typedef = dwarf_tag(die) == DW_TAG_typedef;

    if (!own || !(is_typedef ? die_type(die, type) : die) ||
        !die_is_struct(is_typedef ? type : die))
        return NULL;
    if (!is_typedef)
        *type = *die;
    else if (dwarf_diename(type))
        return NULL;
    if (die_has(type, DW_AT_declaration))
        return NULL;
    *name = pool_text(p, "%s%s",
                      is_typedef                                 ? ""
                      : dwarf_tag(type) == DW_TAG_structure_type ? "struct "
                                                                 : "union ",
                      own);
    return type;
}

static void add_members(struct reading *r, Dwarf_Die *type, const char *path,
                        unsigned offset);

static void add_bits(struct reading *r, const char *path, unsigned offset,
                     Dwarf_Die *type, const struct bits *bits)
{
    unsigned size = die_size(type);
    long long unit = size ? 8LL * size : 8;
    const char *of = declare(&r->spelling, type, "");

    add(r, "BITS(%s, %s, %lld:%lld, %u, %s:%lld)", r->type, path,
        offset + bits->at / unit * size, bits->at % unit, size, of ? of : "",
        bits->width);
}

/* "[0]" for each dimension, and the type of the elements. */
static Dwarf_Die *first_element(struct reading *r, Dwarf_Die *type,
                                Dwarf_Die *element, char **index)
{
    Dwarf_Die child;

    *index = pool_text(&r->pool, "%s", "");
    if (dwarf_tag(type) != DW_TAG_array_type)
        return type;
    FOR_EACH_CHILD(&child, type) {
        if (dwarf_tag(&child) == DW_TAG_subrange_type)
            *index = pool_text(&r->pool, "%s[0]", *index);
    }
    return die_type(type, element);
}

static bool has_length(Dwarf_Die *type)
{
    Dwarf_Die child;

    if (dwarf_tag(type) != DW_TAG_array_type)
        return true;
    FOR_EACH_CHILD(&child, type) {
        if (dwarf_tag(&child) == DW_TAG_subrange_type &&
            die_elements(&child) < 0)
            return false;
    }
    return true;
}

/* clang gives no width for bit-fields as wide as their type.  The headers,
 * which gcc has compiled, show that such a member is a bit-field. */
static bool known_as_bits(struct reading *r, const char *path, unsigned offset,
                          unsigned size, const char *of)
{
    return set_has(&r->f->lines,
                   pool_text(&r->pool, "BITS(%s, %s, %u:0, %u, %s:%u)", r->type,
                             path, offset, size, of, 8 * size));
}

/* Add a member whose type has a name, or is made of such types. */
static void add_field(struct reading *r, const char *path, unsigned offset,
                      Dwarf_Die *type, const char *of)
{
    unsigned size = die_size(type);

    if (!has_length(type))
        add(r, "REST(%s, %s, %u, %s)", r->type, path, offset, of);
    else if (!known_as_bits(r, path, offset, size, of))
        add(r, "FIELD(%s, %s, %u, %u, %s)", r->type, path, offset, size, of);
}

/* Add a member whose type has no name.  What is inside is reached through the
 * member's own name or, without one, like a member of the outer type. */
static void add_part(struct reading *r, const char *path, unsigned offset,
                     Dwarf_Die *type, const char *name)
{
    Dwarf_Die of, *element;
    char *index;

    element = first_element(r, type, &of, &index);
    if (element && die_is_struct(element) && !dwarf_diename(element))
        add_members(r, element,
                    *name ? pool_text(&r->pool, "%s%s.", path, index) : path,
                    offset);
    if (*name)
        add(r, "PART(%s, %s, %u, %u)", r->type, path, offset, die_size(type));
}

static void add_member(struct reading *r, Dwarf_Die *member, const char *in,
                       unsigned offset)
{
    const char *name = dwarf_diename(member), *path, *of;
    struct bits bits;
    Dwarf_Die type;

    if (dwarf_tag(member) != DW_TAG_member || !die_type(member, &type))
        return;
    path = pool_text(&r->pool, "%s%s", in, name ? name : "");
    if (die_bits(member, &bits)) {
        add_bits(r, path, offset, &type, &bits);
        return;
    }
    offset += (unsigned)die_figure(member, DW_AT_data_member_location);
    of = name ? declare(&r->spelling, &type, "") : NULL;
    if (of)
        add_field(r, path, offset, &type, of);
    else
        add_part(r, path, offset, &type, name ? name : "");
}

static void add_members(struct reading *r, Dwarf_Die *type, const char *path,
                        unsigned offset)
{
    Dwarf_Die child;

    FOR_EACH_CHILD(&child, type)
        add_member(r, &child, path, offset);
}

static void see_type(void *reading, Dwarf_Die *die)
{
    struct reading *r = reading;
    Dwarf_Die of, *type;
    char *name;

    type = figures_defined(&r->pool, die, &of, &name);
    if (type && set_has(&r->f->types, name)) {
        r->type = name;
        add(r, "SIZE(%s, %u)", name, die_size(type));
        add_members(r, type, "", 0);
    }
    pool_free(&r->pool);
}

void figures_of_types(struct figures *f, struct library *l)
{
    struct reading r = {0};

    read_dies(f, l, &r, see_type);
}

/* Enumerations without a name may be inside other types. */
static void see_values(void *reading, Dwarf_Die *die)
{
    struct reading *r = reading;
    Dwarf_Die child;

    if (!die_is_struct(die) && dwarf_tag(die) != DW_TAG_enumeration_type)
        return;
    FOR_EACH_CHILD(&child, die) {
        const char *name = dwarf_diename(&child);

        if (dwarf_tag(&child) != DW_TAG_enumerator)
            see_values(r, &child);
        else if (set_has(&r->f->words, name))
            add(r, "VALUE(%s, %lld)", name,
                die_figure(&child, DW_AT_const_value));
    }
}

void figures_of_values(struct figures *f, struct library *l)
{
    struct reading r = {0};

    read_dies(f, l, &r, see_values);
}

static void see_function(void *reading, Dwarf_Die *die)
{
    struct reading *r = reading;
    const char *name = dwarf_diename(die);

    if (name && die_is_function(die) && set_has(&r->exported, name) &&
        set_has(&r->f->words, name)) {
        const char *of = declare_function(&r->spelling, die, "");

        if (of)
            add(r, "FUNCTION(%s, %s)", name, of);
    }
    pool_free(&r->pool);
}

void figures_of_functions(struct figures *f, struct library *l)
{
    struct reading r = {0};
    struct exported *all;
    size_t n;

    all = library_exports(l, &n);
    for (size_t i = 0; i < n; i++)
        if (all[i].kind == STT_FUNC)
            set_add(&r.exported, all[i].name);
    read_dies(f, l, &r, see_function);
    set_free(&r.exported);
}

static void see_alignment(void *reading, Dwarf_Die *die)
{
    struct reading *r = reading;
    const char *name = dwarf_diename(die), *type;
    Dwarf_Die member, of;

    if (!name || !die_is_struct(die) || strncmp(name, "align_", 6) ||
        dwarf_child(die, &member) || dwarf_siblingof(&member, &member) ||
        !die_type(&member, &of))
        return;
    type = declare(&r->spelling, &of, "");
    if (type && set_has(&r->f->types, type))
        add(r, "ALIGN(%s, %lld)", type,
            die_figure(&member, DW_AT_data_member_location));
    pool_free(&r->pool);
}

void figures_of_alignment(struct figures *f, struct library *l)
{
    struct reading r = {0};

    read_dies(f, l, &r, see_alignment);
}
