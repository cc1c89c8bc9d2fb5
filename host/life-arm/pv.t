# SPDX-License-Identifier: LGPL-2.1-only
# PV guests on Arm: old and new callers get the same results from both libraries, which
# make the same calls and write the same to xenstore.
. host/life/lib.sh
. host/life-arm/images.sh

# Its memory begins at 1 GB.
device_tree() { dd if="$h/dom1.mem" bs=1M skip=1024 count=32 2>/dev/null | grep -a -o -E 'xen,xen-4\.[0-9]+|arm,gic-400|arm,cortex-a15-gic' | sort -u | xargs; }
# What is asked of Xen about the guest, without questions.
calls() { sed -n -E 's/^[^ ]* ((domctl|memory_op|hvm_op|grant_table_op) [^ ]* d1 = .*)/\1/p' "$h/log" | grep -v ' getdomaininfo '; }
all_is_zero() { # did each call succeed?
    ! echo "$out" | grep -E '^[a-z0-9-]+: ' | grep -v -E '^(domain|list)' | grep -v -E ': 0(,|$)'
}

for image in $images; do
    pv=$G/$image
    whole_life old/guest old pv
    is "old: $image: an old caller runs with the old library" "$rc $err" '0 '
    ok "old: $image: every call succeeds" all_is_zero
    like "old: $image: the guest has its vCPUs" "$out" 'vcpus 1 of 4'
    like "old: $image: it is of type PV" "$out" '^domain 1: .*, type 2 \(pv\)'
    reference=$out told_before=$before_death built_before=$built
    like "old: $image: the hypervisor has its settings" "$told_before" '^vcpus 1 of 4, '
    for caller in old/guest new/plain new/guest; do
        whole_life $caller new pv
        is "$image: $caller runs with the new library" "$rc $err" '0 '
        is "$image: $caller prints the same as with the old library, JSON too" "$out" "$reference"
        is "$image: $caller: the hypervisor has the same settings" "$before_death" "$told_before"
        is "$image: $caller: the guest's memory, with its device tree, and its vCPU are the same" "$built" "$built_before"
        is "$image: $caller: no file of it is left" "$(find "$h/root/var/lib/xen" -type f 2>&1)" ''
    done

    all='+ pause + unpause + unpause + vcpus n=2 + destroy'
    for side in old new; do
        start_host $side
        guest old/guest $side $(creation pv) nic=br7 disk=/dev/of/guest
        [ $side = old ] || like "$image: its device tree is in its memory" "$(device_tree)" '^arm,cortex-a15-gic xen,xen-4\.'
        guest old/guest $side list domid=1 $all
        is "$image: a guest with devices lives with the $side library" "$rc $err" '0 '
        written >"$T/$side"
        calls >"$T/calls.$side"
        sort "$h/hotplug" >"$T/hotplug.$side" # devices are removed at the same time
        in_host new "$HOST_BIN/new/store-ls"
        is "$image: nothing of it is left in xenstore: $side" "$rc $(echo "$out" | grep -E '/domain/1|/libxl/1|/vm/|/console/1')" '0 '
    done
    is "$image: something is written" "$([ "$(wc -l <"$T/old")" -gt 20 ] && echo yes)" yes
    is "$image: both libraries write the same, except that 4.8 and 4.9 write no type" \
        "$(diff "$T/old" "$T/new" | grep '^[<>]')" "$(type_is_new pv)"
    is "$image: calls are made" "$([ "$(wc -l <"$T/calls.old")" -gt 20 ] && echo yes)" yes
    is "$image: both libraries make the same calls" "$(diff "$T/calls.old" "$T/calls.new")" ''
    is "$image: hotplug scripts are called" "$(sed 's, .*,,' "$T/hotplug.old" | sort -u | xargs)" 'block vif-bridge'
    is "$image: in the same way" "$(diff "$T/hotplug.old" "$T/hotplug.new")" ''
done

# NO6: a caller that is built with the new headers, but does not name PVH.
whole_life new/plain old pv
is 'no6: a new caller that does not name PVH runs with the old library' "$rc $err" '0 '
all_seen
