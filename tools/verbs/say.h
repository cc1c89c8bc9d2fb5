/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_SAY_H
#define BPQ_SAY_H

#include "base/buf.h"
#include "base/err.h"

/*
 * All output of the program goes through here, so that text from a commit,
 * path, ref or plan cannot control a terminal (see printable.h).  Output to
 * files and pipes is handled in the same way, because it may be shown on a
 * terminal later.  Only a written queue and a mailbox have the exact bytes.
 */

/* One line on standard output; the newline is added. */
void say(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* Lines on standard output: a diff, a conflict's sides. */
void say_text(struct bpq_str text);
/* A file on standard output: its exact bytes, unless that is a terminal. */
void say_bytes(struct bpq_str bytes);
/* What explains an error, on standard error, in front of it. */
void say_more(const struct bpq_err *e);
/* The error as one line on standard error, after what was said before. */
void say_error(const struct bpq_err *e);

#endif
