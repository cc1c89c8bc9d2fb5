/* SPDX-License-Identifier: LGPL-2.1-only */
/* The host's log: a line a call, and the names in it. */
#ifndef HOST_LOG_H
#define HOST_LOG_H

#include <stdbool.h>
#include <stddef.h>

/* One call, as the log shows it. */
struct call {
    const char *kind, *sub; /* "domctl", "max_vcpus" */
    int domid;              /* that it is about, or -1 */
    long result;
    bool unimplemented, injected;
    char number[24]; /* the sub-operation, if it has no name here */
};

/*
 * Give the call its sub-operation: by name, or by number where NAME is NULL.
 * A call that is known by name only answers ENOSYS.
 */
void call_sub(struct call *c, const char *name, unsigned int nr,
              bool implemented);
/* Where the program has entered us, which its call's site begins with. */
extern __thread const void *call_from;
/* Write the call's line into the log, and give its result. */
long call_end(struct call *c);
int errno_value(const char *name, size_t len); /* 0: no such name */

#endif
