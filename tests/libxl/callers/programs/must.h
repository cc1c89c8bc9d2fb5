/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef CALLERS_MUST_H
#define CALLERS_MUST_H

/* End with status 1 and a line on stderr if the library contradicts itself. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static inline __attribute__((noreturn)) void failed(const char *what)
{
    fprintf(stderr, "failed: %s\n", what);
    exit(1);
}

#define MUST(expression) ((expression) ? (void)0 : failed(#expression))

static inline char *copy_of(const char *s)
{
    char *p = strdup(s);

    MUST(p != NULL);
    return p;
}

#endif
