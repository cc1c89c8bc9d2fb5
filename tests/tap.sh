# SPDX-License-Identifier: LGPL-2.1-only
# Uses mk/environment.sh mk/results/results.sh
# To be sourced by tests: functions that print TAP.  $T is a folder that is removed at
# the end, $ROOT is the repository's root (the current directory).
. mk/environment.sh
. mk/results/results.sh
set -u
# Neither make's variables nor the user's git configuration may change a test.
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1
# What is shown of what lasts depends on the time, so no test gets to see it that does not
# want to.
export BPQ_PROGRESS_SECONDS=1000000
forget_request
ROOT=$(pwd)
T=$(mktemp -d "${TMPDIR:-/tmp}/bpq-test.XXXXXX") || exit 2
trap 'chmod -R u+w "$T" 2>/dev/null; rm -rf "$T"' EXIT
trap 'exit 130' INT TERM
tap_n=0
tap_bad=0
# With TAP_TIMES, print how long each test took.
tap_times=${TAP_TIMES:-}
unset TAP_TIMES
ticks
tap_before=$ticks

tap_took() {
    [ -n "$tap_times" ] || return 0
    ticks
    printf '  ---\n  duration_ms: %d\n  ...\n' $(((ticks - tap_before) * 10))
    tap_before=$ticks
}

pass() { # NAME
    tap_n=$((tap_n + 1))
    echo "ok $tap_n - $1"
    tap_took
}
fail() { # NAME [TEXT of why]
    tap_n=$((tap_n + 1))
    tap_bad=$((tap_bad + 1))
    echo "not ok $tap_n - $1"
    [ $# -lt 2 ] || printf '%s\n' "$2" | sed -e 's/^/# /'
    tap_took
}
skip() { # NAME REASON
    tap_n=$((tap_n + 1))
    echo "ok $tap_n - $1 # SKIP $2"
    tap_took
}
is() { # NAME GOT WANTED
    if [ "$2" = "$3" ]; then pass "$1"; else fail "$1" "got:    $2
wanted: $3"; fi
}
like() { # NAME TEXT ERE
    if printf '%s\n' "$2" | grep -Eq -- "$3"; then pass "$1"; else fail "$1" "$2
does not match: $3"; fi
}
ok() { # NAME COMMAND...
    tap_name=$1
    shift
    if tap_out=$("$@" 2>&1); then pass "$tap_name"; else fail "$tap_name" "$*: status $?
$tap_out"; fi
}
wait_for() { # FILE: until it is there; a minute is long enough on any machine
    tries=0
    while [ ! -e "$1" ] && [ $tries -lt 600 ]; do
        sleep 0.1
        tries=$((tries + 1))
    done
}
# run COMMAND...: its status in $rc, what it wrote in $out
run() {
    out=$("$@" 2>&1)
    rc=$?
}
# What was run ended with this status and printed one line, which matches.
refused() { # NAME STATUS ERE
    is "$1: status" "$rc" "$2"
    is "$1: one line" "$(printf '%s\n' "$out" | wc -l)" 1
    like "$1: says what" "$out" "$3"
}
# fake NAME SHELL TEXT: make a program of this name in $T/bin
fake() {
    rm -f "$T/bin/$1"
    printf '#!/bin/sh\n%s\n' "$2" >"$T/bin/$1" && chmod +x "$T/bin/$1"
}
# path_without TOOL: set $path to a copy of PATH, folder by folder, without TOOL.
path_without() {
    rm -rf "$T/path" && mkdir "$T/path"
    path='' n=0
    IFS=:
    for dir in $PATH; do
        [ -d "$dir" ] || continue
        n=$((n + 1))
        mkdir "$T/path/$n"
        find -H "$(cd "$dir" && pwd)" -mindepth 1 -maxdepth 1 ! -type d ! -name "$1" \
            -exec ln -s -t "$T/path/$n" {} +
        path=${path:+$path:}$T/path/$n
    done
    unset IFS
}
done_testing() {
    echo "1..$tap_n"
    [ "$tap_bad" = 0 ]
    exit
}
