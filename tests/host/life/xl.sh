# SPDX-License-Identifier: LGPL-2.1-only
# xl of each tree, as it is, with the four kinds of guests.
. tests/host/life/lib

head -c 65536 /dev/zero >"$T/disk"
config() { # KIND NAME
    echo "name = \"$2\""
    echo 'memory = 32
vcpus = 2
vif = [ "mac=00:16:3e:00:00:07,bridge=br7" ]'
    if [ $1 = hvm ] && native_pvh; then
        # qemu cannot read from a disk that a script has yet to make.
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

flow() { # XL LIB KIND: what a user does
    config $3 g >"$T/$3.cfg"
    in_host $2 "$1" create "$T/$3.cfg"
    is "$id: xl create" "$rc $(echo "$err" | grep -v '^Parsing config')" '0 '
    in_host $2 "$1" list
    like "$id: xl list" "$rc $out" '^0 Name' && like "$id: has the guest" "$out" '^g  *1  *[0-9]+  *1 '
    in_host $2 "$1" list -l g
    is "$id: xl list -l" "$rc $err" '0 '
    like "$id: of its type" "$out" "\"type\": \"$(case $3 in shim) echo pvh ;; *) echo $3 ;; esac)\""
    in_host $2 "$1" vcpu-list g
    is "$id: xl vcpu-list" "$rc $err $(echo "$out" | grep -c '^g ')" '0  2'
    in_host $2 "$1" config-update g "$T/$3.cfg"
    is "$id: xl config-update" $rc 0
    in_host $2 "$1" mem-set g 24
    is "$id: xl mem-set" "$rc $err" '0 '
    in_host $2 "$1" vcpu-set g 1
    is "$id: xl vcpu-set" "$rc $err" '0 '
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

start_host old
config shim g >"$T/shim.cfg"
in_host old "$HOST_NEW/bin/xl" create "$T/shim.cfg"
is 'no2: xl create of a guest in the shim with the old library is refused' "$([ $rc -ne 0 ] && echo refused)" refused
like 'no2: it names what is missing' "$err" 'libxl_guard_pv|LIBXL_PVH_BACKPORT'
in_host old "$HOST_OLD/bin/xl" list
is 'no2: no guest was made' "$(echo "$out" | wc -l)" 2

# A user's hour in a second (without valgrind): create, list, destroy.
start_host new
config pvh g >"$T/pvh.cfg"
before=$(date +%s%N)
in_host new sh -c "xl create -q $T/pvh.cfg && xl list && xl destroy g"
echo "# create, list and destroy of a PVH guest: $((($(date +%s%N) - before) / 1000000)) ms"
is 'create, list and destroy in one go' $rc 0
all_seen
