# SPDX-License-Identifier: LGPL-2.1-only
# type="pvh" beside what made an HVM guest PVHv2 before: device_model_version="none".
. tests/host/life/lib

head -c 65536 /dev/zero >"$T/disk"
cat >"$T/g.cfg" <<EOF
name = "g"
type = "pvh"
device_model_version = "none"
kernel = "$G/pvh"
memory = 32
EOF
# As a library wrote it that left the word in.
stored() { # NAME
    cat <<EOF
{"c_info": {"type": "pvh", "name": "$1", "uuid": "00000000-0000-0000-0000-0000000000$2"},
 "b_info": {"max_vcpus": 1, "avail_vcpus": [0], "max_memkb": 32768, "target_memkb": 32768,
  "device_model_version": "none", "kernel": "$G/pvh", "type.pvh": {}}}
EOF
}

if native_pvh; then
    # It ended with 4.9.
    start_host new
    in_host new xl create "$T/g.cfg"
    like 'xl: refused by its name' "$rc $(echo "$err" | tail -n 1)" '^1 Unknown device_model_version "none"'
    stored a 01 >"$T/a.json"
    checked_guest new/guest new create-json file="$T/a.json"
    like 'a stored configuration is not read' "$rc $out" '^0 create-json: not read: -[0-9]+$'
    all_seen
    exit
fi

start_host new
in_host new xl create "$T/g.cfg"
is 'a11: xl: made' $rc 0
is 'a11: xl: with one warning that says why' "$(echo "$err" | grep -c '^WARNING: ignoring device_model_version="none".*PVH')" 1
in_host new xl list -l g
like 'a11: xl: it is PVH' "$rc $out" '"type": "pvh"'
is 'a11: xl: which 4.10 can read' "$(echo "$out" | grep device_model_version)" ''

# By libxl, with a disk that a qemu serves.
checked_guest new/guest new create-pvh none=1 kernel=$G/pvh name=b uuid=2 qdisk="$T/disk" \
    device_model=$HOST_BIN/device-model + config
like 'libxl: made, with a disk' "$rc $err $out" '^0  create-pvh: 0, domain'
is 'a11: libxl: its configuration is without' "$(echo "$out" | grep device_model_version)" ''
like 'libxl: qemu serves the disk' "$(cat "$h/device-model")" '-xen-attach'

stored c 03 >"$T/c.json"
checked_guest new/guest new create-json file="$T/c.json" + config + again + config
is 'a11: read from what was stored, made and made again' "$rc $err $(echo "$out" | grep -c -E '^(create-json|again): 0, domain')" '0  2'
is 'a11: and then without' "$(echo "$out" | grep device_model_version)" ''

# HVM guests keep it.
guest new/guest new $(creation hvm) name=d uuid=4 + config
like 'a4: HVM: kept' "$rc $out" '"device_model_version": "none"'
all_seen
