/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef CALLERS_T_JSON_H
#define CALLERS_T_JSON_H

#include <check.h>

/* Stored configurations: A8. */
TCase *tcase_json(void);

#endif
