/* SPDX-License-Identifier: LGPL-2.1-only */
#include "interface.h"

#include "layout/declare.h"
#include "layout/dies.h"
#include "layout/library.h"

#include <search.h>
#include <string.h>

struct named {
    char *name; /* "t NAME" for a type, "f NAME" for a function */
    Dwarf_Die die;
};

struct walk {
    struct facts *f;
    void *dies;    /* tsearch tree of struct named */
    bool complete; /* record types behind pointers with their members */
    struct spelling spelling;
};

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct named *)a)->name,
                  ((const struct named *)b)->name);
}

static bool begins(const char *name, const char *start)
{
    return !strncmp(name, start, strlen(start));
}

static bool ends(const char *name, const char *end)
{
    size_t n = strlen(name), m = strlen(end);

    return n >= m && !strcmp(name + n - m, end);
}

static void remember(void *walk, Dwarf_Die *die)
{
    const char *name = dwarf_diename(die);
    bool is_type = dwarf_tag(die) == DW_TAG_typedef;
    struct walk *w = walk;
    struct named *n;

    if (!name || !begins(name, "libxl_") || (!is_type && !die_is_function(die)))
        return;
    n = facts_alloc(w->f, sizeof(*n));
    n->name = facts_text(w->f, "%c %s", is_type ? 't' : 'f', name);
    n->die = *die;
    if (!tsearch(n, &w->dies, by_name))
        facts_die("out of memory");
}

static Dwarf_Die *find(struct walk *w, char kind, const char *name)
{
    struct named wanted = {.name = facts_text(w->f, "%c %s", kind, name)};
    struct named **found = tfind(&wanted, &w->dies, by_name);

    return found ? &(*found)->die : NULL;
}

static char *declared(char *decl)
{
    if (!decl)
        facts_die("cannot record a type of an unknown kind without a name");
    return decl;
}

static void insert_type(struct facts *f, struct type *t)
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

    if (!die_type(die, &type))
        facts_die("a member without type: %s", name);
    m->name = facts_text(w->f, "%s", name ? name : "");
    m->offset = (unsigned)die_figure(die, DW_AT_data_member_location);
    m->size = die_size(&type);
    if (die_is_struct(&type) && !dwarf_diename(&type)) {
        m->is_union = dwarf_tag(&type) == DW_TAG_union_type;
        m->inside = members_of(w, &type);
        m->decl = m->name;
    } else {
        m->decl = declared(declare(&w->spelling, &type, m->name));
    }
    return m;
}

/* Member num_things counts things, num_p9s counts p9, and size of a bitmap the
 * bytes of its map. */
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

    FOR_EACH_CHILD(&child, type) {
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

    FOR_EACH_CHILD(&child, type) {
        struct enumerator *e = facts_alloc(w->f, sizeof(*e));

        e->name = facts_text(w->f, "%s", dwarf_diename(&child));
        e->value = die_figure(&child, DW_AT_const_value);
        *next = e;
        next = &e->next;
    }
    return all;
}

/* Record the type with this name, once; a struct only by name if that is
 * enough. */
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
            insert_type(w->f, t);
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
    insert_type(w->f, t);
    if (t->kind == TYPE_NAME) {
        t->decl = declared(declare(&w->spelling, target, name));
        return;
    }
    t->size = die_size(target);
    t->align = die_align(target);
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

/* Is it a name from one of libxl's headers?  These are recorded, too. */
static bool is_named(void *walk, Dwarf_Die *type)
{
    const char *name = dwarf_diename(type);
    bool ours = begins(name, "libxl_") || begins(name, "xentoollog_");
    struct walk *w = walk;
    Dwarf_Die of;

    if (ours && !facts_type(w->f, name))
        record_type(w, name, die_type(type, &of));
    return ours || of_the_system(name);
}

static void record_enumeration(struct walk *w, const char *name)
{
    char *type = facts_text(w->f, "%.*s", (int)(strlen(name) - 10), name);
    Dwarf_Die *die = find(w, 't', type), of;

    if (die && !facts_type(w->f, type) && die_type(die, &of) &&
        dwarf_tag(&of) == DW_TAG_enumeration_type)
        record_type(w, type, &of);
}

/* Private functions, and those that need yajl's header, are recorded by name.
 */
static void record_function(struct walk *w, struct symbol *s)
{
    Dwarf_Die *die = find(w, 'f', s->name);
    char *decl;

    if (!die || begins(s->name, "libxl__") || ends(s->name, "_gen_json"))
        return;
    decl = declared(declare_function(&w->spelling, die, s->name));
    if (!strstr(decl, "va_list"))
        s->decl = decl;
}

/* Only the tree's nodes are freed; the facts own what they point to. */
static void keep(void *node)
{
    (void)node;
}

static void record_roots(struct walk *w, const char *path)
{
    static const char *const roots[] = {"libxl_domain_config", "libxl_dominfo",
                                        "libxl_enum_string_table"};
    Dwarf_Die of;

    for (size_t i = 0; i < sizeof(roots) / sizeof(*roots); i++) {
        Dwarf_Die *die;

        if (!(die = find(w, 't', roots[i])) || !die_type(die, &of))
            facts_die("%s: its debug information lacks %s", path, roots[i]);
        if (!facts_type(w->f, roots[i]))
            record_type(w, roots[i], &of);
    }
}

static void read_types(struct facts *f, const char *path, struct library *l)
{
    struct walk w = {.f = f, .complete = true};

    w.spelling = (struct spelling){
        .pool = &f->pool, .named = is_named, .with = &w, .boolean = "bool"};
    if (!library_dwarf(l))
        facts_die("%s: it has no debug information; build it with -g", path);
    dies_of(l, remember, &w);
    record_roots(&w, path);
    for (struct symbol *s = f->symbols; s; s = s->next)
        if (ends(s->name, "_to_string"))
            record_enumeration(&w, s->name);
    w.complete = false;
    for (struct symbol *s = f->symbols; s; s = s->next)
        if (!s->is_data)
            record_function(&w, s);
    tdestroy(w.dies, keep);
}

static void insert_symbol(struct facts *f, struct symbol *s)
{
    struct symbol **at = &f->symbols;

    while (*at && strcmp((*at)->name, s->name) < 0)
        at = &(*at)->next;
    s->next = *at;
    *at = s;
}

static void read_symbol(struct facts *f, const struct exported *e)
{
    struct symbol *s = facts_alloc(f, sizeof(*s));

    s->name = facts_text(f, "%s", e->name);
    s->is_data = e->kind == STT_OBJECT;
    s->size = s->is_data ? (unsigned)e->size : 0;
    s->is_table = s->is_data && ends(s->name, "_string_table");
    s->node = e->node ? facts_text(f, "%s", e->node) : NULL;
    insert_symbol(f, s);
}

static void read_symbols(struct facts *f, const char *path, struct library *l)
{
    const char *soname = library_soname(l);
    struct exported *all;
    size_t n;

    all = library_exports(l, &n);
    if (!n)
        facts_die("%s: it exports nothing", path);
    if (!soname)
        facts_die("%s: it has no SONAME", path);
    f->soname = facts_text(f, "%s", soname);
    for (size_t i = 0; i < n; i++)
        if (!all[i].is_absolute)
            read_symbol(f, &all[i]);
}

void interface_read(struct facts *f, const char *path)
{
    struct library *l = library_open(path);

    if (!l)
        facts_die("%s: cannot be read as a library", path);
    read_symbols(f, path, l);
    read_types(f, path, l);
    library_close(l);
}
