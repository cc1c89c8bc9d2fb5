/* SPDX-License-Identifier: LGPL-2.1-only */
#define _GNU_SOURCE
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "verbs/say.h"
#include "verbs/progress.h"
#include "base/printable.h"

static void write_to(FILE *f, struct bpq_buf *b)
{
    progress_hide();
    if (b->len)
        fwrite(b->p, 1, b->len, f);
    bpq_buf_free(b);
}

void say(const char *fmt, ...)
{
    struct bpq_buf out = BPQ_BUF_INIT;
    va_list ap;
    char *line;

    va_start(ap, fmt);
    line = bpq_vfmt(fmt, ap);
    va_end(ap);
    bpq_message_line(&out, bpq_str(line));
    bpq_buf_adds(&out, "\n");
    write_to(stdout, &out);
    free(line);
}

void say_text(struct bpq_str text)
{
    struct bpq_buf out = BPQ_BUF_INIT;

    bpq_message_text(&out, text);
    write_to(stdout, &out);
}

void say_bytes(struct bpq_str bytes)
{
    if (isatty(STDOUT_FILENO))
        say_text(bytes);
    else if (bytes.len)
        fwrite(bytes.p, 1, bytes.len, stdout);
}

void say_more(const struct bpq_err *e)
{
    struct bpq_buf out = BPQ_BUF_INIT;

    if (!e->more)
        return;
    fflush(stdout);
    bpq_message_text(&out, bpq_str(e->more));
    write_to(stderr, &out);
}

void say_error(const struct bpq_err *e)
{
    struct bpq_buf out = BPQ_BUF_INIT;

    fflush(stdout);
    /* the line is printable already */
    bpq_buf_addf(&out, "bpq: %s\n", e->line ? e->line : "failed");
    write_to(stderr, &out);
}
