/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_CLAUSE_H
#define BPQ_CLAUSE_H

#include <stdbool.h>

#include "base/err.h"
#include "base/textfile.h"
#include "plan/plan.h"

/* A plan that is being read. */
struct bpq_parser {
    struct bpq_plan *p;
    struct bpq_textfile l;
    unsigned line; /* of the file, from 1 */
    bool local;    /* it is local/series */
    bool open;     /* clauses may follow the last patch line */
    struct bpq_err *e;
};

/* Report an error that begins with file and line. */
#define BPQ_WRONG(ps, ...)                                                     \
    (bpq_error((ps)->e, BPQ_FAIL, __VA_ARGS__),                                \
     bpq_error_at((ps)->e, "%s:%u", (ps)->l.name, (ps)->line))

/* Read a clause, the line "#+ WORD ...", of which args is what follows "#+". */
int bpq_clause_read(struct bpq_parser *ps, char *args);
/* Add "FROM TO", of a clause or for the whole plan. */
int bpq_clause_map(struct bpq_parser *ps, struct bpq_maps *maps, char *args);

#endif
