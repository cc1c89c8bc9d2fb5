/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef CALLERS_T_DATA_H
#define CALLERS_T_DATA_H

#include <check.h>

/* Declared data and enumerators: A4, A5. */
TCase *tcase_data(void);

#endif
