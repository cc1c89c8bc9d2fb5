# SPDX-License-Identifier: LGPL-2.1-only
# What the guard prevents, as far as only a host shows it.
. host/life/lib.sh

# examine also complains about ES, a fault of the old library's own.
start_host old
if ! native_pvh; then
    guest new/bare old create-pvh kernel=$G/pvh name=1 uuid=1
    is 'no7: without the guard, creating PVH with the old library ends in ERROR_INVAL' "$rc $out" '0 create-pvh: -6'
    guest old/guest old list
    is 'no7: the failed creation leaves no guest' "$(echo "$out" | head -n 1)" 'list: 1 domains'
elif ! announces old 'libxl_defbool pvshim'; then
    # This kernel also boots without a shim, whose module it should be.
    guest new/bare old create-shim kernel=$G/pvh shim=$G/shim name=1 uuid=1
    is 'no7: without the guard, the old library creates a guest in the shim' "$rc" 0
    run "$HOST_BIN/new/examine" "$h" 1
    like 'no7: the guest runs its kernel without the shim' "$out" '^entered: pvh'
else
    guest new/bare old create-shim kernel=$G/pvh shim=$G/shim name=1 uuid=1
    run "$HOST_BIN/new/examine" "$h" 1 $G/pvh
    like 'no7: an old library that has pvshim runs the shim' "$out" '^entered: shim'
fi
all_seen
