/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef RECORDS_MEMBERS_H
#define RECORDS_MEMBERS_H

#include "facts.h"

struct probing {
    struct facts *f;
    void *library, *ctx;
    struct type *type;
    bool learning; /* notes of the type's own members are taken, else checked */
};

/*
 * Does something with a member of t, at a (and, of a copy, at b); own: of the
 * type that is looked at.  Goes by itself into what is inside the member.
 */
typedef void visit(struct probing *p, struct type *t, struct member *m,
                   bool own, char *a, char *b);

/*
 * Each member in the list, of a struct at a and b.  whole: where t begins,
 * whose key says which member of a union counts.
 */
void each(struct probing *p, struct type *t, struct member *list, bool own,
          char *a, char *b, char *whole, visit *visit);
/* The member of a keyed union that counts in the t at AT, or NULL. */
struct member *chosen(struct probing *p, struct type *t, struct member *u,
                      const char *at);

/* With memory and values that are not zero. */
void fill(struct probing *p, struct type *t, struct member *m, bool own,
          char *a, char *b);
/* What init left; it is set to zero, what is not is padding. */
void see_init(struct probing *p, struct type *t, struct member *m, bool own,
              char *a, char *b);
/* a with its copy b, which copy found full of UNTOUCHED_BYTE. */
void compare(struct probing *p, struct type *t, struct member *m, bool own,
             char *a, char *b);

#define UNTOUCHED_BYTE 0x5a

_Noreturn void irregular(struct probing *p, const struct member *m,
                         const char *what);

#endif
