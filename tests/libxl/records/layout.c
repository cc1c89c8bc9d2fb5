/* SPDX-License-Identifier: LGPL-2.1-only */
#include "layout.h"

#include <dwarf.h>
#include <elfutils/libdw.h>
#include <fcntl.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct named {
    char *name; /* "t NAME" a type's name, "f NAME" a function */
    Dwarf_Die die;
};

struct walk {
    struct facts *f;
    void *dies;    /* tsearch tree of struct named */
    bool complete; /* what is pointed at is wanted with its members */
};

static char *declare(struct walk *w, Dwarf_Die *type, const char *inner);

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct named *)a)->name,
                  ((const struct named *)b)->name);
}

static bool begins(const char *name, const char *start)
{
    return !strncmp(name, start, strlen(start));
}

static bool flag(Dwarf_Die *die, unsigned attribute)
{
    return dwarf_hasattr(die, attribute) != 0;
}

static void remember(struct walk *w, Dwarf_Die *die)
{
    const char *name = dwarf_diename(die);
    int tag = dwarf_tag(die);
    struct named *n;

    if (!name || !begins(name, "libxl_") ||
        (tag != DW_TAG_typedef &&
         (tag != DW_TAG_subprogram || !flag(die, DW_AT_external) ||
          flag(die, DW_AT_declaration))))
        return;
    n = facts_alloc(w->f, sizeof(*n));
    n->name =
        facts_text(w->f, "%c %s", tag == DW_TAG_typedef ? 't' : 'f', name);
    n->die = *die;
    if (!tsearch(n, &w->dies, by_name))
        facts_die("out of memory");
}

static void remember_all(struct walk *w, Dwarf *dwarf)
{
    Dwarf_Off at = 0, next;
    Dwarf_Die unit, die;
    size_t header;

    while (!dwarf_nextcu(dwarf, at, &next, &header, NULL, NULL, NULL)) {
        if (dwarf_offdie(dwarf, at + header, &unit) &&
            !dwarf_child(&unit, &die)) {
            do
                remember(w, &die);
            while (!dwarf_siblingof(&die, &die));
        }
        at = next;
    }
}

static Dwarf_Die *find(struct walk *w, char kind, const char *name)
{
    struct named wanted = {.name = facts_text(w->f, "%c %s", kind, name)};
    struct named **found = tfind(&wanted, &w->dies, by_name);

    return found ? &(*found)->die : NULL;
}

/* What the die's DW_AT_type names; NULL for void. */
static Dwarf_Die *type_of(Dwarf_Die *die, Dwarf_Die *result)
{
    Dwarf_Attribute attribute;

    if (!dwarf_attr_integrate(die, DW_AT_type, &attribute))
        return NULL;
    return dwarf_formref_die(&attribute, result);
}

static long long figure(Dwarf_Die *die, unsigned name)
{
    Dwarf_Attribute a;
    Dwarf_Sword s = 0;
    Dwarf_Word u = 0;

    if (!dwarf_attr_integrate(die, name, &a))
        return 0;
    if (dwarf_whatform(&a) == DW_FORM_sdata ||
        dwarf_whatform(&a) == DW_FORM_implicit_const) {
        dwarf_formsdata(&a, &s);
        return s;
    }
    dwarf_formudata(&a, &u);
    return (long long)u;
}

static unsigned size_of(Dwarf_Die *type)
{
    Dwarf_Word size = 0;

    return dwarf_aggregate_size(type, &size) ? 0 : (unsigned)size;
}

/* For each child of the die: use `child` in the loop's body. */
#define FOR_EACH(child, die)                                                   \
    for (int more_ = dwarf_child(die, child); more_ == 0;                      \
         more_ = dwarf_siblingof(child, child))

