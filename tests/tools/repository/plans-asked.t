# SPDX-License-Identifier: LGPL-2.1-only
# What is in plans and locks, scripts ask bpq: none takes one apart.
. tests/tap.sh

# taken_apart FILE...: where one does: a program reads the file, as in
# 'what to do' "series-BRANCH/lock" or sed ... series-BRANCH/lock, or it is the input
taken_apart() {
    file="[^ \"']*(\"/)?series-[^\"' ]*/(series|lock)\"?( |\$|\\)|;)"
    grep -rnE -e "' \"[^\"]*series-[^\"]*/(series|lock)\"" -e "<\"?$file" \
        -e "(awk|cat|cut|grep|head|sed|sort|tail) (.* )?\"?$file" "$@"
}
is 'no script takes a plan or a lock apart' "$(taken_apart Makefile .ci bench host mk verify tests/libxl tests/run)" ''
printf '%s\n' "sed -n 's/^# base //p' \"series-\$1/series\" | tail" 'awk "x" lock' "awk '\$1 == \"base\"" "}' \"\$ROOT/series-\$B/lock\"" \
    "sed -n 's/^# base //p' series-\$B/series" "grep -c '^# base' \"\$ROOT\"/series-4.9/series" \
    'while read -r a; do :; done <series-$B/lock' >"$T/script"
is 'such a one would be found' "$(taken_apart "$T/script" | cut -d : -f 1)" '1
4
5
6
7'
done_testing
