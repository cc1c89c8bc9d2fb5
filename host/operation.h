/* SPDX-License-Identifier: LGPL-2.1-only */
/* The sub-operations of a hypercall, by a table of them. */
#ifndef HOST_OPERATION_H
#define HOST_OPERATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "host.h"
#include "log.h"

/*
 * A sub-operation that has one structure, copied in and, if asked for, back.
 * The domain's id stands in it at DOMID, unless that is NO_DOMID.
 */
typedef long op_function(struct host_state *h, unsigned int nr, void *arg);
struct operation {
    unsigned int nr;
    const char *name;
    op_function *function; /* NULL: known by name only */
    size_t size;
    int domid;
    bool copyback;
};
#define NO_DOMID (-1)

/* Do the one of OPS that is NR, on the structure at ARG. */
long call_operation(struct call *c, const struct operation *ops, size_t n,
                    unsigned int nr, uint64_t arg);

#endif
