/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef HOST_XENHOST_H
#define HOST_XENHOST_H

#define PATH_SIZE 1024

/* One line on stderr, and the end with status 2. */
void die(const char *format, ...)
    __attribute__((format(printf, 1, 2), noreturn));

/* FOLDER/NAME; too long is the end. */
void path_in(char path[static PATH_SIZE], const char *folder, const char *name);

/*
 * clean.c: end every process of the host, which is any that this user started
 * with XENHOST_DIR=dir in its environment, except this one, and remove the
 * folder.
 */
void clean(const char *dir);

#endif
