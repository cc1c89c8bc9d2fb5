# SPDX-License-Identifier: LGPL-2.1-only
# Uses tests/tap.sh
# To be sourced by life/*.t, which host/lifecycle runs.
. tests/tap.sh
T=$(cd -P -- "$T" && pwd) # as run names it
host=$ROOT/host
: "${HOST_OLD:?run host/lifecycle}"
export TMPDIR="$T"
G=$HOST_GUESTS
h=
end_host() {
    [ -z "$h" ] || {
        grep ' unimplemented$' "$h/log" >>"$T/unimplemented"
        "$host/run" --end "$h"
    }
    h=
}
# Every file of tests ends with this.
all_seen() {
    end_host
    is 'no host was asked for what it does not know' "$(cat "$T/unimplemented")" ''
    done_testing
}
trap 'end_host; rm -rf "$T"' EXIT

prefix_of() { # old|new
    case $1 in old) echo "$HOST_OLD" ;; new) echo "$HOST_NEW" ;; esac
}

# A fresh host, with the xenstored of this side; its folder is $h.
start_host() { # old|new [NAME]
    end_host
    h=$T/${2:-h}
    "$host/run" --keep "$h" --prefix "$(prefix_of "$1")" || { h=; echo "Bail out! no host"; exit 2; }
}

# in_host old|new COMMAND...: with the libraries and programs of this side. Its
# status in $rc, what it wrote in $out and $err.
in_host() {
    side=$1
    shift
    timeout -k 5 120 "$host/run" --keep "$h" --prefix "$(prefix_of "$side")" -- "$@" >"$T/out" 2>"$T/err" </dev/null
    rc=$?
    out=$(chatter <"$T/out")
    err=$(chatter <"$T/err")
}
# What the old library prints while it makes ACPI tables is no complaint; the new
# one prints nothing.
chatter() {
    case $side in
    old) grep -v -E '^(S3 disabled|S4 disabled|CONV disabled|)$' ;;
    *) grep -v '^$' ;;
    esac
}

# guest CALLER old|new ACTION...: CALLER is old/guest, new/guest or new/plain.
guest() {
    caller=$1 lib=$2
    shift 2
    in_host "$lib" "$HOST_BIN/$caller" "$@"
}
# The same under valgrind; what it complains of is in $complaints and comes first
# in $err.  A child of libxl's takes its status from valgrind, too, so that is
# left alone.  HOST_VALGRIND=no does without.
checked_guest() {
    caller=$1 lib=$2 complaints=
    shift 2
    if [ "${HOST_VALGRIND:-}" = no ]; then
        guest $caller $lib "$@"
        return
    fi
    rm -f "$T"/valgrind.*
    in_host "$lib" valgrind -q --log-file="$T/valgrind.%p" --leak-check=full \
        --show-leak-kinds=definite,indirect --child-silent-after-fork=yes \
        --suppressions="$ROOT/tests/libxl/callers/samples/valgrind.supp" \
        "$HOST_BIN/$caller" "$@"
    complaints=$(cat "$T"/valgrind.*)
    err=$complaints$err
}
# What the hypervisor was told of a domain, and the N-th configuration in $out.
told() { "$HOST_BIN/new/settings" "$h" "$1" 2>&1; } # DOMID
# A sum of what the domain builder left: memory and, of a PV guest, vCPUs.
built() { # DOMID
    (cd "$h" && ls | grep -E "^dom$1\.(mem|vcpu)" | tar --sparse --mtime=@0 -cf - -T -) | cksum
}
configuration() { # N
    echo "$out" | awk -v n="$1" '/^types / { i++; on = i == n; next } /^[a-z]/ { on = 0 } on'
}

# Each message to xenstored of these kinds, as "KIND ARGUMENTS"; but what the
# drivers say, who may be slow.  They are who writes this node.
told_xenstored() { # KIND|KIND...
    drivers=$(sed -n 's,^IN \([^ ]*\) .* WRITE (/tool/xenstored .*,\1,p' "$h/xenstore.trace")
    grep -v "^IN ${drivers:?} " "$h/xenstore.trace" |
        sed -n -E "s/^IN [^ ]* [0-9]* [0-9:]* ($1) \((.*)\)\$/\1 \2/p"
}

announces() { # old|new TEXT: do its headers have it?
    grep -q -e "$2" "$(prefix_of "$1")"/include/libxl.h "$(prefix_of "$1")"/include/_libxl_types.h
}
# 4.8 and 4.9 learn PVH from the queue; 4.10.0 learns pvshim from it.
native_pvh() { announces old 'LIBXL_DOMAIN_TYPE_PVH ='; }
has_pvhv1() { announces old LIBXL_HAVE_CREATEINFO_PVH; }

# What life and death of one guest are made of; the domain is 1 in a fresh host.
creation() { # KIND
    direct="cmdline=root=/dev/xvda ramdisk=$G/ramdisk"
    echo "create-$1 vcpus=4 mb=32"
    case $1 in
    pv) echo "kernel=$G/pv $direct" ;;
    pvhv1) echo "kernel=$G/pvhv1 $direct" ;;
    hvm) if native_pvh; then
            echo "device_model=$HOST_BIN/device-model firmware=$G/firmware"
        else
            echo "kernel=$G/pvh $direct timer_mode=2 nested=1"
        fi ;;
    # 4.10's library aborts when it is asked for nested PVH (43cc31b477).
    pvh) echo "kernel=$G/pvh $direct timer_mode=2$(native_pvh || echo " nested=1")" ;;
    shim) echo "kernel=$G/pv $direct shim=$G/shim shim_extra=loglvl=all timer_mode=2 nested=1" ;;
    esac
}
life='+ list + info + config + pause + unpause + unpause + info + memory mb=16 + vcpus n=2 + info + config'
death='again domid=1 + info + config + destroy + list'
# whole_life CALLER old|new KIND [KEY=VALUE...]: both, in a program each.  Between
# them $before_death gets what the hypervisor was told, $built what was built.
whole_life() {
    caller=$1 lib=$2 kind=$3
    shift 3
    start_host $lib
    checked_guest $caller $lib $(creation $kind) "$@" $life
    before_death=$(told 1) built=$(built 1)
    set -- $rc "$out" "$err"
    checked_guest $caller $lib $death
    [ $1 = 0 ] || rc=$1
    out="$2
$out" err=$3$err
}
