# SPDX-License-Identifier: LGPL-2.1-only
# What is in plans, locks and series, scripts ask bpq: none takes one apart.
. tests/tap.sh

# taken_apart FILE...: where one does: a program reads the file, as in
# 'what to do' "series-BRANCH/lock" or sed ... series-BRANCH/lock, or it is the input
taken_apart() {
    file="[^ \"']*(\"/)?series-[^\"' ]*/(series|lock)\"?( |\$|\\)|;)"
    grep -rnE -e "' \"[^\"]*series-[^\"]*/(series|lock)\"" -e "<\"?$file" \
        -e "(awk|cat|cut|grep|head|sed|sort|tail) (.* )?\"?$file" \
        -e "(awk|cut|grep|head|sed|sort|tail) (.* )?\"?[^ ]*/series\"?( |\$|\\)|;)" "$@"
}
is 'no script takes a plan, a lock or a series apart' "$(taken_apart Makefile .ci bench host mk verify tests/libxl tests/run)" ''
printf '%s\n' "sed -n 's/^# base //p' \"series-\$1/series\" | tail" 'awk "x" lock' "awk '\$1 == \"base\"" "}' \"\$ROOT/series-\$B/lock\"" \
    "sed -n 's/^# base //p' series-\$B/series" "grep -c '^# base' \"\$ROOT\"/series-4.9/series" \
    'while read -r a; do :; done <series-$B/lock' 'sed -n 1p "$work/port/$1/series" | cat' \
    'n=$(grep -c "^[^#]" "$3/series" 2>/dev/null)' 'cat "$QUEUE/series"' >"$T/script"
is 'such a one would be found' "$(taken_apart "$T/script" | cut -d : -f 1)" '1
4
5
6
7
8
9'
done_testing
