/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef CALLERS_T_BUILDER_H
#define CALLERS_T_BUILDER_H

#include <check.h>

/* How guests are built: A4, A7. */
TCase *tcase_builder(void);

#endif