static unsigned align_of(Dwarf_Die *type)
{
    unsigned align = 1, one;
    Dwarf_Die child, of;

    switch (dwarf_tag(type)) {
    case DW_TAG_typedef:
    case DW_TAG_const_type:
    case DW_TAG_array_type:
        return type_of(type, &of) ? align_of(&of) : 1;
    case DW_TAG_structure_type:
    case DW_TAG_union_type:
        FOR_EACH(&child, type)
        {
            if (dwarf_tag(&child) != DW_TAG_member || !type_of(&child, &of))
                continue;
            one = align_of(&of);
            align = one > align ? one : align;
        }
        return align;
    default:
        return size_of(type);
    }
}

static void insert(struct facts *f, struct type *t)
{
    struct type **at = &f->types;

    while (*at && strcmp((*at)->name, t->name) < 0)
        at = &(*at)->next;
    t->next = *at;
    *at = t;
}

static struct member *members_of(struct walk *w, Dwarf_Die *type);

static struct member *member_of(struct walk *w, Dwarf_Die *die)
{
    struct member *m = facts_alloc(w->f, sizeof(*m));
    const char *name = dwarf_diename(die);
    Dwarf_Die type;
    int tag;

    if (!type_of(die, &type))
        facts_die("a member without type: %s", name);
    tag = dwarf_tag(&type);
    m->name = facts_text(w->f, "%s", name ? name : "");
    m->offset = (unsigned)figure(die, DW_AT_data_member_location);
    m->size = size_of(&type);
    if ((tag == DW_TAG_structure_type || tag == DW_TAG_union_type) &&
        !dwarf_diename(&type)) {
        m->is_union = tag == DW_TAG_union_type;
        m->inside = members_of(w, &type);
        m->decl = m->name;
    } else {
        m->decl = declare(w, &type, m->name);
    }
    return m;
}

/* num_things counts things, num_p9s p9; a bitmap's size its map's bytes. */
static void find_counts(struct facts *f, struct member *all)
{
    for (struct member *m = all; m; m = m->next) {
        char *one = facts_text(f, "num_%s", m->name);
        char *more = facts_text(f, "%ss", one);

        if (!strchr(m->decl, '*'))
            continue;
        for (struct member *c = all; c; c = c->next)
            if (!strcmp(c->name, one) || !strcmp(c->name, more) ||
                (!strcmp(c->decl, "uint32_t size") && !strcmp(m->name, "map")))
                m->count = c->name;
    }
}

static struct member *members_of(struct walk *w, Dwarf_Die *type)
{
    struct member *all = NULL, **next = &all;
    Dwarf_Die child;

    FOR_EACH(&child, type)
    {
        if (dwarf_tag(&child) != DW_TAG_member)
            continue;
        *next = member_of(w, &child);
        next = &(*next)->next;
    }
    find_counts(w->f, all);
    return all;
}

static struct enumerator *enumerators_of(struct walk *w, Dwarf_Die *type)
{
    struct enumerator *all = NULL, **next = &all;
    Dwarf_Die child;

    FOR_EACH(&child, type)
    {
        struct enumerator *e = facts_alloc(w->f, sizeof(*e));

        e->name = facts_text(w->f, "%s", dwarf_diename(&child));
        e->value = figure(&child, DW_AT_const_value);
        *next = e;
        next = &e->next;
    }
    return all;
}

/* What the name stands for, recorded once; a struct by name only if that will
 * do. */
static void record_type(struct walk *w, const char *name, Dwarf_Die *target)
{
    struct type *t = facts_alloc(w->f, sizeof(*t));
    int tag = target ? dwarf_tag(target) : DW_TAG_unspecified_type;
    const char *tag_name = target ? dwarf_diename(target) : NULL;

    t->name = facts_text(w->f, "%s", name);
    switch (tag) {
    case DW_TAG_structure_type:
    case DW_TAG_union_type:
        if (!w->complete || (tag_name && begins(tag_name, "libxl__"))) {
            t->kind = TYPE_OPAQUE;
            t->decl = facts_text(w->f, "struct %s %s",
                                 tag_name ? tag_name : name, name);
            insert(w->f, t);
            return;
        }
        t->kind = tag == DW_TAG_union_type ? TYPE_UNION : TYPE_STRUCT;
        break;
    case DW_TAG_enumeration_type:
        t->kind = TYPE_ENUM;
        break;
    default:
        t->kind = TYPE_NAME;
    }
    insert(w->f, t);
    if (t->kind == TYPE_NAME) {
        t->decl = declare(w, target, name);
        return;
    }
    t->size = size_of(target);
    t->align = align_of(target);
    if (t->kind == TYPE_ENUM)
        t->enumerators = enumerators_of(w, target);
    else
        t->members = members_of(w, target);
}

