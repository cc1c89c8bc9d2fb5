/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef MATRIX_TABLE_H
#define MATRIX_TABLE_H

/* matrix.def in C; matrix.def explains the words. */
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "../callers/process.h"

enum form { PLAINLY, PIE, NOPIE, DLOPEN_LAZY, DLOPEN_NOW, ARCHIVE };
enum needs { INIT = 0, JSON = 1, NOHOST = 2 };
enum libraries { OLD, NEW, UNPATCHED };
enum where { ANY, COPIES, NATIVE, HAS_SHIM, NO_SHIM };
enum builds { PLAIN, PROGRAM, PLUGIN, STATIC };
enum outcome { RUNS, AS, REFUSED, COMPLAINS, HAZARD };
enum tool { NONE, VALGRIND, ASAN, NR_TOOLS };

struct build {
    const char *name;
    const char *compiler, *linker;
    enum form form;
    const char *binding, *sections, *optimised;
};

struct caller {
    const char *name;
    enum libraries headers; /* OLD or NEW */
    const char *flags;
};

struct usage {
    const char *name, *source, *flags, *args;
    unsigned needs;
};

struct guard {
    const char *object, *caller;
};

struct requirement {
    const char *id, *words;
};

struct expect {
    const char *id, *callers, *usage;
    enum libraries on;
    enum where where;
    enum builds builds;
    enum outcome outcome;
    const char *than;
};

/* A library; its prefix is the link prefix/LABEL. */
struct library {
    char label[64];
    bool replica, native, shim;
};

/* builds[0] is the plain one. */
extern const struct build builds[];
extern const struct caller callers[];
extern const struct usage usages[];
extern const struct guard guards[];
extern const struct requirement requirements[];
extern const struct expect expects[];
extern const size_t nr_builds, nr_callers, nr_usages, nr_guards,
    nr_requirements, nr_expects;
extern const char *const tool_name[NR_TOOLS];

/* Both return NULL if there is no such name. */
const struct caller *find_caller(const char *name);
const struct usage *find_usage(const char *name);

/* A requirement in a few words; NULL if matrix.def has none. */
const char *requirement_words(const char *id);

/* Is name one of the words of list? */
bool has_word(const char *list, const char *name);

/* An error in the table, as text; NULL if there is none. */
const char *check_table(void);

#endif
