/* SPDX-License-Identifier: LGPL-2.1-only */
/* For functions that replace one of the C library and call it, too. */
#ifndef HOST_NEXT_H
#define HOST_NEXT_H

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* NEXT(f): the C library's f. */
typedef void next_function(void);

static inline next_function *next_named(const char *name)
{
    void *symbol = dlsym(RTLD_NEXT, name);
    next_function *f;

    memcpy(&f, &symbol, sizeof(f));
    if (f)
        return f;
    fprintf(stderr, "xenhost: no %s in the C library\n", name);
    abort();
}

#define NEXT(name) ((__typeof__(&name))next_named(#name))

/* The object is built with hidden visibility. */
#define EXPORTED __attribute__((visibility("default")))

#endif
