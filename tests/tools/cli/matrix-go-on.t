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

# Of runs that a signal or a limit cut off nothing is noted; $program is such a program.
program=$(sed -n '$p' "$log/made")
cp "$log/$program" "$T/program"
# cut_off HOW LINE [BLOCKS]: a program of this line, with BLOCKS as the largest file
cut_off() {
    cp "$T/five" "$log/finished"
    printf '#!/bin/sh\n%s\n' "$2" >"$log/$program"
    rm -f "$T/went-on"
    run sh -c 'ulimit -f "$1" && shift && exec "$@"' sh "${3:-unlimited}" \
        env GO_ON=y WENT_ON="$T/went-on" sh tests/libxl/matrix/run "$T/old" "$T/new" "$log"
    is "a run that ends by $1 is not as expected" "$rc" 1
    cp "$T/program" "$log/$program"
    matrix
    is "but it is run again: $1" "$rc" 0
    is "with the same results at last: $1" "$(without_times)" "$went"
}
cut_off SIGTERM 'kill -TERM $$'
cut_off 'the limit of time' 'kill -ALRM $$'
cut_off 'the limit of processor time' 'kill -XCPU $$'
cut_off 'the limit of size' 'exec head -c 50000000 /dev/zero' 80000
cut_off 'the limit of size, which it ignores' "trap '' XFSZ; head -c 50000000 /dev/zero; exit 0" 80000
cut_off 'not being started' 'exit 126'

# A full disk is an error, of which nothing is kept.
if unshare -m mount -t tmpfs none "$log/children" 2>/dev/null; then
    rm "$log/finished"
    run unshare -m sh -c 'mount -t tmpfs -o size=40k none "$0/children" &&
        { GO_ON=y sh "$1" "$2" "$3" "$0"; echo "status $?"; } &&
        mount -o remount,size=10m "$0/children" && GO_ON=y sh "$1" "$2" "$3" "$0"' \
        "$log" tests/libxl/matrix/run "$T/old" "$T/new"
    like 'a full disk: it says so' "$out" '^matrix: cannot .*: No space left on device$'
    like 'a full disk: it could not run' "$out" '^status 2$'
    is 'a full disk: with room it goes on, and all is as expected' "$rc" 0
    is 'a full disk: the same results at last' "$(without_times)" "$went"
else
    skip 'a full disk' 'needs root and tmpfs'
fi

# ---- one outcome for several runs ----

run env sh tests/libxl/matrix/run "$T/old" "$T/new" "$log" --tool valgrind
is 'under valgrind all is as expected' "$rc" 0
stands=$(find "$log/children" -type l -name '*.out' | wc -l)
ok 'a run that did not happen names the one that stands for it' [ "$stands" -gt 0 ]
is 'and no record is in two places' "$(find "$log/children" -type f -links +1)" ''
is 'each is noted, or names another' "$(($(noted) + stands))" "$(find "$log/children" -name '*.out' | wc -l)"
# A run that happens does not write where such a link leads.
cp "$T/five" "$log/finished"
before=$(sha256sum <"$log/children/0.out")
for which in out err; do ln -sf 0.$which "$log/children/9.$which"; done
matrix
is 'nor is a record written through such a name' "$(find "$log/children" -name '9.*' -type l)$(sha256sum <"$log/children/0.out")" "$before"
done_testing
