# SPDX-License-Identifier: LGPL-2.1-only
# What run and xenhost start, pass on and clean up, with toys as daemons.
. tests/tap.sh
host=$ROOT/host
T=$(cd -P -- "$T" && pwd)
cc=$(echo "${CC:-cc}" | sed 's/ -fsanitize=[^ ]*//g')
export TMPDIR="$T" XENHOST_BUILD="$T/builds" CC="$cc"

build=$XENHOST_BUILD/1 prefix=$T/prefix
mkdir -p "$build" "$prefix/bin"
ok 'xenhost builds' make -s -f "$host/host.mk" OUT="$build" PREFIX="$prefix" CC="$cc" "$build/xenhost"
echo 'int nothing;' >"$T/nothing.c"
$cc -fPIC -shared -o "$build/host.so" "$T/nothing.c"
# A daemon prints a line when it is up.  The second sleeper ignores SIGHUP.
printf '#!/bin/sh\necho up\n(trap "" HUP TERM; exec sleep 100) &\nexec sleep 100\n' >"$prefix/bin/xenstored"
printf '#!/bin/sh\necho up\nexec sleep 100\n' >"$build/drivers"
printf '#!/bin/sh\necho "xl in $XENHOST_DIR" "$@"\n' >"$prefix/bin/xl"
chmod +x "$prefix/bin/"* "$build/drivers"

