# SPDX-License-Identifier: LGPL-2.1-only
# PVH guests of these releases cannot have PCI devices.  A guest to which an
# unpatched library gave one can be destroyed.
. host/life/lib.sh

# Write the nodes of a device, as far as the toolstack reads them.
give_device() { # DOMID
    while read -r node value; do
        in_host new "$HOST_BIN/new/store-write" "/local/domain/$node" "$value"
    done <<EOF
0/backend/pci/$1/0/frontend /local/domain/$1/device/pci/0
0/backend/pci/$1/0/frontend-id $1
0/backend/pci/$1/0/online 1
0/backend/pci/$1/0/state 4
0/backend/pci/$1/0/domain guest
0/backend/pci/$1/0/num_devs 1
0/backend/pci/$1/0/key-0 0000:02:00.0
0/backend/pci/$1/0/dev-0 0000:02:00.0
0/backend/pci/$1/0/vdevfn-0 0
0/backend/pci/$1/0/opts-0 msitranslate=0,power_mgmt=0,permissive=0
0/backend/pci/$1/0/state-0 3
$1/device/pci/0/backend /local/domain/0/backend/pci/$1/0
$1/device/pci/0/backend-id 0
$1/device/pci/0/state 4
EOF
}

for kind in pvh shim; do
    start_host new
    guest new/guest new $(creation $kind)
    give_device 1
    in_host new xl pci-list 1
    like "$kind: the guest has a device" "$rc $out" '0000:02:00\.0|02:00\.0'
    checked_guest new/guest new destroy domid=1 + list
    like "$kind: the guest is destroyed" "$rc $out" '^0 destroy: 0$' && like "$kind: the guest is gone" "$out" '^list: 1 domains$'
    is "$kind: valgrind finds no fault" "$complaints" ''
    in_host new "$HOST_BIN/new/store-ls"
    is "$kind: no device is left" "$(echo "$out" | grep '/pci/')" ''
done

cat >"$T/g.cfg" <<EOF
name = "g"
type = "pvh"
kernel = "$G/pvh"
memory = 32
pci = [ "02:00.0" ]
EOF
start_host new
in_host new xl create "$T/g.cfg"
is 'xl create with a device is refused' "$([ $rc -ne 0 ] && echo refused)" refused
like 'xl create with a device is refused with a message' "$err" 'a PVH guest cannot have PCI devices$'
in_host new xl list
is 'xl create with a device leaves no guest' "$(echo "$out" | wc -l)" 2
all_seen
