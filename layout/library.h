/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef LAYOUT_LIBRARY_H
#define LAYOUT_LIBRARY_H

#include <elfutils/libdw.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * A shared library or an object.  It owns everything reached through it, until
 * library_close.
 */
struct library;

struct exported {
    const char *name;
    const char *node; /* its version node, or NULL */
    bool is_default;  /* callers are linked to this version of the name */
    bool is_absolute; /* without a place in the library, as a node's name */
    unsigned kind, binding; /* STT_, STB_ */
    unsigned long size;
};

/* Returns NULL if it cannot be read or is not an ELF file. */
struct library *library_open(const char *path);
void library_close(struct library *l);

/* Returns NULL if it has none. */
const char *library_soname(struct library *l);
/* The exported symbols in the file's order; *n is their number. */
struct exported *library_exports(struct library *l, size_t *n);
/* Its debug information; NULL if it has none. */
Dwarf *library_dwarf(struct library *l);

#endif
