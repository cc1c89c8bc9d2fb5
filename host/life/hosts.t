# SPDX-License-Identifier: LGPL-2.1-only
# Whole hosts: they run side by side, have their own files, and leave nothing
# behind, whichever process is killed.
. host/life/lib.sh

# What of a host can be seen outside of it: processes, folders, named shared memory,
# Xen's real folders.
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
    # Other programs may have folders there; named shared memory is in none.
    find /dev/shm -maxdepth 1 -type f -iname "*xen*" -newer "$T/began" 2>/dev/null
}
domains() { sed -n 's/^domain \([1-9][0-9]*\): .*/\1/p'; }
pid_of() { # DIR PROGRAM
    for process in $(processes "$1"); do
        process=${process%/environ}
        [ "$(cat "$process/comm")" != "$2" ] || echo "${process#/proc/}"
    done
}
: >"$T/began"

# Two hosts with the unpatched libraries.
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
is 'two guests are created in one host' "$rc $out" '0 create-pv: 0, domain 1
create-pv: 0, domain 2'
in_one b create-pv kernel=$G/pv name=in-b uuid=3
is 'another host counts its domains separately' "$rc $out" '0 create-pv: 0, domain 1'
in_one a list
is 'another program in the first host sees both guests' "$(echo "$out" | domains | xargs)" '1 2'
in_one b list
is 'a program in the other host sees only its own' "$(echo "$out" | domains | xargs)" '1'
in_one a destroy domid=2 + list
is 'a guest is destroyed for the process that does it' "$(echo "$out" | domains | xargs)" '1'
in_one a list
is 'the destroyed guest is gone for other processes, too' "$(echo "$out" | domains | xargs)" '1'
ok "libxl stores a guest's configuration in the host's folder" test -n "$(find "$T/a/root/var/lib/xen" -name '*12340000-0000-0000-0000-000000000001*')"
"$host/run" --end "$T/a"
is 'a host that is ended leaves nothing behind' "$(traces "$T/a")" ''
in_one b info domid=1
like 'the other host still runs' "$rc $out" '^0 info: 0'
"$host/run" --end "$T/b"
is 'the other host leaves nothing behind, either' "$(traces "$T/b")" ''

# xl create leaves a process running, which waits for the guest's end.
printf 'name = "g"\nkernel = "%s"\nmemory = 32\n' $G/pv >"$T/g.cfg"
killed() { # NAME: start a host with a guest, and kill the host's program of this name
    start_host old
    in_host old xl create -q "$T/g.cfg"
    ok "$1: a guest and its xl process run" test "$rc" = 0 -a -n "$(pid_of "$h" xl)" -a -n "$(pid_of "$h" $1)"
    kill -KILL $(pid_of "$h" $1)
    tries=0
    while [ -n "$(pid_of "$h" $1)" ] && [ $tries -lt 100 ]; do
        sleep 0.1
        tries=$((tries + 1))
    done
}
killed xl
in_host old xl list
like 'xl is killed: the guest stays' "$out" '^g  *1 '
in_host old xl destroy g
is 'xl is killed: the guest can be destroyed' "$rc $err" '0 '
end_it() { # NAME
    dir=$h
    end_host
    is "$1" "$(traces "$dir")" ''
}
end_it 'xl is killed: ending the host leaves nothing behind'
killed xenstored
in_host old xl list
like 'xenstored is killed: xl reports it and ends' "$rc $err" '^1 .*xenstore'
end_it 'xenstored is killed: ending the host leaves nothing behind'
killed drivers
end_it 'drivers is killed: ending the host leaves nothing behind'

# The same during a guest's creation, while its bootloader waits.
printf '#!/bin/sh\necho here >"%s"\nexec sleep 100\n' "$T/reached" >"$T/waits"
chmod +x "$T/waits"
printf 'name = "g"\nbootloader = "%s"\nmemory = 32\ndisk = ["format=raw,vdev=xvda,target=%s"]\n' "$T/waits" $G/ramdisk >"$T/g.cfg"
reach() { # wait until the bootloader runs
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
    # Without xenstored xl goes on waiting for the bootloader, so end it.
    [ $victim != xenstored ] || kill -TERM $pid
    wait $pid 2>/dev/null
    is "$victim is killed: run ends with the signal's status" $? $([ $victim = xenstored ] && echo 143 || echo 137)
    is "$victim is killed: nothing is left" "$(traces "$dir")" ''
done
all_seen
