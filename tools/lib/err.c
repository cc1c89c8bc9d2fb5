/* SPDX-License-Identifier: LGPL-2.1-only */
#define _GNU_SOURCE
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "buf.h"
#include "err.h"

int bpq_error(struct bpq_err *e, int rc, const char *fmt, ...)
{
    va_list ap;
    char *line;

    /* Formatted first: the arguments may point into the old content. */
    va_start(ap, fmt);
    line = bpq_vfmt(fmt, ap);
    va_end(ap);
    bpq_err_clear(e);
    e->rc = rc;
    e->line = line;
    return rc;
}

int bpq_error_at(struct bpq_err *e, const char *fmt, ...)
{
    va_list ap;
    char *where, *line;

    va_start(ap, fmt);
    where = bpq_vfmt(fmt, ap);
    va_end(ap);
    line = bpq_fmt("%s: %s", where, e->line ? e->line : "failed");
    free(where);
    free(e->line);
    e->line = line;
    return e->rc;
}

void bpq_err_clear(struct bpq_err *e)
{
    free(e->line);
    free(e->more);
    *e = (struct bpq_err){0};
}
