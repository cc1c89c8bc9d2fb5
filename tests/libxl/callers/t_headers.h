/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef CALLERS_T_HEADERS_H
#define CALLERS_T_HEADERS_H

#include <check.h>

/* Published accessors: A3. */
TCase *tcase_headers(void);

#endif
