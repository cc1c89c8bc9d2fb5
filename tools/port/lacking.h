/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_LACKING_H
#define BPQ_LACKING_H

#include "port/where.h"

/*
 * What a branch lacks of the lines that a change is among, and of the names
 * that it uses; and which commits made these.
 */
struct bpq_made_by {
    size_t at;             /* the commit, in the chain */
    size_t lines;          /* that it added or changed last */
    struct bpq_strs names; /* that it brought */
};

struct bpq_lacking {
    size_t lines;          /* all that are missing */
    struct bpq_strs names; /* the same */
    struct bpq_made_by *v; /* by lines and names, the most first */
    size_t n;
};

/* Add the lines of a file: those that the change removes, and three around,
 * that ours does not have; and those that it removes and that ours has only in
 * another place. */
int bpq_lacking_lines(struct bpq_lacking *l, const struct bpq_where_file *f,
                      struct bpq_str ours, struct bpq_err *e);
/* Add the names in lines that the change adds, if mainline has them. */
int bpq_lacking_names(struct bpq_lacking *l, struct bpq_porter *p,
                      struct bpq_between *b, const struct bpq_port *what,
                      struct bpq_err *e);
/* Once all is added. */
void bpq_lacking_sort(struct bpq_lacking *l);
void bpq_lacking_free(struct bpq_lacking *l);

#endif
