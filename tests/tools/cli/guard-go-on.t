#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-only
# The tests of the guard's long programs that passed are not run again, tests/libxl/compat/shell.h.
. tests/tap.sh

cat >"$T/toy.c" <<'END'
#include "shell.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>

START_TEST(one_of_them)
{
    FILE *f = fopen(getenv("HOST_RAN"), "a");

    fprintf(f, "%d ", _i);
    fclose(f);
    ck_assert_msg(_i != 3 || !getenv("HOST_BAD"), "it is bad");
}
END_TEST

int main(void)
{
    Suite *s = suite_create("toy");
    TCase *tc = tcase_create("toys");
    SRunner *runner = srunner_create(s);

    tcase_add_loop_test(tc, one_of_them, 0, 5);
    keep_tests(tc, "toy");
    suite_add_tcase(s, tc);
    srunner_run_all(runner, CK_SILENT);
    srunner_free(runner);
    return 0;
}
END
ok 'the toy builds' ${CC:-cc} -std=gnu11 -Wall -Wextra -Werror -Itests/libxl/compat -o "$T/toy" "$T/toy.c" \
    tests/libxl/compat/shell.c $(pkg-config --cflags --libs check)
export HOST_RAN="$T/ran"
toy() { # [NAME=VALUE]...: which tests ran is in $ran
    rm -f "$T/ran"
    env CK_TAP_LOG_FILE_NAME="$T/tap" "$@" "$T/toy"
    ran=$(cat "$T/ran" 2>/dev/null)
}
# Test and result of each: check names a file before them, too.
results() { sed -n 's/^\([a-z ]*ok [0-9]*\) - .*\.c:/\1 /p' "$T/tap"; }
kept=$T/kept/toy
mkdir "$T/kept"
toy
is 'without a folder all run' "$ran" '0 1 2 3 4 '
whole=$(results)
toy CALLERS_KEPT="$T/kept" HOST_BAD=y
is 'with one, all run the first time' "$ran" '0 1 2 3 4 '
like 'one of them fails' "$(results)" '^not ok 4 toys:one_of_them: it is bad'
cp "$kept" "$T/four"
toy CALLERS_KEPT="$T/kept"
is 'what failed is run again, and nothing else' "$ran" '3 '
is 'with the results of all' "$(results)" "$whole"
toy CALLERS_KEPT="$T/kept"
is 'then nothing is left to run' "$ran" ''
is 'and the results are the same' "$(results)" "$whole"
sed -e '2s/^2 /4 /' "$T/four" >"$kept"
toy CALLERS_KEPT="$T/kept"
is 'a line that was changed counts for nothing' "$ran" '1 3 '
head -c -3 "$T/four" >"$kept"
toy CALLERS_KEPT="$T/kept"
is 'nor does one that is half written' "$ran" '3 4 '
is 'which spoils no other' "$(results)" "$whole"
toy CALLERS_KEPT="$T/kept"
is 'nor what is added to it' "$ran" ''
head -c 3000 /dev/urandom >"$kept"
toy CALLERS_KEPT="$T/kept"
is 'nor any bytes' "$ran" '0 1 2 3 4 '
toy CALLERS_KEPT="$T/none"
is 'a folder that is not there changes nothing' "$ran" '0 1 2 3 4 '
cp "$T/four" "$kept"
toy CALLERS_KEPT="$T/kept" CK_FORK=no
is 'nor do tests that are no processes of their own' "$ran" '0 1 2 3 4 '
done_testing