started_with() { echo "1 $(cksum <"$build/host.so")"; }
new_host() {
    h=$T/$1
    mkdir -m 700 "$h" && started_with >"$h/build"
}
in_new_host() { # NAME PROGRAM...
    new_host "$1"
    shift
    run "$build/xenhost" start "$h" "$prefix" "$build" "$@"
}
# The number of processes of the host.
processes() {
    grep -z -l -x -F "XENHOST_DIR=$h" /proc/[0-9]*/environ 2>/dev/null | wc -l
}
wait_for() { # FILE: until it is not empty
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
is 'nothing is left after the program' "$(gone)" ''
in_new_host b sh -c 'exit 7'
is "the program's status is passed on" $rc 7
in_new_host c sh -c 'kill -SEGV $$'
is "the program's signal is passed on" $rc 139
is 'nothing is left after a crash' "$(gone)" ''
in_new_host d nonsense
is 'a missing program ends with status 2' $rc 2
is 'a missing program is named in one line' "$out" 'host/run: cannot run nonsense: No such file or directory'
in_new_host e sh -c 'echo $LD_LIBRARY_PATH $LD_PRELOAD; echo ${XENSTORED_PATH-unset}'
is "the program's environment is set" "$out" "$prefix/lib $build/host.so
unset"
in_new_host f sh -c 'setsid sleep 100 & setsid sh -c "sleep 100; sleep 100" & echo left'
is 'run does not wait for processes that the program leaves behind' "$rc $out" '0 left'
is 'processes that the program leaves behind are ended' "$(gone)" ''

new_host g
"$build/xenhost" start "$h" "$prefix" "$build" sh -c 'echo up; sleep 100' >"$T/g.out" &
pid=$!
wait_for "$T/g.out"
is 'a running host has processes' "$([ "$(processes)" -ge 3 ] && echo yes)" yes
kill -KILL $pid
wait $pid 2>/dev/null
is 'when xenhost is killed, the host ends' "$(gone)" ''

new_host i
"$build/xenhost" start "$h" "$prefix" "$build" sh -c 'trap "exit 5" TERM; echo up; while :; do sleep 0.1; done' >"$T/i.out" &
pid=$!
wait_for "$T/i.out"
kill -TERM $pid
wait $pid
is 'a signal is passed on to the program' $? 5
is 'nothing is left after a signal' "$(gone)" ''

# Ctrl-C goes to all of a terminal's foreground group.
new_host l
setsid env --default-signal "$build/xenhost" start "$h" "$prefix" "$build" sh -c 'echo up; exec sleep 100' >"$T/l.out" &
pid=$!
wait_for "$T/l.out"
kill -INT -$pid
wait $pid
is 'Ctrl-C ends the program' $? 130
is 'nothing is left after Ctrl-C' "$(gone)" ''

new_host j
run "$build/xenhost" start "$h" "$prefix" "$build"
is 'a host is started without a program' $rc 0
run "$host/run" --keep "$h" --prefix "$prefix" xl list
is 'a kept host runs a command' "$rc $out" "0 xl in $h list"
run "$host/run" --keep "$h" --prefix "$prefix" -- sh -c 'exit 3'
is "a kept host passes on the command's status" $rc 3
is 'a kept host still runs after a command' "$([ "$(processes)" -ge 3 ] && echo yes)" yes
run "$host/run" --keep "$h" --prefix "$prefix"
is 'a kept host is not started twice' $rc 2
run "$host/run" --end "$h"
is '--end ends a kept host' "$rc $out $(gone)" '0  '
(
    exec 9>"$T/lock"
    flock 9
    new_host r
    "$build/xenhost" start "$h" "$prefix" "$build"
)
h=$T/r
ok "a kept host does not keep its caller's lock" flock -w 60 "$T/lock" true
"$host/run" --end "$h"
is 'that host is ended' "$(gone)" ''
h=$T/j
run "$host/run" --end "$h"
is '--end says when there is no host' "$rc $out" "2 host/run: $h: no simulated host is there"

# Programs in a host's folder are never started, and only a folder of the user's own
# is accepted.
new_host o
"$build/xenhost" start "$h" "$prefix" "$build"
echo 'void __attribute__((constructor)) here(void); int creat(const char *, int);
void here(void) { creat(MARKER, 0600); }' >"$T/marker.c"
$cc -fPIC -shared -DMARKER="\"$T/marker\"" -o "$h/host.so" "$T/marker.c"
printf '#!/bin/sh\n: >"%s"\n' "$T/marker" >"$h/xenhost"
chmod +x "$h/xenhost"
for name in drivers xl sh; do cp "$h/xenhost" "$h/$name"; done
run "$host/run" --keep "$h" --prefix "$prefix" xl list
is 'a host with programs in its folder runs a command' "$rc $out" "0 xl in $h list"
keeps() { # NAME WHY [WHY]: the host is neither used nor ended
    keeps_name=$1
    run "$host/run" --keep "$h" --prefix "$prefix" xl list
    is "$keeps_name: no command is run" "$rc $out" "2 host/run: $h: $2"
    run "$host/run" --end "$h"
    is "$keeps_name: the host is not ended" "$rc $out" "2 host/run: $h: ${3:-$2}"
}
yours='name a folder of your own for --keep' ends='name a folder of your own for --end'
for mode in 720 702 777; do
    chmod $mode "$h"
    keeps "mode $mode" "others can write to it; $yours" "others can write to it; $ends"
done
chmod 700 "$h"
mkdir -m 777 "$T/open"
mv "$h" "$T/open" && h=$T/open/o
keeps 'in a folder that is open to all' \
    "anybody can replace it, as $T/open is open to all; name a folder elsewhere for --keep" \
    "anybody can replace it, as $T/open is open to all; name a folder elsewhere for --end"
run "$host/run" --keep "$T/open/p" --prefix "$prefix" --paths "$T/none"
is 'no host is made in a folder that is open to all' "$rc $(ls "$T/open") $out" "2 o host/run: $T/open/p: anybody can replace it, as $T/open is open to all; name a folder elsewhere for --keep"
chmod 1777 "$T/open"
run "$host/run" --keep "$h" --prefix "$prefix" xl list
is 'a host in an open folder with the sticky bit is accepted' "$rc $out" "0 xl in $h list"
mv "$h" "$T/o" && ln -s o "$T/link" && h=$T/link
keeps 'a link' 'a link; name the folder itself'
h=$T/link/
keeps 'a link, with a slash' 'a link; name the folder itself'
h="$T/two
lines" && mv "$T/o" "$h"
run "$host/run" --keep "$h" --prefix "$prefix" xl list
like 'a name with a line break is refused' "$rc $(echo "$out" | tr '\n' ' ')" '^2 .*: a line break is in its name; name another folder for --keep $'
mv "$h" "$T/o"
# Each command asks whose the folders are, however deep they lie.
deep=$T/d/e/e/p/e/r
mkdir -p "$deep" "$T/counting" && mv "$T/o" "$deep" && h=$deep/o
for tool in ls find awk; do
    printf '#!/bin/sh\necho %s >>"%s"\nexec %s "$@"\n' $tool "$T/counted" "$(command -v $tool)" >"$T/counting/$tool" && chmod +x "$T/counting/$tool"
done
run env PATH="$T/counting:$PATH" "$host/run" --keep "$h" --prefix "$prefix" xl list
is 'a command in a host runs' "$rc $out" "0 xl in $h list"
is 'and has started few others before' "$(tr '\n' ' ' <"$T/counted")" 'ls ls ls '
mv "$h" "$T/o"
h=$T/o
if [ "$(id -u)" = 0 ]; then
    chown 4711 "$h"
    keeps "another user's" "belongs to another user; $yours" "belongs to another user; $ends"
    chown 0 "$h"
else
    skip "another user's" 'only root can give a folder away'
fi

for made_up in '../prefix 1 1' "$T/o $(cksum <"$h/host.so")" '1 1' '' "1;$h/xenhost 1 1"; do
    echo "$made_up" >"$h/build"
    keeps "made up: $made_up" 'not an empty folder, and no simulated host is there' 'no simulated host is there'
done
rm "$h/build" && mkfifo "$h/build"
keeps 'made up: a pipe' 'not an empty folder, and no simulated host is there' 'no simulated host is there'
rm "$h/build"
for made_up in "2 $(cksum <"$h/host.so")" "1 $(cksum <"$h/host.so")"; do
    echo "$made_up" >"$h/build"
    run "$host/run" --keep "$h" --prefix "$prefix" xl list
    is "another build: $made_up" "$rc $out" "2 host/run: $h: started with another build than the one in $XENHOST_BUILD; end it with --end, and start another"
done
mkdir -m 777 "$T/builds-777" && cp -R "$build" "$T/builds-777" && chmod 777 "$T/builds-777/1"
started_with >"$h/build"
run env XENHOST_BUILD="$T/builds-777" "$host/run" --keep "$h" --prefix "$prefix" xl list
like 'a build that others can change is refused' "$rc $out" "^2 .*$T/builds-777/1: others can write to it; name a folder of your own in XENHOST_BUILD\$"
umask_was=$(umask)
umask 0
run env XENHOST_BUILD="$T/builds-new" "$host/run" --end "$h"
umask "$umask_was"
is '--end works although the build has changed' "$rc $out $(gone)" '0  '
is 'nobody else can change the build, whatever the umask is' "$(find "$T/builds-new" -perm -020 -o -perm -002)" ''
is 'no program in the folder was started' "$(ls "$T/marker" 2>/dev/null)" ''

# A process of another user is not ended, even if it names the host.
if [ "$(id -u)" = 0 ] && command -v setpriv >/dev/null; then
    new_host q
    "$build/xenhost" start "$h" "$prefix" "$build"
    setpriv --reuid=4711 --clear-groups env XENHOST_DIR="$h" sleep 100 &
    pid=$!
    tries=0
    until [ "$(processes)" = 3 ] || [ $tries -ge 100 ]; do sleep 0.1; tries=$((tries + 1)); done
    run "$host/run" --end "$h"
    is "only the user's own processes are ended" "$rc $out $(processes)" '0  1'
    kill $pid
    wait $pid 2>/dev/null
else
    skip "only the user's own processes are ended" 'only root can start one of another user'
fi
is 'no example uses a folder in /tmp' \
    "$(grep -n '/tmp/' README.md CONTRIBUTING.md NOTES host/README man/*.[1-9])" ''

printf '#!/bin/sh\necho "no shared memory" >&2\nexit 1\n' >"$prefix/bin/xenstored"
in_new_host k xl list
is 'a daemon that does not start ends run' "$rc $out" '2 no shared memory
host/run: xenstored does not start'
is 'a daemon that does not start leaves nothing' "$(gone)" ''

run "$host/run" --prefix
is 'an option without its value is an error' "$rc $out" '2 host/run: --prefix needs a value; see --help'
run "$host/run" --what xl
is 'an unknown option is an error' "$rc $out" '2 host/run: unknown option --what; see --help'
run "$host/run" --prefix "$T/none" xl list
like 'a prefix without xenstored is an error' "$rc $out" "^2 host/run: $T/none: no bin/xenstored there"
run "$host/run" --prefix "$prefix"
like 'run without a program is an error' "$rc $out" '^2 host/run: no program given'
run "$host/run" --prefix "$prefix" xl list
like 'a prefix without its tree is an error' "$rc $out" '^2 .*no configured tree .* --paths'
is 'nothing is left in TMPDIR' "$(ls -d "$T"/xenhost.* 2>/dev/null)" ''
done_testing
