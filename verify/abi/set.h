/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef ABI_SET_H
#define ABI_SET_H

#include <stdbool.h>

/* Lines of text, each once, in the order of their bytes.  NULL is an empty set.
 */
struct set {
    void *tree;
};

void set_add(struct set *s, const char *line); /* a copy of it */
bool set_has(const struct set *s, const char *line);
/* Add the lines of a file; false: it cannot be read. */
bool set_read(struct set *s, const char *path);
/* Print to stdout; false: it cannot be written. */
bool set_print(const struct set *s);
void set_free(struct set *s);

#endif
