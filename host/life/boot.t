# SPDX-License-Identifier: LGPL-2.1-only
# A new guest's memory and vCPU are as the PVH boot ABI demands.
. host/life/lib.sh

# examine [--reclaimable] DOMID MODULE...
examine() {
    how=
    case $1 in --*) how=$1 && shift ;; esac
    domid=$1
    shift
    run "$HOST_BIN/new/examine" $how "$h" $domid "$@"
}

start_host new
guest new/guest new create-pvh kernel=$G/pvh "cmdline=quiet root=/dev/xvda" ramdisk=$G/ramdisk name=1 uuid=1 vcpus=3
is 'a PVH guest with ramdisk is created' "$rc $err" '0 '
examine 1 $G/ramdisk
is 'the kernel is entered as the ABI demands, with the ramdisk as module' "$rc $out" "0 entered: pvh
command line: quiet root=/dev/xvda
module 0: "
guest new/guest new create-pvh kernel=$G/pvh name=2 uuid=2
examine 2
is 'without ramdisk and command line there is no module and an empty command line' "$rc $out" '0 entered: pvh
command line: '
examine 2 $G/ramdisk
is 'examine fails if the ramdisk is missing' $rc 1

guest new/guest new create-shim kernel=$G/pv "cmdline=quiet root=/dev/xvda" ramdisk=$G/ramdisk shim=$G/shim \
    "shim_cmdline=pv-shim console=xen" "shim_extra=loglvl=all sched=null" name=3 uuid=3
is 'a guest in the shim is created' "$rc $err" '0 '
examine 3 $G/pv $G/ramdisk
is 'the shim is entered, kernel and ramdisk are its modules, pvshim_extra is appended' "$rc $out" "0 entered: shim
command line: pv-shim console=xen loglvl=all sched=null
module 0: quiet root=/dev/xvda
module 1: "
guest new/guest new create-shim kernel=$G/pv shim=$G/shim name=4 uuid=4
examine 4 $G/pv
is "the shim has a default command line" "$rc $out" "0 entered: shim
command line: pv-shim console=xen,pv
module 0: "
guest new/guest new create-shim kernel=$G/pv shim=$G/shim name=5 uuid=5 ramdisk=$G/none
like 'a ramdisk that is not there is an error' "$rc $out" '^0 create-shim: -[0-9]+'

# By default libxl looks for the shim in the firmware folder.
firmware=$(sed -n 's,^XENFIRMWAREDIR *:= *,,p' "$HOST_NEW/tree/config/Paths.mk")
cp $G/shim "$h/root$firmware/xen-shim"
guest new/guest new create-shim kernel=$G/pv name=6 uuid=6
is 'a guest with the shim of the firmware folder is created' "$rc $err" '0 '
examine "$(echo "$out" | sed 's/.*domain //')" $G/pv
like 'the shim of the firmware folder is entered' "$rc $out" '^0 entered: shim'

# The old library makes faults that the queue fixes: the segment es, and in 4.9 the
# ramdisk's address.
if ! native_pvh; then
    start_host old
    guest old/guest old create-hvm kernel=$G/pvh cmdline=quiet ramdisk=$G/ramdisk
    examine --reclaimable 1 $G/ramdisk
    echo "$out" | sed -n 's/^examine:/# the old library:/p'
    reference=$(echo "$out" | grep -v '^examine:')
    start_host new
    guest old/guest new create-hvm kernel=$G/pvh cmdline=quiet ramdisk=$G/ramdisk
    examine --reclaimable 1 $G/ramdisk
    is 'on7: HVM with device model none is entered as with the old library' "$rc $out" "0 $reference"
    is 'on7: HVM with device model none has its command line and ramdisk' "$out" 'entered: pvh
command line: quiet
module 0: '
fi
all_seen
