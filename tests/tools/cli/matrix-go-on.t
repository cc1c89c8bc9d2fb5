#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-only
# An interrupted matrix goes on where it was: on replicas, with what is finished noted
# whole, half, or damaged.
. tests/tap.sh
records=tests/libxl/records
make -s -f $records/records.mk CC="${CC:-cc}" >&2 || exit 2
for side in old new; do
    sh $records/text 4.9 $side >"$T/$side.record" && sh $records/replicate "$T/$side.record" "$T/$side" || exit 2
done
log=$T/log

# matrix [NAME=VALUE]...: run it, with GO_ON=y
matrix() {
    rm -f "$T/went-on"
    run env GO_ON=y WENT_ON="$T/went-on" "$@" sh tests/libxl/matrix/run "$T/old" "$T/new" "$log"
}
# Of these only a checksum, or a failed test would say very much.
without_times() { jq -c 'del(.began, .seconds)' "$log/results.jsonl" | sha256sum; }
noted() { grep -c . "$log/finished"; }
said() { cat "$T/went-on" 2>/dev/null; }
# What is known of a program's file, by which one that was made again is recognised.
programs() { (cd "$log/bin" && stat -c '%n %i %Y' -- *[!o] | grep -v -e '^matrix ' -e '^nohost' -e '\.link ' | sort); }
# below PID: it, and all that it has started
below() {
    echo "$1"
    for other in $(sed -n "s/^\([0-9]*\) .*) [A-Za-z] $1 .*/\1/p" /proc/[0-9]*/stat 2>/dev/null); do below "$other"; done
}

# ---- ended by force ----

env GO_ON=y sh tests/libxl/matrix/run "$T/old" "$T/new" "$log" >"$T/out" 2>&1 &
pid=$!
tries=0
while ! sed -n 5p "$log/finished" 2>/dev/null | grep -q . && [ $tries -lt 3000 ]; do
    sleep 0.1
    tries=$((tries + 1))
done
kill -KILL $(below $pid) 2>/dev/null
wait $pid 2>/dev/null
ok 'SIGKILL: there are no results' [ ! -e "$log/cells" ]
made=$(programs) before=$(noted)
matrix BPQ_PROGRESS="$T/progress" BPQ_PROGRESS_IN=toy
is 'after SIGKILL it goes on, and all is as expected' "$rc" 0
is 'programs that are made are not made again' "$(programs)" "$made"
like 'it says what was finished' "$(said)" '^[0-9]+ of 81 of the interrupted run$'
like 'and shows how far it is' "$(cat "$T/progress")" '^toy	[0-9]+ of the interrupted run; cell	[0-9]+	81$'
runs=$(noted)
ok 'not all had been finished' [ "$before" -lt "$runs" ]
went=$(without_times)

run env sh tests/libxl/matrix/run "$T/old" "$T/new" "$log"
is 'without GO_ON, all begins anew' "$rc" 0
is 'every run is noted once' "$(noted)" "$runs"
if [ "$(programs)" = "$made" ]; then fail 'and every program is made'; else pass 'and every program is made'; fi
is 'the results are those of the run that was interrupted' "$(without_times)" "$went"
made=$(programs)

# ---- what is noted ----

# again NAME RUNS: go on; that many runs are run
again() {
    matrix
    is "$1: all is as expected" "$rc" 0
    is "$1: only what is needed is run" "$(($(noted) - before))" "$2"
    is "$1: the same results" "$(without_times)" "$went"
}
sed -n 1,5p "$log/finished" >"$T/five"
before=5
cp "$T/five" "$log/finished"
again 'five are finished' $((runs - 5))
before=6
{ cat "$T/five" && sed -n 6p "$log/finished" | head -c 20; } >"$T/cut" && cp "$T/cut" "$log/finished"
again 'the last line is half written' $((runs - 5))
before=5
sed -e '2s/ [0-9]* / 99 /' "$T/five" >"$log/finished"
again 'a status is changed' $((runs - 4))
cp "$T/five" "$log/finished"
for file in "$log"/children/0.*; do echo more >>"$file"; done
again 'what a program wrote is changed' $((runs - 4))
cp "$T/five" "$log/finished"
rm "$log/children/0.out"
again 'what a program wrote is gone' $((runs - 4))
sed -e 's/^/9/' "$T/five" >"$log/finished"
again 'the numbers are of other runs' "$runs"
head -c 3000 /dev/urandom >"$log/finished"
matrix
is 'any bytes: all is run' "$rc" 0
is 'any bytes: the same results' "$(without_times)" "$went"

# ---- programs ----

cp "$T/five" "$log/finished"
program=$(sed -n 1p "$log/made")
: >"$log/$program"
matrix
ok 'an empty program is made again' [ -s "$log/$program" ]
grep -v -x -F -e "$program" "$log/made" >"$T/others" && cp "$T/others" "$log/made"
echo '#!/bin/false' >"$log/$program"
cp "$T/five" "$log/finished"
matrix
is 'so is one that was not finished' "$rc $(head -c 4 "$log/$program" | tail -c 3)" '0 ELF'
is 'with the same results' "$(without_times)" "$went"

# Of runs that a signal of the interruption ended nothing is noted; this is such a program.
cp "$T/five" "$log/finished"
program=$(sed -n '$p' "$log/made")
cp "$log/$program" "$T/program"
printf '#!/bin/sh\nkill -TERM $$\n' >"$log/$program"
matrix
is 'a run that SIGTERM ends is not as expected' "$rc" 1
cp "$T/program" "$log/$program"
matrix
is 'but it is run again' "$rc" 0
is 'with the same results at last' "$(without_times)" "$went"
done_testing
