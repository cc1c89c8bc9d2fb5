/* SPDX-License-Identifier: LGPL-2.1-only */
#include "die.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void die(const char *format, ...)
{
    va_list ap;

    /* What host/run calls itself. */
    fprintf(stderr, "%s: ", getenv("XENHOST_NAME") ?: "host/run");
    va_start(ap, format);
    vfprintf(stderr, format, ap);
    va_end(ap);
    fputc('\n', stderr);
    exit(2);
}
