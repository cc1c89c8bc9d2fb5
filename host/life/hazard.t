# SPDX-License-Identifier: LGPL-2.1-only
# What the guard prevents, where it takes a host to see it.
. host/life/lib.sh

# What examine complains of beside that, ES, is the old library's own fault.
start_host old
if ! native_pvh; then
    guest new/bare old create-pvh kernel=$G/pvh name=1 uuid=1
    is 'no7: without the guard PVH on the old library ends in ERROR_INVAL' "$rc $out" '0 create-pvh: -6'
    guest old/guest old list
    is 'no7: and makes no guest' "$(echo "$out" | head -n 1)" 'list: 1 domains'
elif ! announces old 'libxl_defbool pvshim;'; then
    # A kernel that boots both ways: it should be a module of the shim's.
    guest new/bare old create-shim kernel=$G/pvh shim=$G/shim name=1 uuid=1
    is 'no7: without the guard a shim guest is made on the old library' "$rc" 0
    run "$HOST_BIN/new/examine" "$h" 1
    like 'no7: the kernel is entered, and no shim' "$out" '^entered: pvh'
else
    guest new/bare old create-shim kernel=$G/pvh shim=$G/shim name=1 uuid=1
    run "$HOST_BIN/new/examine" "$h" 1 $G/pvh
    like 'no7: the old library has pvshim, and nothing goes wrong' "$out" '^entered: shim'
fi
all_seen
