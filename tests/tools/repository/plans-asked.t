# SPDX-License-Identifier: LGPL-2.1-only
# What is in plans and locks, scripts ask bpq: none takes one apart.
. tests/tap.sh

# taken_apart FILE...: where one does, as in 'what to do' "series-BRANCH/lock"
taken_apart() { grep -rnE "' \"[^\"]*series-[^\"]*/(series|lock)\"" "$@"; }
is 'no script takes a plan or a lock apart' "$(taken_apart Makefile .ci bench host mk verify tests/libxl tests/run)" ''
printf '%s\n' "sed -n 's/^# base //p' \"series-\$1/series\" | tail" 'awk "x" lock' "awk '\$1 == \"base\"" "}' \"\$ROOT/series-\$B/lock\"" >"$T/script"
is 'such a one would be found' "$(taken_apart "$T/script" | cut -d : -f 1)" '1
4'
done_testing
