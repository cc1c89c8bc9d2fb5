/* SPDX-License-Identifier: LGPL-2.1-only */
/* Lists all objects in a simulated host and in this process, for comparison. */
#ifndef RESTS_H
#define RESTS_H

#include <stdbool.h>
#include <stddef.h>

/* Sorted lines of text, one for each object. */
struct rests {
    char **at;
    size_t n, room;
};

/*
 * Domains, domain 0's event channels, grants and open devices; files; nodes of
 * xenstore with their permissions; this process's descriptors, mappings of
 * guests' memory, threads and children.  HOST is the host's folder.
 */
void rests_take(struct rests *r, const char *host);
bool rests_same(const struct rests *a, const struct rests *b);
/* Print "  left: LINE" for each new line, "  lost: LINE" for each missing one.
 */
void rests_print_difference(const struct rests *before,
                            const struct rests *after);
void rests_free(struct rests *r);

#endif
