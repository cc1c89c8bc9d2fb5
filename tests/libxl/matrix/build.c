/* SPDX-License-Identifier: LGPL-2.1-only */
/* How programs are built and started.  Paths are relative to the logs' folder.
 */
#include "build.h"

#include <stdlib.h>
#include <string.h>

#include "table.h"

static const char *const side[] = {"old", "new"};

static const char *compiler(const struct run *r, const struct scope *s)
{
    return r->build->compiler ? r->build->compiler : s->cc;
}

static bool is_module(const struct run *r)
{
    return r->build->form == DLOPEN_LAZY || r->build->form == DLOPEN_NOW;
}

/* Only a static library is chosen at link time, so it is a part of the name. */
void program_path(const struct run *r, char *path, size_t room)
{
    bool archive = r->build->form == ARCHIVE;

    snprintf(path, room, "bin/%s.%s.%s%s%s%s", r->usage->name, r->caller->name,
             r->build->name, archive ? "." : "", archive ? r->lib->label : "",
             r->tool == ASAN ? ".asan" : "");
}

/* A host must be built with the sanitizer of its plug-ins. */
static void host_path(const struct run *r, char *path, size_t room)
{
    snprintf(path, room, "bin/host.%s%s", r->build->compiler,
             r->tool == ASAN ? ".asan" : "");
}

/* Fill argv with the program and its arguments; the words are in room. */
static void program_argv(const struct run *r, const char *argv[16], char *room,
                         size_t size)
{
    size_t n = 0, used = 0;
    char word[128];
    int len;

#define WORD(...)                                                              \
    do {                                                                       \
        argv[n++] = room + used;                                               \
        used += 1 + (size_t)snprintf(room + used, size - used, __VA_ARGS__);   \
    } while (0)
    if (is_module(r)) {
        host_path(r, word, sizeof(word));
        WORD("%s", word);
    }
    argv[n++] = room + used;
    program_path(r, room + used, size - used);
    used += strlen(room + used) + 1;
    if (is_module(r))
        WORD("%s", r->build->form == DLOPEN_NOW ? "now" : "lazy");
    for (const char *at = r->usage->args;
         sscanf(at, " %127s%n", word, &len) == 1; at += len)
        WORD("%s%s",
             strstr(word, ".json") ? "src/tests/libxl/callers/samples/" : "",
             word);
    argv[n] = NULL;
#undef WORD
}

static unsigned run_flags(const struct run *r)
{
    return (r->usage->needs & NOHOST ? CHILD_NOHOST : 0) |
           (r->tool == VALGRIND ? CHILD_VALGRIND : 0) |
           (r->tool == ASAN ? CHILD_ASAN : 0);
}

static void command(struct process_command *c, const struct run *r,
                    unsigned flags)
{
    char lib[128], words[2048];
    const char *argv[16];
    struct process_setting setting = {
        .lib = lib,
        .nohost = "bin/nohost.so",
        .known = "src/tests/libxl/callers/samples/valgrind.supp",
        .flags = flags,
        .foreign = getenv("CALLERS_ARCH") ? "src/mk/foreign" : NULL,
    };

    snprintf(lib, sizeof(lib), "prefix/%s/lib", r->lib->label);
    program_argv(r, argv, words, sizeof(words));
    process_command(c, &setting, argv);
}

void run_command(struct process_command *c, const struct run *r)
{
    command(c, r, run_flags(r));
}

/* In a debugger, LeakSanitizer does not work and valgrind is not used. */
void debug_command(const struct run *r, char *text, size_t room)
{
    struct process_command c;

    command(&c, r, run_flags(r) & CHILD_NOHOST);
    process_text(&c, text, room);
}

static const char *const form_compile[] = {
    "", "-fPIE", "-fno-pie", "-fPIC -DMODULE", "-fPIC -DMODULE", "-fPIE"};
static const char *const form_link[] = {"",        "-pie",    "-no-pie",
                                        "-shared", "-shared", "-pie"};

/* An object serves all programs that are compiled from it in the same way: the
 * linker, the binding and a static library are chosen later. */
static void object_path(const struct run *r, char *path, size_t room)
{
    static const char *const form_name[] = {"plain", "pie", "nopie",
                                            "pic",   "pic", "pie"};
    const struct build *b = r->build;
    const char *asan = r->tool == ASAN ? ".asan" : "";
    size_t first = 0;

    while (strcmp(usages[first].source, r->usage->source) ||
           strcmp(usages[first].flags, r->usage->flags))
        first++;
    if (b->form == PLAINLY)
        snprintf(path, room, "bin/%s.%s.plain%s.o", usages[first].name,
                 r->caller->name, asan);
    else
        snprintf(path, room, "bin/%s.%s.%s-%s-%s-%s%s.o", usages[first].name,
                 r->caller->name, b->compiler, form_name[b->form], b->sections,
                 b->optimised, asan);
}

/* clang warns about linker options when it compiles. */
static void write_flags(FILE *f, const struct run *r, bool links)
{
    const struct build *b = r->build;
    bool sections;

    /* DWARF 4 is the newest that valgrind reads from every compiler. */
    fprintf(f, " -std=gnu11 -gdwarf-4 -Wall -Wextra -Werror %s%s%s %s %s",
            links ? "" : "$(filter-out -pie -no-pie,", r->usage->flags,
            links ? "" : ")", r->caller->flags, form_compile[b->form]);
    if (r->tool == ASAN)
        fputs(" -fsanitize=address", f);
    if (b->form == PLAINLY)
        return;
    sections = !strcmp(b->sections, "gc");
    fprintf(f, " -O2%s%s", !strcmp(b->optimised, "lto") ? " -flto" : "",
            sections ? " -ffunction-sections -fdata-sections" : "");
    if (links)
        fprintf(f, "%s %s -fuse-ld=%s -Wl,-z,%s",
                sections ? " -Wl,--gc-sections" : "", form_link[b->form],
                b->linker, b->binding);
}

