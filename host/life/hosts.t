# SPDX-License-Identifier: LGPL-2.1-only
# Whole hosts: side by side, with their own files, and gone without a trace,
# whoever is killed.
. host/life/lib.sh

# By what a host can be seen from outside: processes, folders, memory shared by
# name, Xen's own folders.
processes() { # DIR
    grep -z -l -x -F "XENHOST_DIR=$1" /proc/[0-9]*/environ 2>/dev/null
}
folders=$(sh "$host/folders" "$HOST_NEW/tree/config/Paths.mk" | sed -e 's/^HOST_PATH("//' -e 's/")$//')
traces() { # DIR
    tries=0
    while { [ -e "$1" ] || [ -n "$(processes "$1")" ]; } && [ $tries -lt 100 ]; do
        sleep 0.1
        tries=$((tries + 1))
    done
    [ ! -e "$1" ] || echo "folder $1"
    processes "$1"
    ls -d "$T"/xenhost.* 2>/dev/null
    find $folders -newer "$T/began" 2>/dev/null
    find /dev/shm -iname "*xen*" -newer "$T/began" 2>/dev/null
}
domains() { sed -n 's/^domain \([1-9][0-9]*\): .*/\1/p'; }
pid_of() { # DIR PROGRAM
    for process in $(processes "$1"); do
        process=${process%/environ}
        [ "$(cat "$process/comm")" != "$2" ] || echo "${process#/proc/}"
    done
}
: >"$T/began"

# Two, with libraries that nobody has patched.
trap 'for name in a b; do "$host/run" --end "$T/$name" 2>/dev/null; done; end_host; rm -rf "$T"' EXIT
for name in a b; do
    "$host/run" --keep "$T/$name" --prefix "$HOST_OLD" || { echo "Bail out! no host"; exit 2; }
done
in_one() { # NAME ACTION...
    name=$1
    shift
    run timeout -k 5 120 "$host/run" --keep "$T/$name" --prefix "$HOST_OLD" -- "$HOST_BIN/old/guest" "$@"
}
in_one a create-pv kernel=$G/pv name=in-a uuid=1 + create-pv kernel=$G/pv name=in-a-2 uuid=2
is 'two guests in one host' "$rc $out" '0 create-pv: 0, domain 1
create-pv: 0, domain 2'
in_one b create-pv kernel=$G/pv name=in-b uuid=3
is 'one in another, which counts on its own' "$rc $out" '0 create-pv: 0, domain 1'
in_one a list
is 'another program sees those of its host' "$(echo "$out" | domains | xargs)" '1 2'
in_one b list
is 'and no others' "$(echo "$out" | domains | xargs)" '1'
in_one a destroy domid=2 + list
is 'destroyed in one process,' "$(echo "$out" | domains | xargs)" '1'
in_one a list
is 'it is gone for all' "$(echo "$out" | domains | xargs)" '1'
ok 'libxl keeps what it knows of a guest in the host' test -n "$(find "$T/a/root/var/lib/xen" -name '*12340000-0000-0000-0000-000000000001*')"
"$host/run" --end "$T/a"
is 'one that is ended leaves nothing' "$(traces "$T/a")" ''
in_one b info domid=1
like 'the other one lives' "$rc $out" '^0 info: 0'
"$host/run" --end "$T/b"
is 'until it is ended' "$(traces "$T/b")" ''

# xl leaves a process behind, which waits for the guest's end.
printf 'name = "g"\nkernel = "%s"\nmemory = 32\n' $G/pv >"$T/g.cfg"
killed() { # WHO: a program of this name is killed in the midst of life
    start_host old
    in_host old xl create -q "$T/g.cfg"
    ok "$1: a guest with its watcher" test "$rc" = 0 -a -n "$(pid_of "$h" xl)" -a -n "$(pid_of "$h" $1)"
    kill -KILL $(pid_of "$h" $1)
    tries=0
    while [ -n "$(pid_of "$h" $1)" ] && [ $tries -lt 100 ]; do
        sleep 0.1
        tries=$((tries + 1))
    done
}
killed xl
in_host old xl list
like 'xl is killed: the guest is there' "$out" '^g  *1 '
in_host old xl destroy g
is 'and can be destroyed' "$rc $err" '0 '
end_it() { # NAME
    dir=$h
    end_host
    is "$1" "$(traces "$dir")" ''
}
end_it 'nothing is left of the host'
killed xenstored
in_host old xl list
like 'xenstored is killed: xl says so and ends' "$rc $err" '^1 .*xenstore'
end_it 'nothing is left of this host, either'
killed drivers
end_it 'nor of one without its drivers'

# In the midst of making a guest: its bootloader waits.
printf '#!/bin/sh\necho here >"%s"\nexec sleep 100\n' "$T/reached" >"$T/waits"
chmod +x "$T/waits"
printf 'name = "g"\nbootloader = "%s"\nmemory = 32\ndisk = ["format=raw,vdev=xvda,target=%s"]\n' "$T/waits" $G/ramdisk >"$T/g.cfg"
reach() { # till the bootloader runs
    tries=0
    until [ -s "$T/reached" ] || [ $tries -ge 100 ]; do
        sleep 0.1
        tries=$((tries + 1))
    done
}
for victim in xl run xenstored; do
    rm -f "$T/reached"
    "$host/run" --prefix "$HOST_OLD" -- xl create -q "$T/g.cfg" >"$T/out" 2>&1 &
    pid=$!
    reach
    dir=$(echo "$T"/xenhost.*)
    is "$victim: a guest is being made" "$([ -s "$T/reached" ] && [ -n "$(pid_of "$dir" xl)" ] && echo yes)" yes
    case $victim in
    run) kill -KILL $pid ;;
    *) kill -KILL $(pid_of "$dir" $victim) ;;
    esac
    # Without xenstored xl waits for the bootloader, until somebody has enough.
    [ $victim != xenstored ] || kill -TERM $pid
    wait $pid 2>/dev/null
    is "$victim is killed: the status" $? $([ $victim = xenstored ] && echo 143 || echo 137)
    is "$victim is killed: nothing is left" "$(traces "$dir")" ''
done
all_seen
