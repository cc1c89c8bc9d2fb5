/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_SAY_H
#define BPQ_SAY_H

#include "base/buf.h"
#include "base/err.h"

/*
 * All that the program prints goes through here, so that nothing from a commit,
 * a path, a ref or a plan does anything to a terminal, see printable.h.  This
 * is so in a file or a pipe, too: what is looked at later, or through a pager,
 * ends on a terminal as well.  The exact bytes are those of the written queue.
 */

/* One line on standard output; the newline is added. */
void say(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* Lines on standard output: a diff, a conflict's sides. */
void say_text(struct bpq_str text);
/* The error as one line on standard error, after what was said before. */
void say_error(const struct bpq_err *e);

#endif
