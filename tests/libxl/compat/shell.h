/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef CALLERS_SHELL_H
#define CALLERS_SHELL_H

#include <check.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * For tests that compile callers: running shell commands, and a work folder
 * that is removed at the end.
 */
struct sh {
    int status; /* exit status, or 128 + signal */
    char cmd[4096];
    char out[16384]; /* stdout and stderr, cut off beyond that */
};

/* Run the command; %-formats as printf.  Fails the test if it cannot start. */
void sh(struct sh *s, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
/* The same, and fail the test unless it ends with status. */
void sh_expect(struct sh *s, int status, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
/* Fail the test unless the output has text, or lacks it. */
void sh_has(const struct sh *s, const char *text);
void sh_lacks(const struct sh *s, const char *text);

/* Make and remove this run's folder; `work' is its path in between. */
void work_setup(void);
void work_teardown(void);
extern char work[];

/*
 * If CALLERS_KEPT names a folder, note there which tests of the case passed,
 * in a file of this name, and pass those that are noted there without running
 * them: an interrupted run goes on where it was.
 */
void keep_tests(TCase *tc, const char *name);

/* The repository's root: $TOP, or the current folder. */
const char *top(void);
/*
 * What the programs are for is the architecture that CALLERS_ARCH names, or
 * this machine's.  The words before a command that run such a program, and the
 * variable that has its libraries.
 */
const char *foreign(void);
const char *library_path(void);
/* True if the libxl installed there is 4.10's, which has PVH itself. */
bool is_4_10(const char *prefix);

#endif
