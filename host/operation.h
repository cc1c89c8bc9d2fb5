/* SPDX-License-Identifier: LGPL-2.1-only */
/* Hypercalls whose sub-operations are in a table. */
#ifndef HOST_OPERATION_H
#define HOST_OPERATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "host.h"
#include "log.h"

/*
 * A sub-operation with one structure, which is copied in and, if wanted, back.
 * The structure has the domain's id at offset DOMID, unless that is NO_DOMID.
 */
typedef long op_function(struct host_state *h, unsigned int nr, void *arg);
struct operation {
    unsigned int nr;
    const char *name;
    op_function *function; /* NULL: not implemented */
    size_t size;
    int domid;
    bool copyback;
};
#define NO_DOMID (-1)

/* Carry out sub-operation NR of OPS on the structure at ARG. */
long call_operation(struct call *c, const struct operation *ops, size_t n,
                    unsigned int nr, uint64_t arg);

#endif
