# SPDX-License-Identifier: LGPL-2.1-only
# Unusually long bitmaps and command lines: no access is out of bounds, and what is
# too long is refused with a message.
. host/life/lib.sh

start_host new
for kind in pvh shim; do
    for bits in 8 128 136 1024; do
        checked_guest new/guest new $(creation $kind) uuid=1 name=$kind$bits avail_bits=$bits
        is "$kind: avail_vcpus of $bits bits is accepted" "$rc $err" '0 '
        like "$kind: a guest with avail_vcpus of $bits bits is created" "$out" '^create-[a-z]*: 0, domain'
    done
done
long() { printf "%$1s" '' | tr ' ' x; }
for length in 1023 1024 70000; do
    text=$(long $length)
    checked_guest new/guest new create-pvh kernel=$G/pvh uuid=1 name=p$length cmdline=$text
    is "pvh: a command line of $length bytes is accepted" "$rc $err" '0 '
    for key in cmdline shim_cmdline shim_extra; do
        checked_guest new/guest new create-shim kernel=$G/pv shim=$G/shim uuid=1 name=$key$length $key=$text
        case $key:$length in
        cmdline:1023 | shim_*) is "shim: $key of $length bytes is accepted" "$rc $err" '0 ' ;;
        *) like "shim: $key of $length bytes is refused" "$rc $complaints$err" '^0 [^=]*command line of module 0 too long, the limit is 1023' ;;
        esac
    done
done
all_seen
