/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef RECORDS_MEMBERS_H
#define RECORDS_MEMBERS_H

#include "facts.h"

struct probing {
    struct facts *f;
    void *library, *ctx;
    struct type *type;
    bool learning; /* record facts of the type's own members, else check them */
};

/*
 * Handles a member of t at a, and that of a copy at b; own: it is a member of
 * the type that is tried.  A visit handles members inside the member itself.
 */
typedef void visit(struct probing *p, struct type *t, struct member *m,
                   bool own, char *a, char *b);

/*
 * Visit each member in the list, of a struct at a and b.  whole is the
 * beginning of t, whose key selects the member of a union.
 */
void each(struct probing *p, struct type *t, struct member *list, bool own,
          char *a, char *b, char *whole, visit *visit);
/* The valid member of a keyed union in the t at AT, or NULL. */
struct member *chosen(struct probing *p, struct type *t, struct member *u,
                      const char *at);

/* Fill in values and memory that are not zero. */
void fill(struct probing *p, struct type *t, struct member *m, bool own,
          char *a, char *b);
/* Record what init has set, and set it to 0. */
void see_init(struct probing *p, struct type *t, struct member *m, bool own,
              char *a, char *b);
/* Compare a with its copy b, which was full of UNTOUCHED_BYTE before. */
void compare(struct probing *p, struct type *t, struct member *m, bool own,
             char *a, char *b);

#define UNTOUCHED_BYTE 0x5a

_Noreturn void irregular(struct probing *p, const struct member *m,
                         const char *what);

#endif