/* A real libxenlight.a needs other libraries, those of the base that has them,
 * and on Arm one for device trees; a replica needs none. */
static void write_archive(FILE *f, const struct library *lib)
{
    static const char *const may_need[] = {"devicemodel", "call",
                                           "foreignmemory"};

    fprintf(f, " bin/static.%s.a", lib->label);
    if (lib->replica)
        return;
    fprintf(f,
            " -Lprefix/%s/lib -Wl,-rpath-link,prefix/%s/lib -lxenguest "
            "-lxenctrl -lxenstore",
            lib->label, lib->label);
    for (size_t i = 0; i < sizeof(may_need) / sizeof(may_need[0]); i++)
        fprintf(f, " $(if $(wildcard prefix/%s/lib/libxen%s.so),-lxen%s)",
                lib->label, may_need[i], may_need[i]);
    fprintf(f,
            " -lxenevtchn -lxentoollog -lyajl -lutil -luuid -lz -lpthread -ldl "
            "$(fdt-%s)",
            lib->label);
}

/* The static library as programs of the sample link it: without debug
 * information, which none of their cells needs, and which takes linkers longer
 * than the rest. */
static void write_static(FILE *f, const struct library *lib)
{
    fprintf(f,
            "bin/static.%s.a: prefix/%s/lib/libxenlight.a\n"
            "\tstrip --strip-debug -o $@ $<\n"
            "\t@echo $@ >>made\n"
            "fdt-%s := $(shell grep -q fdt_begin_node "
            "prefix/%s/lib/libxenlight.a && echo -lfdt)\n",
            lib->label, lib->label, lib->label, lib->label);
}

/* They are compiled separately, so that ccache works. */
static void write_object(FILE *f, const struct run *r, const struct scope *s)
{
    char object[256];

    object_path(r, object, sizeof(object));
    fprintf(f, "%s:\n\t%s", object, compiler(r, s));
    write_flags(f, r, false);
    /* Installed accessors come before those of compat/. */
    fprintf(f,
            " -isystem prefix/%s/include -idirafter src/compat "
            "src/tests/libxl/%s -o %s -c\n"
            "\t@echo $@ >>made\n", /* as it may be interrupted */
            side[r->caller->headers], r->usage->source, object);
}

/* If a static link is refused, there is no program, but the linker's message.
 */
static void write_rule(FILE *f, const struct run *r, const struct scope *s)
{
    const char *from = side[r->caller->headers];
    char path[256], object[256];

    program_path(r, path, sizeof(path));
    object_path(r, object, sizeof(object));
    fprintf(f, "all: %s\n%s: %s", path, path, object);
    if (r->build->form == ARCHIVE)
        fprintf(f, " bin/static.%s.a", r->lib->label);
    fprintf(f, "\n\t%s", compiler(r, s));
    write_flags(f, r, true);
    fprintf(f, " %s -o %s", object, path);
    if (r->build->form == ARCHIVE) {
        write_archive(f, r->lib);
        fprintf(f, " >%s.link 2>&1 || test ! -e %s", path, path);
    } else {
        fprintf(f,
                " -Lprefix/%s/lib -Wl,-rpath-link,prefix/%s/lib -lxenlight%s",
                from, from, r->usage->needs & JSON ? " -lxentoollog" : "");
    }
    fputs("\n\t@echo $@ >>made\n", f);
}

/* Is this the first run with its path? */
static bool is_first(const struct plan *p, const struct run *r,
                     void (*path_of)(const struct run *, char *, size_t))
{
    char path[256], other[256];

    path_of(r, path, sizeof(path));
    for (const struct run *e = p->runs; e < r; e++) {
        path_of(e, other, sizeof(other));
        if (!strcmp(path, other))
            return false;
    }
    return true;
}

void write_rules(const struct plan *p, FILE *f)
{
    static const char *const hosts[] = {"gcc", "clang"};
    const struct scope *s = p->scope;
    /* Modules are only in the sample, which runs under the first tool. */
    bool asan = s->first_tool == ASAN;

    fputs("all:\n", f);
    for (size_t i = 0; i < p->nr_runs; i++) {
        if (is_first(p, &p->runs[i], object_path))
            write_object(f, &p->runs[i], s);
        if (is_first(p, &p->runs[i], program_path))
            write_rule(f, &p->runs[i], s);
    }
    for (size_t i = 0; s->all_builds && i < s->nr_libs; i++)
        write_static(f, &s->libs[i]);
    for (int i = 0; s->all_builds && i < 2; i++)
        fprintf(f,
                "all: bin/host.%s%s\nbin/host.%s%s:\n\t%s%s "
                "src/tests/libxl/compat/guard_host.c -o $@ -ldl\n",
                hosts[i], asan ? ".asan" : "", hosts[i], asan ? ".asan" : "",
                hosts[i], asan ? " -fsanitize=address" : "");
    fprintf(f,
            "all: bin/nohost.so\nbin/nohost.so:\n\t%s -D_GNU_SOURCE -fPIC "
            "-shared src/tests/libxl/callers/nohost.c -o $@ -ldl\n",
            s->cc);
}
