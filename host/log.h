/* SPDX-License-Identifier: LGPL-2.1-only */
/* The host's log, one line for each call. */
#ifndef HOST_LOG_H
#define HOST_LOG_H

#include <stdbool.h>
#include <stddef.h>

/* One call, as the log shows it. */
struct call {
    const char *kind, *sub; /* "domctl", "max_vcpus" */
    int domid;              /* the domain concerned, or -1 */
    long result;
    bool unimplemented, injected;
    char number[24]; /* the sub-operation, if it has no name */
};

/*
 * Set the call's sub-operation: its name, or its number if NAME is NULL.  If it
 * is not implemented the result is ENOSYS.
 */
void call_sub(struct call *c, const char *name, unsigned int nr,
              bool implemented);
/* The address at which the program called host.so; a site begins with it. */
extern __thread const void *call_from;
/* Write the call's line into the log; returns its result. */
long call_end(struct call *c);
int errno_value(const char *name, size_t len); /* 0: no such name */

#endif
