/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef CALLERS_H
#define CALLERS_H

#include <check.h>

/* One a file; requirement ids are in the names of the tests. */
TCase *tcase_data(void);    /* declared data and enumerators: A4, A5 */
TCase *tcase_headers(void); /* published accessors: A3 */
TCase *tcase_json(void);    /* stored configurations: A8 */
TCase *tcase_pvh(void);     /* new callers, new library: ONEW, A7, A11 */
TCase *tcase_libxc(void);   /* libxenguest: A10 */
TCase *tcase_builder(void); /* how guests are built: A4, A7 */
TCase *tcase_xl(void);      /* A9 */

#endif
