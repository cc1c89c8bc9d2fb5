# SPDX-License-Identifier: LGPL-2.1-only
# ONEW: new callers with the new library: every kind of guest, from start to end.
. host/life/lib.sh

settings_of() { # KIND: timer_mode and nested_hvm, as the hypervisor has them
    case $1 in
    pv) echo 'timer mode 0, nested 0' ;;
    hvm) native_pvh && echo 'timer mode 1, nested 0' || echo 'timer mode 2, nested 1' ;;
    *) echo 'timer mode 2, nested 1' ;;
    esac
}

vcpus_of() { # KIND: after 2 of 4 were asked for; qemu takes none away
    if [ $1 = hvm ] && native_pvh; then echo 0,1,2,3; else echo 0,1; fi
}

for kind in pv hvm pvh shim; do
    nested=
    [ $kind != pvh ] || nested=nested=1
    whole_life new/guest new $kind $nested
    is "onew: $kind: lives and dies" "$rc $err" '0 '
    is "onew: $kind: no call fails" "$(echo "$out" | grep -E '^[a-z-]+: -|not known')" ''
    case $kind in pv) type='2 2' ;; hvm) type='1 1' ;; *) type='3 3' ;; esac
    is "onew: $kind: its configuration is of its type" "$(echo "$out" | grep '^types' | sort -u)" "types $type"
    like "onew: $kind: timer mode and nested_hvm get to the hypervisor" "$before_death" "^$(settings_of $kind), "
    is "onew: $kind: it runs when it is unpaused" \
        "$(echo "$out" | sed -n 's/^domain [12]: .*paused \([01]\).*/\1/p' | tr '\n' ' ')" '1 1 0 0 1 '
    is "onew: $kind: the memory it may have goes with its target" \
        "$(echo "$out" | sed -n 's/^domain 1: .*maximum \([0-9]*\).*/\1/p' | tr '\n' ' ')" '33792 33792 33792 17408 '
    like "onew: $kind: the configuration has the target" "$(configuration 2)" '"target_memkb": 16384,'
    is "onew: $kind: it has the vCPUs" \
        "$(configuration 2 | sed -n '/avail_vcpus/,/]/p' | tr -d ' \n')" "\"avail_vcpus\":[$(vcpus_of $kind)],"
    is "onew: $kind: made again from its configuration it has the same" "$(configuration 3)" "$(configuration 2)"
    like "onew: $kind: it is gone in the end" "$(echo "$out" | grep ^list | tail -n 1)" 'list: 1 domains'
    is "onew: $kind: nothing is left of its files" "$(find "$h/root/var/lib/xen" -type f 2>&1)" ''
done
all_seen
