/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef HOST_DIE_H
#define HOST_DIE_H

/* Print one line on stderr and exit with status 2. */
void die(const char *format, ...)
    __attribute__((format(printf, 1, 2), noreturn));

#endif