static bool of_the_system(const char *name)
{
    static const char *const names[] = {
        "int8_t",   "int16_t",  "int32_t",  "int64_t", "uint8_t",
        "uint16_t", "uint32_t", "uint64_t", "size_t",  "ssize_t",
        "pid_t",    "time_t",   "uintptr_t"};

    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
        if (!strcmp(name, names[i]))
            return true;
    return false;
}

static char *declare_typedef(struct walk *w, Dwarf_Die *type, const char *inner)
{
    const char *name = dwarf_diename(type);
    Dwarf_Die of, *target = type_of(type, &of);
    bool ours = begins(name, "libxl_") || begins(name, "xentoollog_");

    if (!ours && !of_the_system(name))
        return declare(w, target, inner);
    if (ours && !facts_type(w->f, name))
        record_type(w, name, target);
    return facts_text(w->f, "%s%s%s", name, *inner && *inner != '[' ? " " : "",
                      inner);
}

static char *parameters(struct walk *w, Dwarf_Die *function)
{
    char *all = facts_text(w->f, "%s", "");
    Dwarf_Die child, of;

    FOR_EACH(&child, function)
    {
        const char *comma = *all ? ", " : "";

        if (dwarf_tag(&child) == DW_TAG_unspecified_parameters)
            all = facts_text(w->f, "%s%s...", all, comma);
        else if (dwarf_tag(&child) == DW_TAG_formal_parameter)
            all = facts_text(w->f, "%s%s%s", all, comma,
                             declare(w, type_of(&child, &of), ""));
    }
    return *all ? all : facts_text(w->f, "void");
}

static char *declare_array(struct walk *w, Dwarf_Die *type, const char *inner)
{
    Dwarf_Die child, of;

    FOR_EACH(&child, type)
    {
        if (dwarf_tag(&child) != DW_TAG_subrange_type)
            continue;
        if (dwarf_hasattr(&child, DW_AT_upper_bound))
            inner = facts_text(w->f, "%s[%lld]", inner,
                               figure(&child, DW_AT_upper_bound) + 1);
        else if (dwarf_hasattr(&child, DW_AT_count))
            inner = facts_text(w->f, "%s[%lld]", inner,
                               figure(&child, DW_AT_count));
        else
            inner = facts_text(w->f, "%s[]", inner);
    }
    return declare(w, type_of(type, &of), inner);
}

/* Of a const array gcc tells neither the const nor the typedef: NULL, or the
 * array alone. */
static Dwarf_Die *const_array(Dwarf_Die *type, Dwarf_Die *of)
{
    Dwarf_Die *t = type;

    if (!t || dwarf_tag(t) != DW_TAG_const_type)
        return NULL;
    do
        t = type_of(t, of);
    while (t && dwarf_tag(t) == DW_TAG_typedef);
    return t && dwarf_tag(t) == DW_TAG_array_type ? t : NULL;
}

static char *declare_pointer(struct walk *w, Dwarf_Die *type, const char *inner)
{
    Dwarf_Die of, array, *target = type_of(type, &of);
    int tag;

    if (const_array(target, &array))
        target = &array;
    tag = target ? dwarf_tag(target) : 0;
    if (tag == DW_TAG_subroutine_type || tag == DW_TAG_array_type)
        return declare(w, target, facts_text(w->f, "(*%s)", inner));
    return declare(w, target, facts_text(w->f, "*%s", inner));
}

static char *declare_const(struct walk *w, Dwarf_Die *type, const char *inner)
{
    Dwarf_Die of, *target = type_of(type, &of);

    if (target && dwarf_tag(target) == DW_TAG_pointer_type)
        return declare(w, target, facts_text(w->f, "const %s", inner));
    return facts_text(w->f, "const %s", declare(w, target, inner));
}

