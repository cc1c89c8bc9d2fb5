# SPDX-License-Identifier: LGPL-2.1-only
# Disks, networks and bootloaders: hotplug scripts run, backends are made and removed.
. host/life/lib.sh

boot=$host/programs/bootloader
head -c 65536 /dev/zero >"$T/disk"
for kind in pv pvh shim; do
    mkdir -p "$T/from-$kind" && cp $G/ramdisk "$T/from-$kind/ramdisk"
    case $kind in pvh) cp $G/pvh "$T/from-$kind/kernel" ;; *) cp $G/pv "$T/from-$kind/kernel" ;; esac
done
kernel_of() { case $1 in pvh | hvm) echo $G/pvh ;; *) echo $G/pv ;; esac; }

# with_devices CALLER LIB KIND: start a host, and in it such a guest with devices
with_devices() {
    start_host $2
    case $3 in
    # qemu opens the disk at once, so no script can set it up.
    hvm) checked_guest $1 $2 $(creation hvm) $(native_pvh && echo qdisk="$T/disk" || echo disk=/dev/of/guest) \
            nic=br7 + config + destroy ;;
    *) checked_guest $1 $2 create-$3 kernel=$(kernel_of $3) shim=$G/shim disk=/dev/of/guest nic=br7 + config + destroy ;;
    esac
}
device_writes() {
    told_xenstored 'WRITE|RM' | grep -E 'vbd|vif|qdisk' | sort -u
}

kinds='pv hvm'
out_old='' out_new=''
for kind in $kinds; do
    for side in old new; do
        with_devices old/guest $side $kind
        is "$kind, $side library: a guest with disk and network is created" "$rc $err" '0 '
        eval "out_$side=\$out"
        sort "$h/hotplug" >"$T/hotplug-$side"
        device_writes >"$T/writes-$side"
    done
    ok "on1: $kind: there is something to compare" test -s "$T/hotplug-old" -a -s "$T/writes-old"
    is "on1: $kind: the configuration is the same with both libraries" "$out_new" "$out_old"
    is "on1: $kind: the same hotplug scripts run" "$(diff "$T/hotplug-old" "$T/hotplug-new")" ''
    is "on1: $kind: the same device nodes are written" "$(diff "$T/writes-old" "$T/writes-new")" ''
done

for kind in pv pvh shim; do
    with_devices new/guest new $kind
    is "onew: $kind: a guest with disk and network is created" "$rc $err" '0 '
    is "onew: $kind: its hotplug scripts run" "$(sort "$h/hotplug")" 'block add backend/vbd/1/51712
block remove backend/vbd/1/51712
vif-bridge offline type_if=vif backend/vif/1/0
vif-bridge online type_if=vif backend/vif/1/0'
    like "onew: $kind: the disk is in its configuration" "$out" '"pdev_path": "/dev/of/guest"'
    like "onew: $kind: the network is in its configuration" "$out" '"bridge": "br7"'
    in_host new "$HOST_BIN/new/store-ls"
    is "onew: $kind: no device is left" "$rc $(echo "$out" | grep -E '/(vbd|vif)/')" '0 '
done

for side in old new; do
    start_host $side
    checked_guest old/guest $side create-pv bootloader="$boot" bootloader_args="--from=$T/from-pv" \
        qdisk=$T/disk device_model=$HOST_BIN/device-model + config + destroy
    is "pv, $side library: a guest with a bootloader is created" "$rc $err" '0 '
    like "pv, $side library: the bootloader runs" "$(cat "$h/bootloader" 2>&1)" "^--output=.* --from=$T/from-pv $T/disk\$"
    cp "$h/bootloader" "$T/boot-$side"
    eval "out_$side=\$out"
    device_writes >"$T/writes-$side"
done
is 'on1: pv: with a bootloader the configuration is the same with both libraries' "$out_new" "$out_old"
is 'on1: pv: the bootloader gets the same arguments' "$(diff "$T/boot-old" "$T/boot-new")" ''
is 'on1: pv: the same disk nodes are written' "$(diff "$T/writes-old" "$T/writes-new")" ''

for kind in pv pvh shim; do
    start_host new
    checked_guest new/guest new create-$kind bootloader="$boot" bootloader_args="--from=$T/from-$kind" \
        shim=$G/shim qdisk=$T/disk device_model=$HOST_BIN/device-model + config
    is "onew: $kind: a guest with a bootloader is created" "$rc $err" '0 '
    like "onew: $kind: the bootloader is in its configuration" "$out" "\"bootloader\": \"$boot\""
    is "onew: $kind: the bootloader's files are removed" "$(find "$h/root/var/run/xen" -type f 2>&1)" ''
    like "onew: $kind: qemu serves its disk" "$(cat "$h/device-model")" '-xen-domid 1 .*-xen-attach'
    case $kind in
    pvh)
        run "$HOST_BIN/new/examine" "$h" 1 $G/ramdisk
        is "onew: pvh: the bootloader's kernel, ramdisk and command line are used" "$rc $out" "0 entered: pvh
command line: from $T/disk
module 0: " ;;
    shim)
        run "$HOST_BIN/new/examine" "$h" 1 $G/pv $G/ramdisk
        is "onew: shim: the shim gets the bootloader's kernel, ramdisk and command line" "$rc $out" "0 entered: shim
command line: pv-shim console=xen,pv
module 0: from $T/disk
module 1: " ;;
    esac
    checked_guest new/guest new destroy domid=1
    is "onew: $kind: the guest is destroyed" "$rc $err" '0 '
done

all_seen
