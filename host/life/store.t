# SPDX-License-Identifier: LGPL-2.1-only
# What is written to xenstore in a guest's life.  For PV and HVM it is the same with
# both libraries, except for the type; for PVH it is what was reviewed.
. host/life/lib.sh

paths() {
    written | sed -E -e 's/^([A-Z_]+ [^ ]*).*/\1/' -e 's,/domain/1(/|$),/domain/N\1,' \
        -e 's,/(console|device-model)/1(/|$),/\1/N\2,' -e 's,^([A-Z_]+ /libxl/)1(/|$),\1N\2,' \
        -e 's,/vm/[0-9a-f-]*,/vm/UUID,' | sort -u
}

all='+ pause + unpause + unpause + memory mb=16 + vcpus n=2 + destroy'
for kind in pv hvm $(! has_pvhv1 || echo pvhv1); do
    for side in old new; do
        start_host $side
        guest old/guest $side $(creation $kind) $all
        is "$kind: a guest lives with the $side library" "$rc $err" '0 '
        written >"$T/$side"
    done
    is "$kind: something is written" "$([ "$(wc -l <"$T/old")" -gt 20 ] && echo yes)" yes
    is "$kind: both libraries write the same, except that 4.8 and 4.9 write no type" \
        "$(diff "$T/old" "$T/new" | grep '^[<>]')" "$(type_is_new $(echo $kind | sed 's/pvhv1/pv/'))"
done

for kind in pvh shim; do
    start_host new
    guest new/guest new $(creation $kind) $all
    is "$kind: a guest lives with the new library" "$rc $err" '0 '
    paths >"$T/paths"
    [ -z "${UPDATE:-}" ] || [ $kind != pvh ] || cp "$T/paths" "$host/life/store-pvh"
    is "$kind: the paths written are those in store-pvh" "$(diff "$host/life/store-pvh" "$T/paths")" ''
    is "$kind: the type is pvh" "$(written | grep '/libxl/1/type')" 'WRITE /libxl/1/type pvh'
    in_host new "$HOST_BIN/new/store-ls"
    is "$kind: nothing of it is left" "$rc $(echo "$out" | grep -E '/domain/1|/libxl/1|/vm/|/console/1')" '0 '
done
all_seen
