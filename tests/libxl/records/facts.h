/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef RECORDS_FACTS_H
#define RECORDS_FACTS_H

/*
 * The facts recorded about a libxenlight, in memory and as text.  facts_read
 * (parse.h) reads what facts_write and the script macros write.  A struct facts
 * owns everything reached through it, until facts_free.  Lists are in the
 * text's order; types and symbols are sorted by name.
 *
 * The text is described in pvh-records(5).
 */
#include "layout/pool.h"

#include <stdbool.h>
#include <stdio.h>

struct member {
    struct member *next;
    char *decl; /* as in C; if its type has no name, only its name or "" */
    char *name; /* the member's name, or "" */
    unsigned offset, size;
    bool is_union;         /* if its type has no name */
    struct member *inside; /* its members; NULL if its type has a name */
    char *count; /* the sibling that counts what this points to, or NULL */
    bool freed, copied; /* by dispose and copy of its struct */
    bool uncopied;  /* of an opaque type, whose copy does nothing, as on Arm */
    long long init; /* its value after init */
};

struct enumerator {
    struct enumerator *next;
    char *name;
    long long value;
    char *string; /* to_string's result, or NULL */
};

enum type_kind { TYPE_STRUCT, TYPE_UNION, TYPE_ENUM, TYPE_NAME, TYPE_OPAQUE };

struct type {
    struct type *next;
    enum type_kind kind;
    char *name;
    unsigned size, align;   /* of struct, union, enum */
    struct member *members; /* of struct, union */
    char *key;           /* the member that selects one of union u, or NULL */
    bool init_clears;    /* including padding */
    bool dispose_clears; /* likewise */
    bool key_once;       /* init_KEY aborts if the key is already set */
    struct enumerator *enumerators; /* of enum */
    char *decl; /* of name: the typedef; of opaque: the struct */
};

struct row { /* of a string table */
    struct row *next;
    long long value;
    char *string; /* NULL in the row that ends the table */
};

struct symbol {
    struct symbol *next;
    char *name;
    char *decl; /* of a public function: as in C */
    bool is_data;
    unsigned size; /* of data */
    char *node;    /* its version node, or NULL */
    bool is_table;
    struct row *rows; /* of a string table */
    long long value;  /* of an int in a version node */
};

struct macro {
    struct macro *next;
    char *name;
    char *value; /* NULL: not defined at this level */
};

struct level { /* an accepted LIBXL_API_VERSION, and its differences */
    struct level *next;
    char *value;
    struct macro *macros;
};

struct facts {
    char *soname;
    long long other_version; /* libxl_ctx_alloc's result for another version */
    struct type *types;
    struct symbol *symbols;
    struct macro *macros;
    struct level *levels;
    struct pool pool; /* owns all of it */
};

/* Make an empty one.  Functions that allocate never return NULL. */
struct facts *facts_new(void);
void facts_free(struct facts *f);

void *facts_alloc(struct facts *f, size_t size); /* zeroed */
char *facts_text(struct facts *f, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Find a type or symbol by name; NULL if there is none. */
struct type *facts_type(const struct facts *f, const char *name);
struct symbol *facts_symbol(const struct facts *f, const char *name);

/* The type's name in "TYPE *name", "TYPE name[2]" and the like. */
char *facts_type_name(struct facts *f, const char *decl);
/* The declared name: before "(" in a function, else the last name. */
char *facts_declared(struct facts *f, const char *decl);

bool facts_is_struct(const struct type *t); /* or a union; false for NULL */
/* The struct type of the member or of what it points to; or NULL. */
struct type *facts_struct_of(struct facts *f, const struct member *m);
struct member *facts_member(const struct type *t, const char *name);
/* The enum of the type's key; NULL if it has no key. */
struct type *facts_keys(struct facts *f, const struct type *t);

/* How a member is filled in, copied and freed. */
enum member_sort {
    PLAIN,
    STRING,
    LIST,    /* a list of strings, up to NULL */
    COUNTED, /* an array, with a count beside it */
    OPAQUE,  /* a pointer to a type that only the library knows */
    STRUCT
};
enum member_sort facts_sort(struct facts *f, const struct member *m);

/* End the program with status 2 and one line on stderr. */
void facts_die(const char *format, ...)
    __attribute__((noreturn, format(printf, 1, 2)));

void facts_write(const struct facts *f, FILE *to);

#endif
