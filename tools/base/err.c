/* SPDX-License-Identifier: LGPL-2.1-only */
#define _GNU_SOURCE
#include <stdarg.h>
#include <stdlib.h>

#include "base/err.h"
#include "base/buf.h"
#include "base/printable.h"

/* Format a message; characters that are not printable are written out. */
static char *message(const char *fmt, va_list ap)
{
    struct bpq_buf out = BPQ_BUF_INIT;
    char *raw = bpq_vfmt(fmt, ap);

    bpq_message_line(&out, bpq_str(raw));
    free(raw);
    return out.p;
}

int bpq_error(struct bpq_err *e, int rc, const char *fmt, ...)
{
    va_list ap;
    char *line;

    /* Formatted first: the arguments may point into the old content. */
    va_start(ap, fmt);
    line = message(fmt, ap);
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
    where = message(fmt, ap);
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
