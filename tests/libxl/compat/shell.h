/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef CALLERS_SHELL_H
#define CALLERS_SHELL_H

#include <stdbool.h>
#include <stddef.h>

/*
 * For the tests that compile their callers themselves: a shell command, what
 * it printed on both channels, and a folder that goes away at the end.
 */
struct sh {
    int status; /* exit status, or 128 + signal, as the shell has it */
    char cmd[4096];
    char out[16384]; /* cut off beyond that */
};

/* Run the command; %-formats as printf.  Fails the test if it cannot start. */
void sh(struct sh *s, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
/* The same, and the test fails unless it ends with status. */
void sh_expect(struct sh *s, int status, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
/* Fails the test unless the output has text (or has it not). */
void sh_has(const struct sh *s, const char *text);
void sh_lacks(const struct sh *s, const char *text);

/* Make and remove the folder of this run; its path, valid between the two. */
void work_setup(void);
void work_teardown(void);
extern char work[];

/* Root of our repository: $TOP, or where the tests are started. */
const char *top(void);
/* Whether the libxl installed there is 4.10's: PVH is native to it. */
bool is_4_10(const char *prefix);

#endif
