/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef CALLERS_T_XL_H
#define CALLERS_T_XL_H

#include <check.h>

/* What xl makes of a configuration file: A9. */
TCase *tcase_xl(void);

#endif
