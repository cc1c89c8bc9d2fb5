/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_PRINTABLE_H
#define BPQ_PRINTABLE_H

#include "base/buf.h"

/*
 * Makes text from commits, paths, refs and plans safe for a terminal or a
 * patch's header.  Visible UTF-8 is not changed.  Control characters, marks
 * that change the direction of text, and line separators are written out as in
 * <U+001B>, like less(1) does; bytes that are not UTF-8 as in <E9>.
 *
 * Converting text a second time does not change it.
 */

/* One line: newlines and tabs are written out, too. */
void bpq_printable_line(struct bpq_buf *out, struct bpq_str s);
/* Lines: newlines and tabs stay. */
void bpq_printable_text(struct bpq_buf *out, struct bpq_str s);

/*
 * The same for messages.  The middle of a line over BPQ_LINE_MAX bytes is cut
 * out, so that a huge name does not fill the screen.
 */
#define BPQ_LINE_MAX 2000
void bpq_message_line(struct bpq_buf *out, struct bpq_str s);
void bpq_message_text(struct bpq_buf *out, struct bpq_str s);

/*
 * The length of the UTF-8 character at p in bytes, or 0 if there is none; *c is
 * its code point.
 */
size_t bpq_utf8(const char *p, const char *end, unsigned long *c);

#endif
