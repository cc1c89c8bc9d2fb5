/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef CALLERS_T_PVH_H
#define CALLERS_T_PVH_H

#include <check.h>

/* New callers, new library: ONEW, A7, A11. */
TCase *tcase_pvh(void);

#endif
