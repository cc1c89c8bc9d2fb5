# SPDX-License-Identifier: LGPL-2.1-only
# Uses tests/tap.sh
# To be sourced by life/*.t and life-arm/*.t, which host/lifecycle runs.
. tests/tap.sh
T=$(cd -P -- "$T" && pwd) # without links, as run prints it
host=$ROOT/host
: "${HOST_OLD:?run host/lifecycle}"
export TMPDIR="$T"
G=$HOST_GUESTS
pv=$G/pv # the kernel of PV guests
h=
end_host() {
    [ -z "$h" ] || {
        grep ' unimplemented$' "$h/log" >>"$T/unimplemented"
        "$host/run" --end "$h"
    }
    h=
}
# To be called at the end of each test file.
all_seen() {
    end_host
    is 'no hypercall is unimplemented' "$(cat "$T/unimplemented")" ''
    done_testing
}
trap 'end_host; rm -rf "$T"' EXIT

prefix_of() { # old|new
    case $1 in old) echo "$HOST_OLD" ;; new) echo "$HOST_NEW" ;; esac
}

# Start a new host with the xenstored of this side; its folder is in $h.
start_host() { # old|new [NAME]
    end_host
    h=$T/${2:-h}
    "$host/run" --keep "$h" --prefix "$(prefix_of "$1")" || { h=; echo "Bail out! no host"; exit 2; }
}

# in_host old|new COMMAND...: run a command with the libraries and programs of this
# side; its status goes to $rc, its output to $out and $err.
in_host() {
    side=$1
    shift
    timeout -k 5 120 "$host/run" --keep "$h" --prefix "$(prefix_of "$side")" -- "$@" >"$T/out" 2>"$T/err" </dev/null
    rc=$?
    out='' err=''
    [ ! -s "$T/out" ] || out=$(chatter <"$T/out")
    [ ! -s "$T/err" ] || err=$(chatter <"$T/err")
}
# Filter: removes what the old library prints while it makes ACPI tables.  The new
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
# The same under valgrind; its complaints are in $complaints and at the beginning of
# $err.  valgrind's status is not used, since children of libxl would have it, too.
# HOST_VALGRIND=no runs the guest without valgrind.
checked_guest() {
    caller=$1 lib=$2 complaints=
    shift 2
    if [ "${HOST_VALGRIND:-}" = no ]; then
        guest $caller $lib "$@"
        return
    fi
    rm -f "$T"/valgrind.*
    in_host "$lib" valgrind -q --read-inline-info=no --log-file="$T/valgrind.%p" --leak-check=full \
        --show-leak-kinds=definite,indirect --child-silent-after-fork=yes \
        --suppressions="$ROOT/tests/libxl/callers/samples/valgrind.supp" \
        "$HOST_BIN/$caller" "$@"
    complaints=$(cat "$T"/valgrind.*)
    err=$complaints$err
}
# A domain's settings in the hypervisor.
told() { ${XENHOST_EMULATOR:-} "$HOST_BIN/new/settings" "$h" "$1" 2>&1; } # DOMID
# A checksum of a new guest's memory and, if it is PV, of its vCPUs.
built() { # DOMID
    (cd "$h" && ls | grep -E "^dom$1\.(mem|vcpu)" | tar --sparse --mtime=@0 -cf - -T -) | cksum
}
configuration() { # N: the N-th configuration in $out
    echo "$out" | awk -v n="$1" '/^types / { i++; on = i == n; next } /^[a-z]/ { on = 0 } on'
}

# Each message to xenstored of these kinds, as "KIND ARGUMENTS", except those of
# `drivers', whose timing varies; it is the one that writes /tool/xenstored.
told_xenstored() { # KIND|KIND...
    drivers=$(sed -n 's,^IN \([^ ]*\) .* WRITE (/tool/xenstored .*,\1,p' "$h/xenstore.trace")
    grep -v "^IN ${drivers:?} " "$h/xenstore.trace" |
        sed -n -E "s/^IN [^ ]* [0-9]* [0-9:]* ($1) \((.*)\)\$/\1 \2/p"
}

# Each write to xenstore once, without times and process ids.  Transactions that are
# repeated because of a conflict count once, too.
written() {
    told_xenstored 'WRITE|MKDIR|RM|SET_PERMS' |
        sed -E -e 's,^(WRITE [^ ]*/(start_time|device-model-pid|device-model-domid|qemu-pid)) .*,\1,' \
            -e 's/ +$//' | sort -u
}
# How what the libraries write differs: the old ones of 4.8 and 4.9 write no type.
type_is_new() { native_pvh || echo "> WRITE /libxl/1/type $1"; } # TYPE

announces() { # old|new TEXT: do this side's headers contain the text?
    grep -q -e "$2" "$(prefix_of "$1")"/include/libxl.h "$(prefix_of "$1")"/include/_libxl_types.h
}
# 4.8 and 4.9 learn PVH from the queue; 4.10.0 learns pvshim from it.
native_pvh() { announces old 'LIBXL_DOMAIN_TYPE_PVH ='; }
has_pvhv1() { announces old LIBXL_HAVE_CREATEINFO_PVH; }

# The actions of a guest's life and death; in a new host the guest is domain 1.
creation() { # KIND
    direct="cmdline=root=/dev/xvda ramdisk=$G/ramdisk"
    echo "create-$1 vcpus=4 mb=32"
    case $1 in
    pv) echo "kernel=$pv $direct" ;;
    pvhv1) echo "kernel=$G/pvhv1 $direct" ;;
    hvm) if native_pvh; then
            echo "device_model=$HOST_BIN/device-model firmware=$G/firmware"
        else
            echo "kernel=$G/pvh $direct timer_mode=2 nested=1"
        fi ;;
    # An unpatched 4.10 library aborts if a PVH guest is nested (43cc31b477).
    pvh) echo "kernel=$G/pvh $direct timer_mode=2$(native_pvh || echo " nested=1")" ;;
    shim) echo "kernel=$G/pv $direct shim=$G/shim shim_extra=loglvl=all timer_mode=2 nested=1" ;;
    esac
}
life='+ list + info + config + pause + unpause + unpause + info + memory mb=16 + vcpus n=2 + info + config'
death='again domid=1 + info + config + destroy + list'
# whole_life CALLER old|new KIND [KEY=VALUE...]: run life and death, each in a
# program of its own.  $before_death gets the settings, $built the checksum, as
# they are between the two.
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

# What an xl does first in a guest's life, with $id in the tests' names; what xl list -l
# prints goes to $json.
# shellcheck disable=SC2154 # the test sets id
xl_begins() { # XL LIB FILE: the guest's file, of a guest named g with two vCPUs
    in_host $2 "$1" create "$3"
    is "$id: xl create" "$rc $(echo "$err" | grep -v '^Parsing config')" '0 '
    in_host $2 "$1" list
    like "$id: xl list" "$rc $out" '^0 Name' && like "$id: xl list has the guest" "$out" '^g  *1  *[0-9]+  *1 '
    in_host $2 "$1" list -l g
    is "$id: xl list -l" "$rc $err" '0 '
    # shellcheck disable=SC2034 # for the test
    json=$out
    in_host $2 "$1" vcpu-list g
    is "$id: xl vcpu-list" "$rc $err $(echo "$out" | grep -c '^g ')" '0  2'
    echo "# another day" >>"$3"
    in_host $2 "$1" config-update g "$3"
    is "$id: xl config-update" $rc 0
    ok "$id: the configuration is kept" grep -q '^# another day' "$h"/root/var/lib/xen/userdata-d.1.*.xl
}