/* Compilers have several names for one type. */
static const char *plain_name(const char *name)
{
    static const char *const names[][2] = {
        {"_Bool", "bool"},
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

/* The declaration, as in C, of INNER as one of that type. */
static char *declare(struct walk *w, Dwarf_Die *type, const char *inner)
{
    const char *gap = *inner && *inner != '[' ? " " : "", *word = "", *name;
    Dwarf_Die of;

    if (!type)
        return facts_text(w->f, "void%s%s", gap, inner);
    name = dwarf_diename(type);
    switch (dwarf_tag(type)) {
    case DW_TAG_typedef:
        return declare_typedef(w, type, inner);
    case DW_TAG_pointer_type:
        return declare_pointer(w, type, inner);
    case DW_TAG_const_type:
        return declare_const(w, type, inner);
    case DW_TAG_array_type:
        return declare_array(w, type, inner);
    case DW_TAG_subroutine_type:
        inner = facts_text(w->f, "%s(%s)", inner, parameters(w, type));
        return declare(w, type_of(type, &of), inner);
    case DW_TAG_structure_type:
        word = "struct ";
        break;
    case DW_TAG_union_type:
        word = "union ";
        break;
    case DW_TAG_enumeration_type:
        word = "enum ";
        break;
    }
    if (!name)
        facts_die("a type that has neither name nor shape known here");
    return facts_text(w->f, "%s%s%s%s", word, plain_name(name), gap, inner);
}

static bool ends(const char *name, const char *end)
{
    size_t n = strlen(name), m = strlen(end);

    return n >= m && !strcmp(name + n - m, end);
}

static void record_enumeration(struct walk *w, const char *name)
{
    char *type = facts_text(w->f, "%.*s", (int)(strlen(name) - 10), name);
    Dwarf_Die *die = find(w, 't', type), of;

    if (die && !facts_type(w->f, type) && type_of(die, &of) &&
        dwarf_tag(&of) == DW_TAG_enumeration_type)
        record_type(w, type, &of);
}

/* Private functions, and those that need yajl's header, have just a name. */
static void record_function(struct walk *w, struct symbol *s)
{
    Dwarf_Die *die = find(w, 'f', s->name), of;
    char *decl;

    if (!die || begins(s->name, "libxl__") || ends(s->name, "_gen_json"))
        return;
    decl = facts_text(w->f, "%s(%s)", s->name, parameters(w, die));
    decl = declare(w, type_of(die, &of), decl);
    if (!strstr(decl, "__va_list"))
        s->decl = decl;
}

/* The tree's nodes go, what they point to belongs to the facts. */
static void keep(void *node)
{
    (void)node;
}

void layout_types(struct facts *f, const char *library)
{
    static const char *const roots[] = {"libxl_domain_config", "libxl_dominfo",
                                        "libxl_enum_string_table"};
    struct walk w = {.f = f, .complete = true};
    int fd = open(library, O_RDONLY);
    Dwarf *dwarf = fd < 0 ? NULL : dwarf_begin(fd, DWARF_C_READ);
    Dwarf_Die of;

    if (!dwarf)
        facts_die("%s: it has no debug information; build it with -g", library);
    remember_all(&w, dwarf);
    for (size_t i = 0; i < sizeof(roots) / sizeof(*roots); i++) {
        Dwarf_Die *die;

        if (!(die = find(&w, 't', roots[i])) || !type_of(die, &of))
            facts_die("%s: its debug information lacks %s", library, roots[i]);
        if (!facts_type(f, roots[i]))
            record_type(&w, roots[i], &of);
    }
    for (struct symbol *s = f->symbols; s; s = s->next)
        if (ends(s->name, "_to_string"))
            record_enumeration(&w, s->name);
    w.complete = false;
    for (struct symbol *s = f->symbols; s; s = s->next)
        if (!s->is_data)
            record_function(&w, s);
    tdestroy(w.dies, keep);
    dwarf_end(dwarf);
    close(fd);
}
