/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_PRINTABLE_H
#define BPQ_PRINTABLE_H

#include "base/buf.h"

/*
 * Text from commits, paths, refs and plans as a terminal, or a patch's header,
 * may have it.  UTF-8 stays as it is; what would do something instead of being
 * seen is written out, as less(1) does: <U+001B> for a control character, a
 * mark that changes the direction of text, or a separator of lines, <E9> for a
 * byte that is not of UTF-8.
 *
 * What has passed once passes again unchanged.
 */

/* One line: newlines and tabs are written out, too. */
void bpq_printable_line(struct bpq_buf *out, struct bpq_str s);
/* Lines: newlines and tabs stay. */
void bpq_printable_text(struct bpq_buf *out, struct bpq_str s);

/*
 * The same for messages, where a line over BPQ_LINE_MAX bytes loses its middle,
 * so that a file taken for a name does not fill the screen.
 */
#define BPQ_LINE_MAX 2000
void bpq_message_line(struct bpq_buf *out, struct bpq_str s);
void bpq_message_text(struct bpq_buf *out, struct bpq_str s);

/*
 * How many bytes the UTF-8 character at p takes, of which c is the code point;
 * 0 if none begins there.
 */
size_t bpq_utf8(const char *p, const char *end, unsigned long *c);

#endif
