/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Prints facts about a file for the gate, sorted:
 *
 *   figures soname LIBRARY   its SONAME
 *   figures symbols LIBRARY  "name@version kind binding [size of data]"
 *   figures bare LIBRARY     exported functions without debug information
 *   figures types OBJECT FOLDER [BUT]
 *       the types that headers in FOLDER define, but not those in BUT
 *   figures list TYPES WORDS OBJECT ALIGNMENT LIBRARY...
 *       the figures (see figures.h) of the types in the file TYPES, and of the
 *       enumerators and functions in the file WORDS; OBJECT is the headers'
 *
 * Status 0: printed.  2: it could not be read; one line says why.
 */
#include "figures.h"
#include "set.h"

#include "layout/dies.h"
#include "layout/library.h"
#include "layout/pool.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void die(const char *format, ...)
    __attribute__((noreturn, format(printf, 1, 2)));
static void die(const char *format, ...)
{
    va_list ap;

    fputs("abi: ", stderr);
    va_start(ap, format);
    vfprintf(stderr, format, ap);
    va_end(ap);
    fputc('\n', stderr);
    exit(2);
}

static struct library *opened(const char *path)
{
    struct library *l = library_open(path);

    if (!l)
        die("%s cannot be read as a library", path);
    return l;
}

static void soname(char **arguments, struct set *lines)
{
    struct library *l = opened(arguments[0]);
    const char *name = library_soname(l);

    if (name)
        set_add(lines, name);
    library_close(l);
}

static const char *kind_name(unsigned kind)
{
    static const char *const names[] = {
        [STT_NOTYPE] = "NOTYPE", [STT_OBJECT] = "OBJECT",
        [STT_FUNC] = "FUNC",     [STT_COMMON] = "COMMON",
        [STT_TLS] = "TLS",       [STT_GNU_IFUNC] = "IFUNC",
    };

    return kind < sizeof(names) / sizeof(*names) && names[kind] ? names[kind]
                                                                : "OTHER";
}

static const char *binding_name(unsigned binding)
{
    switch (binding) {
    case STB_GLOBAL:
        return "GLOBAL";
    case STB_WEAK:
        return "WEAK";
    default:
        return "UNIQUE";
    }
}

/* A version node has a symbol with its own name, which is in no other node. */
static void symbol(struct pool *p, const struct exported *e, struct set *lines)
{
    bool in_node = e->node && !e->is_absolute;
    char *line = pool_text(p, "%s%s%s %s %s", e->name,
                           !in_node        ? ""
                           : e->is_default ? "@@"
                                           : "@",
                           in_node ? e->node : "", kind_name(e->kind),
                           binding_name(e->binding));

    if (e->kind == STT_OBJECT || e->kind == STT_TLS)
        line = pool_text(p, "%s %lu", line, e->size);
    set_add(lines, line);
}

static void symbols(char **arguments, struct set *lines)
{
    struct library *l = opened(arguments[0]);
    struct exported *all;
    struct pool pool = {0};
    size_t n;

    all = library_exports(l, &n);
    for (size_t i = 0; i < n; i++)
        symbol(&pool, &all[i], lines);
    pool_free(&pool);
    library_close(l);
}

static void see_described(void *described, Dwarf_Die *die)
{
    if (die_is_function(die) && dwarf_diename(die))
        set_add(described, dwarf_diename(die));
}

static void bare(char **arguments, struct set *lines)
{
    struct library *l = opened(arguments[0]);
    struct set described = {0};
    struct exported *all;
    size_t n;

    if (!library_dwarf(l))
        die("%s is stripped: no .debug_info, nothing to compare; build it "
            "with -g",
            arguments[0]);
    dies_of(l, see_described, &described);
    all = library_exports(l, &n);
    for (size_t i = 0; i < n; i++)
        if (all[i].kind == STT_FUNC && !set_has(&described, all[i].name))
            set_add(lines, all[i].name);
    set_free(&described);
    library_close(l);
}

struct folders {
    struct set *lines;
    const char *in, *but; /* but: NULL for none */
};

static bool begins(const char *path, const char *folder)
{
    return folder && !strncmp(path, folder, strlen(folder));
}

static void see_type(void *folders, Dwarf_Die *die)
{
    struct folders *f = folders;
    struct pool pool = {0};
    Dwarf_Die of, *type;
    const char *file;
    char *name;

    type = figures_defined(&pool, die, &of, &name);
    file = type ? dwarf_decl_file(type) : NULL;
    if (file && begins(file, f->in) && !begins(file, f->but))
        set_add(f->lines, name);
    pool_free(&pool);
}

static void types(char **arguments, struct set *lines)
{
    struct library *l = opened(arguments[0]);
    struct folders f = {lines, arguments[1], arguments[2]};

    dies_of(l, see_type, &f);
    library_close(l);
}

static void read_set(struct set *s, const char *path)
{
    if (!set_read(s, path))
        die("%s cannot be read", path);
}

static void list(char **arguments, struct set *lines)
{
    struct figures f = {0};
    struct library *l;

    read_set(&f.types, arguments[0]);
    read_set(&f.words, arguments[1]);
    l = opened(arguments[2]);
    figures_of_types(&f, l);
    figures_of_values(&f, l);
    library_close(l);
    l = opened(arguments[3]);
    figures_of_alignment(&f, l);
    library_close(l);
    for (char **library = arguments + 4; *library; library++) {
        l = opened(*library);
        figures_of_types(&f, l);
        figures_of_functions(&f, l);
        library_close(l);
    }
    set_free(&f.types);
    set_free(&f.words);
    *lines = f.lines;
}

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        int least; /* arguments */
        void (*tell)(char **arguments, struct set *lines);
    } all[] = {
        {"soname", 1, soname}, {"symbols", 1, symbols}, {"bare", 1, bare},
        {"types", 2, types},   {"list", 4, list},
    };
    struct set lines = {0};

    for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++) {
        if (argc < 2 + all[i].least || strcmp(argv[1], all[i].name))
            continue;
        all[i].tell(argv + 2, &lines);
        if (!set_print(&lines))
            die("cannot write what %s says", argv[1]);
        set_free(&lines);
        return 0;
    }
    die("usage: figures soname|symbols|bare|types|list FILE...");
}
