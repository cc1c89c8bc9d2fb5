/* SPDX-License-Identifier: LGPL-2.1-only */
/* The test runner, started by run.  Test names begin with a requirement id. */
#include <check.h>

#include "child.h"
#include "t_builder.h"
#include "t_data.h"
#include "t_headers.h"
#include "t_json.h"
#include "t_libxc.h"
#include "t_pvh.h"
#include "t_xl.h"

int main(void)
{
    Suite *s = suite_create("callers");
    SRunner *r;
    int failed;

    suite_add_tcase(s, tcase_data());
    suite_add_tcase(s, tcase_headers());
    suite_add_tcase(s, tcase_json());
    suite_add_tcase(s, tcase_pvh());
    suite_add_tcase(s, tcase_libxc());
    if (!on_arm())
        suite_add_tcase(s, tcase_builder());
    suite_add_tcase(s, tcase_xl());
    r = srunner_create(s);
    srunner_run_all(r, CK_NORMAL);
    failed = srunner_ntests_failed(r);
    srunner_free(r);
    return failed ? 1 : 0;
}
