# SPDX-License-Identifier: LGPL-2.1-only
# The unmodified xl of each tree, with the four kinds of guests.
. host/life/lib.sh

head -c 65536 /dev/zero >"$T/disk"
config() { # KIND NAME
    echo "name = \"$2\""
    echo 'memory = 32
vcpus = 2
vif = [ "mac=00:16:3e:00:00:07,bridge=br7" ]'
    if [ $1 = hvm ] && native_pvh; then
        # qemu opens the disk at once, so no script can set it up.
        echo "disk = [ \"format=raw,vdev=xvda,target=$T/disk\" ]"
    else
        echo 'disk = [ "format=raw,vdev=xvda,script=block,target=/dev/of/guest" ]'
    fi
    case $1 in
    pv) echo "kernel = \"$G/pv\"" ;;
    hvm) if native_pvh; then
            printf 'type = "hvm"\ndevice_model_version = "qemu-xen"\ndevice_model_override = "%s"\nfirmware_override = "%s"\nvnc = 0\n' \
                "$HOST_BIN/device-model" $G/firmware
        else
            printf 'builder = "hvm"\ndevice_model_version = "none"\nkernel = "%s"\n' $G/pvh
        fi ;;
    pvh) printf 'type = "pvh"\nkernel = "%s"\ncmdline = "root=/dev/xvda"\n' $G/pvh ;;
    shim) printf 'type = "pvh"\nkernel = "%s"\npvshim = 1\npvshim_path = "%s"\npvshim_extra = "loglvl=all"\n' $G/pv $G/shim ;;
    esac
}

# shellcheck disable=SC2154 # id is set at each call
flow() { # XL LIB KIND: the commands of a guest's life
    config $3 g >"$T/$3.cfg"
    xl_begins "$1" $2 "$T/$3.cfg"
    like "$id: xl list -l has the type" "$json" "\"type\": \"$(case $3 in shim) echo pvh ;; *) echo $3 ;; esac)\""
    in_host $2 "$1" mem-set g 24
    is "$id: xl mem-set" "$rc $err" '0 '
    in_host $2 "$1" vcpu-set g 1
    is "$id: xl vcpu-set" "$rc $err" '0 '
    in_host new "$HOST_BIN/new/store-ls" /local/domain/1
    # Video memory is subtracted.  An unpatched 4.10 has -1 kB of it for PVH.
    video=$(echo "$out" | sed -n 's,.*/memory/videoram = ,,p')
    like "$id: the guest's memory target is in xenstore" "$out" "/memory/target = $((24576 - video))\$"
    [ $2 = old ] || is "$id: its video memory is in xenstore" $video $([ $3 = hvm ] && native_pvh && echo 8192 || echo 0)
    [ $3 = hvm ] && native_pvh || like "$id: the removed vCPU is offline in xenstore" "$out" '/cpu/1/availability = offline$'
    in_host $2 "$1" pause g
    is "$id: xl pause" "$rc $err" '0 '
    in_host $2 "$1" unpause g
    is "$id: xl unpause" "$rc $err" '0 '
    in_host $2 "$1" destroy g
    is "$id: xl destroy" "$rc $err" '0 '
    in_host $2 "$1" list
    is "$id: it is gone" "$(echo "$out" | grep -c '^g ')" 0
}

for kind in pv hvm $(! native_pvh || echo pvh); do
    start_host old
    id="old: $kind" flow "$HOST_OLD/bin/xl" old $kind
    start_host new
    id="on1: old xl, new library: $kind" flow "$HOST_OLD/bin/xl" new $kind
done
for kind in pv hvm pvh shim; do
    start_host new
    id="onew: $kind" flow "$HOST_NEW/bin/xl" new $kind
done

# Each xl lists and destroys the guests that the other one created.
made_by() { # old|new KIND...: create guests with this xl; the name is the kind
    start_host $1
    lib=$1
    shift
    for kind in "$@"; do
        config $kind $kind >"$T/$kind.cfg"
        in_host $lib "$(prefix_of $lib)/bin/xl" create "$T/$kind.cfg"
    done
}
seen_by() { # XL LIB KIND...
    xl=$1 lib=$2
    shift 2
    in_host $lib "$xl" list
    is "$id: xl list" "$rc $err $(echo "$out" | tail -n +3 | sed 's/ .*//' | xargs)" "0  $*"
    in_host $lib "$xl" vcpu-list
    is "$id: xl vcpu-list" "$rc $err $(echo "$out" | grep -v ^Domain-0 | tail -n +2 | sed 's/ .*//' | uniq -c | xargs)" \
        "0  $(for kind in "$@"; do echo 2 $kind; done | xargs)"
    for kind in "$@"; do
        in_host $lib "$xl" list -l $kind
        case $kind in
        pvh | shim) type=pvh ;;
        *) type=$kind ;;
        esac
        # The old libraries of 4.8 and 4.9 cannot read a PVH guest's configuration.
        if [ $lib = old ] && [ $type = pvh ] && ! native_pvh; then
            is "$id: xl list -l: $kind" "$rc $(echo "$out" | tr -d '\n')" '0 []'
        else
            like "$id: xl list -l: $kind" "$rc $err $out" '^0  \[' && like "$id: its type: $kind" "$out" "\"type\": \"$type\""
        fi
        in_host $lib "$xl" destroy $kind
        is "$id: xl destroy: $kind" "$rc $err" '0 '
    done
    in_host $lib "$xl" list
    is "$id: all guests are gone" "$(echo "$out" | wc -l)" 2
}

made_by old pv hvm
id='on1: created by the old xl, seen by the new one' seen_by "$HOST_NEW/bin/xl" new pv hvm
for library in old new; do
    made_by new pv hvm pvh shim
    id="on6: created by the new xl, seen by the old one, $library library" seen_by "$HOST_OLD/bin/xl" $library pv hvm pvh shim
done

start_host old
config shim g >"$T/shim.cfg"
in_host old "$HOST_NEW/bin/xl" create "$T/shim.cfg"
is 'no2: the new xl is refused by the old library' "$([ $rc -ne 0 ] && echo refused)" refused
like 'no2: the message names what is missing' "$err" 'libxl_guard_pv|LIBXL_PVH_BACKPORT'
in_host old "$HOST_OLD/bin/xl" list
is 'no2: no guest was created' "$(echo "$out" | wc -l)" 2

# How long a PVH guest's create, list and destroy take, without valgrind.
start_host new
config pvh g >"$T/pvh.cfg"
before=$(date +%s%N)
in_host new sh -c "xl create -q $T/pvh.cfg && xl list && xl destroy g"
echo "# create, list and destroy of a PVH guest: $((($(date +%s%N) - before) / 1000000)) ms"
is 'create, list and destroy succeed in one run' $rc 0
all_seen
