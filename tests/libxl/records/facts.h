/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef RECORDS_FACTS_H
#define RECORDS_FACTS_H

/*
 * What is recorded of a libxenlight: in memory, and as text.  facts_read
 * (parse.h) reads what facts_write writes, and the lines of the script macros.
 * All that is reached through a struct facts belongs to it and lives until
 * facts_free; lists are in the order of the text, which for types and symbols
 * is that of their names.
 */
/*
 * The text, a fact a line; what belongs to the line above is indented:
 *
 *   soname NAME
 *   other-version RC             what libxl_ctx_alloc says to a version not its
 *                                own
 *   struct NAME SIZE ALIGN [: key=MEMBER] [key-once] [init-clears]
 *   [dispose-clears]             or union
 *    OFFSET SIZE DECLARATION [: count=MEMBER] [freed] [copied] [init=VALUE]
 *   enum NAME SIZE ALIGN
 *    NAME VALUE [WORD]           the word that to_string has for it
 *   typedef DECLARATION
 *   opaque struct TAG NAME
 *   function DECLARATION         or just the name of a private one
 *   data NAME SIZE [NODE VALUE]  of a guard its version node and value
 *   table NAME SIZE
 *    VALUE [WORD]
 *   macro NAME [VALUE]           in libxl.h
 *   level LIBXL_API_VERSION      one that it accepts, and what is different:
 *    macro NAME [VALUE]
 *    no-macro NAME
 */
#include "layout/pool.h"

#include <stdbool.h>
#include <stdio.h>

struct member {
    struct member *next;
    char *decl; /* as in C; of one whose type has no name: its own name or "" */
    char *name; /* the name in decl, or "" */
    unsigned offset, size;
    bool is_union;         /* of one whose type has no name */
    struct member *inside; /* its members; NULL if its type has a name */
    char *count;        /* which sibling counts what this points to, or NULL */
    bool freed, copied; /* by its struct's dispose and copy */
    long long init;     /* what init leaves in it */
};

struct enumerator {
    struct enumerator *next;
    char *name;
    long long value;
    char *string; /* what to_string makes of it, or NULL */
};

enum type_kind { TYPE_STRUCT, TYPE_UNION, TYPE_ENUM, TYPE_NAME, TYPE_OPAQUE };

struct type {
    struct type *next;
    enum type_kind kind;
    char *name;
    unsigned size, align;   /* of struct, union, enum */
    struct member *members; /* of struct, union */
    char *key;              /* member that says which of union u counts */
    bool init_clears;       /* padding, too */
    bool dispose_clears;    /* likewise */
    bool key_once;          /* init_KEY stops if the key is set */
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
    char *node;    /* the version node it stands in, or NULL */
    bool is_table;
    struct row *rows; /* of a string table */
    long long value;  /* of an int in a version node */
};

struct macro {
    struct macro *next;
    char *name;
    char *value; /* NULL: not defined at this level */
};

struct level { /* an accepted LIBXL_API_VERSION, and what it changes */
    struct level *next;
    char *value;
    struct macro *macros;
};

struct facts {
    char *soname;
    long long other_version; /* what libxl_ctx_alloc says to one not its own */
    struct type *types;
    struct symbol *symbols;
    struct macro *macros;
    struct level *levels;
    struct pool pool; /* all of it */
};

/* A new one; none of the functions that allocate ever returns NULL. */
struct facts *facts_new(void);
void facts_free(struct facts *f);

void *facts_alloc(struct facts *f, size_t size); /* zeroed */
char *facts_text(struct facts *f, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Found, or NULL. */
struct type *facts_type(const struct facts *f, const char *name);
struct symbol *facts_symbol(const struct facts *f, const char *name);

/* The type's name in "TYPE *name", "TYPE name[2]" and the like. */
char *facts_type_name(struct facts *f, const char *decl);
/* The declared name: of a function the one before "(", else the last one. */
char *facts_declared(struct facts *f, const char *decl);

bool facts_is_struct(const struct type *t); /* or a union; NULL is none */
/* The struct that the member is, or points to; or NULL. */
struct type *facts_struct_of(struct facts *f, const struct member *m);
struct member *facts_member(const struct type *t, const char *name);
/* The enumeration of the type's key; NULL if it has none. */
struct type *facts_keys(struct facts *f, const struct type *t);

/* What a member is to those who fill it, copy it and free it. */
enum member_sort {
    PLAIN,
    STRING,
    LIST,    /* of strings, up to NULL */
    COUNTED, /* an array, with a count beside it */
    OPAQUE,  /* points to what only the library knows */
    STRUCT
};
enum member_sort facts_sort(struct facts *f, const struct member *m);

/* Ends the program with status 2 and one line. */
void facts_die(const char *format, ...)
    __attribute__((noreturn, format(printf, 1, 2)));

void facts_write(const struct facts *f, FILE *to);

#endif
