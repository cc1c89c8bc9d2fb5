/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_PROGRESS_H
#define BPQ_PROGRESS_H

#include <stddef.h>

/*
 * What the program does, and how far it is, on standard error: on a terminal
 * one line that is rewritten, elsewhere a line after 25 seconds without one.
 * Words, times and variables are those of mk/progress.sh; if BPQ_PROGRESS names
 * a file, that script shows what is written there.
 */

/* "WHAT N of M".  What happens in less than a second is not shown. */
void progress_show(size_t n, size_t m, const char *what, ...)
    __attribute__((format(printf, 3, 4)));
/* Take it off the terminal, before something else is written there. */
void progress_hide(void);
/* Nothing is shown any more; without progress_show() before, this does nothing.
 */
void progress_end(void);

#endif
