# SPDX-License-Identifier: LGPL-2.1-only
# ONEW: new callers with the new library: the whole life of every kind of guest.
. host/life/lib.sh

settings_of() { # KIND: timer_mode and nested_hvm as the hypervisor should have them
    case $1 in
    pv) echo 'timer mode 0, nested 0' ;;
    hvm) native_pvh && echo 'timer mode 1, nested 0' || echo 'timer mode 2, nested 1' ;;
    *) echo 'timer mode 2, nested 1' ;;
    esac
}

vcpus_of() { # KIND: the vCPUs after reducing 4 to 2; qemu cannot remove any
    if [ $1 = hvm ] && native_pvh; then echo 0,1,2,3; else echo 0,1; fi
}

for kind in pv hvm pvh shim; do
    nested=
    [ $kind != pvh ] || nested=nested=1
    whole_life new/guest new $kind $nested
    is "onew: $kind: a guest is created and destroyed" "$rc $err" '0 '
    is "onew: $kind: no call fails" "$(echo "$out" | grep -E '^[a-z-]+: -|not known')" ''
    case $kind in pv) type='2 2' ;; hvm) type='1 1' ;; *) type='3 3' ;; esac
    is "onew: $kind: its configuration has the right type" "$(echo "$out" | grep '^types' | sort -u)" "types $type"
    like "onew: $kind: the hypervisor has timer_mode and nested_hvm" "$before_death" "^$(settings_of $kind), "
    is "onew: $kind: it is paused and unpaused" \
        "$(echo "$out" | sed -n 's/^domain [12]: .*paused \([01]\).*/\1/p' | tr '\n' ' ')" '1 1 0 0 1 '
    is "onew: $kind: its maximum of memory follows its target" \
        "$(echo "$out" | sed -n 's/^domain 1: .*maximum \([0-9]*\).*/\1/p' | tr '\n' ' ')" '33792 33792 33792 17408 '
    like "onew: $kind: its configuration has the memory target" "$(configuration 2)" '"target_memkb": 16384,'
    is "onew: $kind: its configuration has the vCPUs" \
        "$(configuration 2 | sed -n '/avail_vcpus/,/]/p' | tr -d ' \n')" "\"avail_vcpus\":[$(vcpus_of $kind)],"
    is "onew: $kind: a guest made from its configuration has the same configuration" "$(configuration 3)" "$(configuration 2)"
    like "onew: $kind: it is gone in the end" "$(echo "$out" | grep ^list | tail -n 1)" 'list: 1 domains'
    is "onew: $kind: no file of it is left" "$(find "$h/root/var/lib/xen" -type f 2>&1)" ''
done
all_seen
