# SPDX-License-Identifier: LGPL-2.1-only
# Options of PV and HVM guests together with type="pvh".
. host/life/lib.sh

# made LINE...: create a PVH guest with these lines in its file
made() {
    printf '%s\n' 'name = "g"' 'type = "pvh"' "kernel = \"$G/pvh\"" 'memory = 32' "$@" >"$T/g.cfg"
    start_host new
    in_host new xl create "$T/g.cfg"
}
emulator="device_model_version = \"qemu-xen\"
device_model_override = \"$HOST_BIN/device-model\""

# The framebuffer of a PV guest.
made vnc=1 'keymap = "de"' "$emulator"
is 'vnc=1: the guest is created' $rc 0
in_host new "$HOST_BIN/new/store-ls" /local/domain/0/backend/vfb/1/0
like 'vnc=1: it has a framebuffer' "$rc $out" '/vnc = 1$'
like 'vnc=1: qemu serves the framebuffer, with its keymap' "$(cat "$h/device-model")" '-xen-attach.* -k de( |$)'
made vnc=1 'vfb = [ "vnc=1,vnclisten=127.0.0.2" ]' "$emulator"
in_host new "$HOST_BIN/new/store-ls" /local/domain/0/backend/vfb/1
is 'vfb=: there is one framebuffer' "$rc $(echo "$out" | grep -c '/vnclisten = 127.0.0.2$') $(echo "$out" | grep -c '/vnc = ')" '0 1 1'

# The stub domain of an HVM guest; a PVH guest's qemu never runs in one.
made device_model_stubdomain_override=1 'device_model_version = "qemu-xen-traditional"' 'vfb = [ "vnc=1" ]' \
    "device_model_override = \"$HOST_BIN/device-model\""
is 'a stub domain is refused' "$rc $(echo "$err" | grep -c 'a PVH guest has no device model to run in a stub domain')" '6 1'
in_host new xl list
is 'a stub domain is refused: no guest is left' "$(echo "$out" | wc -l)" 2

# Memory reserved for an HVM guest's devices.
made 'rdm = "strategy=host,policy=relaxed"' mmio_hole=3072
is 'rdm and mmio_hole: the guest is created' $rc 0
is 'rdm and mmio_hole: no reserved memory is asked for' "$(grep -c reserved_device_memory_map "$h/log")" 0

# One type in c_info, another one in b_info.
two_types() { # C_INFO B_INFO
    cat >"$T/two.json" <<EOF
{"c_info": {"type": "$1", "name": "g"},
 "b_info": {"max_vcpus": 1, "avail_vcpus": [0], "max_memkb": 32768, "shadow_memkb": 1280, "kernel": "$G/pvh", "type.$2": {}}}
EOF
    start_host new
    checked_guest new/guest new create-json file="$T/two.json"
}
for types in 'pv pvh' 'hvm pvh' 'pvh pv' 'pvh hvm' 'pv hvm' 'hvm pv'; do
    two_types $types
    is "$types: refused with a message" "$rc $complaints$out $(echo "$err" | grep -c 'a guest has one type')" '0 create-json: -6 1'
done

# Device model "none", which makes an HVM guest PVHv2 before 4.10.
head -c 65536 /dev/zero >"$T/disk"
made 'device_model_version = "none"'
# A configuration in which a library has stored device model "none".
stored() { # NAME NUMBER
    cat <<EOF
{"c_info": {"type": "pvh", "name": "$1", "uuid": "00000000-0000-0000-0000-0000000000$2"},
 "b_info": {"max_vcpus": 1, "avail_vcpus": [0], "max_memkb": 32768, "target_memkb": 32768, "shadow_memkb": 1280,
  "device_model_version": "none", "kernel": "$G/pvh", "type.pvh": {}}}
EOF
}

if native_pvh; then
    # 4.10 does not have it any more.
    like 'xl refuses device model "none", and names it' "$rc $(echo "$err" | tail -n 1)" '^1 Unknown device_model_version "none"'
    stored a 01 >"$T/a.json"
    checked_guest new/guest new create-json file="$T/a.json"
    like 'a stored configuration is not read' "$rc $out" '^0 create-json: not read: -[0-9]+$'
    all_seen
    exit
fi

is 'a11: xl: the guest is created' $rc 0
is 'a11: xl: one warning says that device model "none" is ignored' "$(echo "$err" | grep -c '^WARNING: ignoring device_model_version="none".*PVH')" 1
in_host new xl list -l g
like 'a11: xl: the guest is PVH' "$rc $out" '"type": "pvh"'
is 'a11: xl: its configuration has no device model, so 4.10 can read it' "$(echo "$out" | grep device_model_version)" ''

# With libxl, and a disk that qemu serves.
checked_guest new/guest new create-pvh none=1 kernel=$G/pvh name=b uuid=2 qdisk="$T/disk" \
    device_model=$HOST_BIN/device-model + config
like 'libxl: the guest is created, with a disk' "$rc $err $out" '^0  create-pvh: 0, domain'
is 'a11: libxl: its configuration has no device model' "$(echo "$out" | grep device_model_version)" ''
like 'libxl: qemu serves the disk' "$(cat "$h/device-model")" '-xen-attach'

stored c 03 >"$T/c.json"
checked_guest new/guest new create-json file="$T/c.json" + config + again + config
is 'a11: a stored configuration is read; the guest is created twice' "$rc $err $(echo "$out" | grep -c -E '^(create-json|again): 0, domain')" '0  2'
is 'a11: a stored configuration loses its device model' "$(echo "$out" | grep device_model_version)" ''

# HVM guests keep device model "none".
guest new/guest new $(creation hvm) name=d uuid=4 + config
like 'a4: an HVM guest keeps device model "none"' "$rc $out" '"device_model_version": "none"'
all_seen
