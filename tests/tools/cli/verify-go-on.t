#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-only
# An interrupted step that lasts goes on where it was, on a toy: what was finished is not
# run again, and the results are those of a run without interruption.
. tests/tap.sh
. tests/tools/toys/toyxen.sh
. tests/tools/toys/results.sh
needs 'verify-branch on a toy' series check verify
toy_xen
toy_root
W=$R/out/4.9/RELEASE-4.9.4

# Three programs, one after the other, that note that they run; the second waits.
programs() { # [LINE of b.t]
    lifecycle "mkdir -p \"\$3\"
for name in a b c; do
    printf '%s\\n' 'echo \"\${0##*/}\" >>$T/ran' '[ \${0##*/} != b.t ] || while [ ! -e $T/go ]; do sleep 0.1; done' \\
        '${1:-}' 'printf \"ok 1 - it runs\\n  ---\\n  duration_ms: 10\\n  ...\\n1..1\\n\"' >\"\$3/\$name.t\"
done
JOBS=1 exec sh tests/run \"\$3/tap\" \"\$3/a.t\" \"\$3/b.t\" \"\$3/c.t\""
}
ran() { tr '\n' ' ' <"$T/ran" 2>/dev/null; }
# verify: a run up to the step host, from that step on
verify() {
    rm -f "$T/ran" "$W/stamps/host"
    vb UNTIL=host "$@"
}
# below PID: it, and all that it has started
below() {
    echo "$1"
    for other in $(sed -n "s/^\([0-9]*\) .*) [A-Za-z] $1 .*/\1/p" /proc/[0-9]*/stat 2>/dev/null); do below "$other"; done
}
# interrupt SIGNAL: a run that is ended while b.t runs.  KILL ends all of it, as when
# there is no power any more; others are sent to the script, as kill does.
interrupt() {
    rm -f "$T/go" "$T/ran" "$W/stamps/host"
    (cd "$R" && exec env --default-signal -u MAKEFLAGS -u MFLAGS -u MAKELEVEL BRANCH=4.9 UNTIL=host XEN="$X" sh verify/run) >"$T/out" 2>&1 &
    pid=$!
    tries=0
    while ! grep -q -s b.t "$T/ran" && [ $tries -lt 1200 ]; do
        sleep 0.1
        tries=$((tries + 1))
    done
    case $1 in
    KILL) kill -KILL $(below $pid) 2>/dev/null ;;
    *) kill "-$1" $pid ;;
    esac
    wait $pid 2>/dev/null
    flock -w 60 "$W/running" true
    : >"$T/go"
}
# without_times: the records of the step's results
without_times() { jq -c 'select(.step == "host") | del(.began, .seconds)' "$W/results.jsonl"; }

programs
: >"$T/go"
verify
cp "$W/abi.report" "$R/series-4.9/abi.expected"
verify
is 'a run without interruption: all holds' "$rc" 0
is 'each program runs once' "$(ran)" 'a.t b.t c.t '
whole=$(without_times)
is 'it has the records of all' "$(printf '%s\n' "$whole" | jq -r 'select(.record == "test").suite' | tr '\n' ' ')" 'a.t b.t c.t '
verify
is 'another run begins anew' "$(ran)" 'a.t b.t c.t '
like 'and says nothing of an interruption' "$(line host)" '3 passed, 0 failed, 0 skipped$'

for signal in KILL TERM INT; do
    interrupt $signal
    is "SIG$signal while the second runs" "$(ran)" 'a.t b.t '
    verify
    is "after SIG$signal all holds" "$rc" 0
    is "after SIG$signal what is finished is not run again" "$(ran)" 'b.t c.t '
    like "after SIG$signal the line says so" "$(line host)" \
        'ok  .*3 passed, 0 failed, 0 skipped; 1 of 3 programs of the interrupted run$'
    is "after SIG$signal the results are those of a run without interruption" "$(without_times)" "$whole"
    ok "after SIG$signal they are whole" valid "$W/results.jsonl"
    verify
    is "after SIG$signal, once it is finished, the next run begins anew" "$(ran)" 'a.t b.t c.t '
done

# ---- what it must not take ----

interrupt KILL
programs '# another one'
verify
is 'a changed program: all run' "$rc $(ran)" '0 a.t b.t c.t '
like 'and the line says nothing of an interruption' "$(line host)" '3 passed, 0 failed, 0 skipped$'
interrupt KILL
plan flag.patch "$FLAG_ID"
verify
is 'a changed queue: all run' "$(ran)" 'a.t b.t c.t '
plan
verify
interrupt KILL
for file in "$W"/host/tap/*.done; do sed -i 's/it runs/it ran/' "$file"; done
verify
is 'a record that was changed: its program runs again' "$rc $(ran)" '0 a.t b.t c.t '
is 'with the results of that run' "$(without_times | grep -c 'it ran')" 0
interrupt KILL
for file in "$W"/host/tap/*.done; do head -c 100 "$file" >"$T/cut" && mv "$T/cut" "$file"; done
verify
is 'a record that is half written: its program runs again' "$rc $(ran)" '0 a.t b.t c.t '
interrupt KILL
: >"$W/host/key"
verify
is 'a folder without a key: all run' "$rc $(ran)" '0 a.t b.t c.t '
interrupt KILL
rm -rf "$W/host/tap"
verify
is 'a folder that lacks what was finished: all run' "$rc $(ran)" '0 a.t b.t c.t '
interrupt KILL
chmod -R a-rwx "$W"/host/tap/*.done
[ "$(id -u)" = 0 ] || { verify; is 'what cannot be read is run again' "$rc $(ran)" '0 a.t b.t c.t '; }
chmod -R u+rwx "$W/host"

# A program that fails may do so because it is interrupted.
programs '[ ${0##*/} != a.t ] || [ -e '"$T/go"' ] || { echo "not ok 1 - it runs"; echo 1..1; exit 1; }'
interrupt KILL
verify
is 'one that failed is run again' "$rc $(ran)" '0 a.t b.t c.t '
programs '[ ${0##*/} != c.t ] || { echo "not ok 1 - it runs"; echo 1..1; exit 1; }'
interrupt KILL
verify
is 'what fails after that: no' "$rc $(ran)" '1 b.t c.t '
verify
is 'and the next run begins anew' "$rc $(ran)" '1 a.t b.t c.t '
done_testing
