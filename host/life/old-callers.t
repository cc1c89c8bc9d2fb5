# SPDX-License-Identifier: LGPL-2.1-only
# OLD, ON1, ON2, ON7, ON10: old callers get the same results from both libraries.
. host/life/lib.sh

kinds='pv hvm'
! has_pvhv1 || kinds="$kinds pvhv1"
! native_pvh || kinds="$kinds pvh"

id_of() { # KIND
    case $1 in
    pv) echo on1 ;;
    hvm) if native_pvh; then echo on1; else echo on7; fi ;;
    pvhv1) echo on10 ;;
    pvh) echo on2 ;;
    esac
}

all_is_zero() { # did each call succeed?
    ! echo "$out" | grep -E '^[a-z0-9-]+: ' | grep -v -E '^(domain|list)' | grep -v -E ': 0(,|$)'
}

# Two fixes in the queue change what is seen of PVH guests: the default of video
# memory, 0, is in their JSON, and their ACPI tables are two pages smaller.
as_before() {
    if [ $kind = pvh ]; then
        sed -E -e '/"video_memkb": 0,/d' -e 's/(current|memory) 32828([, ])/\1 32836\2/' -e 's/current 16444,/current 16452,/'
    else
        cat
    fi
}
printed() { echo "$out" | as_before; }

# The memory of PVH guests and of those with device model "none", and es of every
# HVM guest, differ because of fixes in the queue; boot.t checks them.
for kind in $kinds; do
    id=$(id_of $kind)
    whole_life old/guest old $kind
    is "old: $kind: an old caller runs with the old library" "$rc $err" '0 '
    ok "old: $kind: every call succeeds" all_is_zero
    like "old: $kind: the guest has its vCPUs" "$out" 'vcpus 1 of 4'
    reference=$(printed) told_before=$before_death built_before=$built
    like "old: $kind: the hypervisor has its settings" "$told_before" '^vcpus 1 of 4, '
    for caller in old/guest new/plain; do
        whole_life $caller new $kind
        is "$id: $kind: $caller runs with the new library" "$rc $err" '0 '
        is "$id: $kind: $caller prints the same as with the old library" "$(printed)" "$reference"
        is "$id: $kind: $caller: the hypervisor has the same settings" "$(echo "$before_death" | as_before)" "$told_before"
        [ $kind = pvh ] || [ $id = on7 ] ||
            is "$id: $kind: $caller: the guest's memory is the same" "$built" "$built_before"
    done
done

# NO6: a caller that is built with the new headers, but does not name PVH.
whole_life new/plain old pv
is 'no6: a new caller that does not name PVH runs with the old library' "$rc $err" '0 '
all_seen
