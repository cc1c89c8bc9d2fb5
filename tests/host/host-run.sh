# SPDX-License-Identifier: LGPL-2.1-only
# run and xenhost: what they start, pass on and clean up.  The daemons are toys.
. tests/cli/tap.sh
host=$ROOT/tests/host
export TMPDIR="$T"
cc=$(echo "${CC:-cc}" | sed 's/ -fsanitize=[^ ]*//g')

build=$T/build prefix=$T/prefix
mkdir "$build" "$prefix" "$prefix/bin"
ok 'xenhost builds' make -s -f "$host/host.mk" OUT="$build" PREFIX="$prefix" CC="$cc" "$build/xenhost"
echo 'int nothing;' >"$T/nothing.c"
$cc -fPIC -shared -o "$build/host.so" "$T/nothing.c"
# A line says that it is up; the second sleeper survives a hangup.
printf '#!/bin/sh\necho up\n(trap "" HUP TERM; exec sleep 100) &\nexec sleep 100\n' >"$prefix/bin/xenstored"
printf '#!/bin/sh\necho up\nexec sleep 100\n' >"$build/drivers"
printf '#!/bin/sh\necho "xl in $XENHOST_DIR" "$@"\n' >"$prefix/bin/xl"
chmod +x "$prefix/bin/"* "$build/drivers"

new_host() {
    h=$T/$1
    mkdir "$h" && cp "$build/xenhost" "$build/host.so" "$h"
}
in_new_host() { # NAME PROGRAM...
    new_host "$1"
    shift
    run "$h/xenhost" start "$h" "$prefix" "$build" "$@"
}
# How many processes of the host there are.
processes() {
    grep -z -l -x -F "XENHOST_DIR=$h" /proc/[0-9]*/environ 2>/dev/null | wc -l
}
wait_for() { # FILE: till it has something in it
    tries=0
    until [ -s "$1" ] || [ $tries -ge 100 ]; do
        sleep 0.1
        tries=$((tries + 1))
    done
}
gone() {
    tries=0
    while { [ -e "$h" ] || [ "$(processes)" != 0 ]; } && [ $tries -lt 100 ]; do
        sleep 0.1
        tries=$((tries + 1))
    done
    [ ! -e "$h" ] || echo "$h is left"
    [ "$(processes)" = 0 ] || echo "$(processes) processes are left"
}

in_new_host a xl list
is 'a program of the prefix runs in the host' "$rc $out" "0 xl in $h list"
is 'and nothing is left' "$(gone)" ''
in_new_host b sh -c 'exit 7'
is 'its status is passed on' $rc 7
in_new_host c sh -c 'kill -SEGV $$'
is 'its signal, too' $rc 139
is 'and nothing is left after a crash' "$(gone)" ''
in_new_host d nonsense
is 'a program that is not there: status 2' $rc 2
is 'one line' "$out" 'tests/host/run: cannot run nonsense: No such file or directory'
in_new_host e sh -c 'echo $LD_LIBRARY_PATH $LD_PRELOAD; echo ${XENSTORED_PATH-unset}'
is 'its environment' "$out" "$prefix/lib $h/host.so
unset"
in_new_host f sh -c 'setsid sleep 100 & setsid sh -c "sleep 100; sleep 100" & echo left'
is 'a program that leaves others behind ends' "$rc $out" '0 left'
is 'and so do they' "$(gone)" ''

new_host g
"$h/xenhost" start "$h" "$prefix" "$build" sh -c 'echo up; sleep 100' >"$T/g.out" &
pid=$!
wait_for "$T/g.out"
is 'a host that runs has processes' "$([ "$(processes)" -ge 3 ] && echo yes)" yes
kill -KILL $pid
wait $pid 2>/dev/null
is 'killed, the host goes all the same' "$(gone)" ''

new_host i
"$h/xenhost" start "$h" "$prefix" "$build" sh -c 'trap "exit 5" TERM; echo up; while :; do sleep 0.1; done' >"$T/i.out" &
pid=$!
wait_for "$T/i.out"
kill -TERM $pid
wait $pid
is 'a signal is passed on to the program' $? 5
is 'and nothing is left then' "$(gone)" ''

# Ctrl-C goes to all of a terminal's foreground group.
new_host l
setsid env --default-signal=INT "$h/xenhost" start "$h" "$prefix" "$build" sh -c 'echo up; exec sleep 100' >"$T/l.out" &
pid=$!
wait_for "$T/l.out"
kill -INT -$pid
wait $pid
is 'Ctrl-C ends the program' $? 130
is 'and nothing is left of the host' "$(gone)" ''

new_host j
run "$h/xenhost" start "$h" "$prefix" "$build"
is 'a host that stays' $rc 0
run "$host/run" --keep "$h" --prefix "$prefix" xl list
is 'takes a command' "$rc $out" "0 xl in $h list"
run "$host/run" --keep "$h" --prefix "$prefix" -- sh -c 'exit 3'
is 'and its status' $rc 3
is 'and is still there' "$([ "$(processes)" -ge 3 ] && echo yes)" yes
run "$host/run" --keep "$h" --prefix "$prefix"
is 'it is not started twice' $rc 2
run "$host/run" --end "$h"
is 'until it is ended' "$rc $out $(gone)" '0  '
run "$host/run" --end "$h"
is 'which is said when it is gone' "$rc $out" "2 tests/host/run: $h: no simulated host is there"

printf '#!/bin/sh\necho "no shared memory" >&2\nexit 1\n' >"$prefix/bin/xenstored"
in_new_host k xl list
is 'a daemon that does not start' "$rc $out" '2 no shared memory
tests/host/run: xenstored does not start'
is 'leaves nothing' "$(gone)" ''

run "$host/run" --prefix
is 'run: an option without its value' "$rc $out" '2 tests/host/run: --prefix needs a value; see --help'
run "$host/run" --what xl
is 'an unknown option' "$rc $out" '2 tests/host/run: unknown option --what; see --help'
run "$host/run" --prefix "$T/none" xl list
like 'a prefix that is none' "$rc $out" "^2 tests/host/run: $T/none: no bin/xenstored there"
run "$host/run" --prefix "$prefix"
like 'no program' "$rc $out" '^2 tests/host/run: no program given'
run "$host/run" --prefix "$prefix" xl list
like 'a prefix without its tree' "$rc $out" '^2 .*no configured tree .* --paths'
is 'nothing lies in TMPDIR' "$(ls -d "$T"/xenhost.* 2>/dev/null)" ''
done_testing
