/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef CALLERS_T_LIBXC_H
#define CALLERS_T_LIBXC_H

#include <check.h>

/* Libxenguest: A10. */
TCase *tcase_libxc(void);

#endif
