/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef LAYOUT_LIBRARY_H
#define LAYOUT_LIBRARY_H

#include <elfutils/libdw.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * A shared library, or an object.  All that is reached through it belongs to it
 * and lives until library_close.
 */
struct library;

struct exported {
    const char *name;
    const char *node; /* the version node it stands in, or NULL */
    bool is_default; /* of this name it is the one that callers are linked to */
    bool is_absolute; /* no place in the library, as the name of a node has none
                       */
    unsigned kind, binding; /* STT_, STB_ */
    unsigned long size;
};

/* NULL: it cannot be read, or is no ELF file. */
struct library *library_open(const char *path);
void library_close(struct library *l);

/* NULL: it has none. */
const char *library_soname(struct library *l);
/* In the file's order; how many there are in *n. */
struct exported *library_exports(struct library *l, size_t *n);
/* Its debug information; NULL: it has none. */
Dwarf *library_dwarf(struct library *l);

#endif
