/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef CALLERS_SHARED_H
#define CALLERS_SHARED_H

#include <stdbool.h>

/*
 * What compiles with some headers is not compiled again for another base that
 * has the same, if CALLERS_SHARED names a folder for notes; see the script
 * shared.  What fails is not noted.
 */
struct shared {
    const char *what;    /* is compiled: words without quotes */
    const char *headers; /* the folder that has them */
    const char *content; /* a command that prints what identifies them */
};

/* True if it is noted. */
bool shared_known(const struct shared *what);
/* Flags by which the compiler writes down what it reads, for the nth time. */
const char *shared_flags(int n);
/* Note it: it compiled with these flags each time. */
void shared_note(void);

#endif
