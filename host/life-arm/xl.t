# SPDX-License-Identifier: LGPL-2.1-only
# The unmodified xl of each tree with PV guests on Arm.
. host/life/lib.sh
. host/life-arm/images.sh

config() { # NAME
    printf '%s\n' "name = \"$1\"" 'uuid = "00000000-0000-0000-0000-000000000001"' 'memory = 32' 'vcpus = 2' 'acpi = 0' \
        "kernel = \"$pv\"" "ramdisk = \"$G/ramdisk\"" 'cmdline = "root=/dev/xvda"' \
        'vif = [ "mac=00:16:3e:00:00:07,bridge=br7" ]' \
        'disk = [ "format=raw,vdev=xvda,script=block,target=/dev/of/guest" ]'
}

# shellcheck disable=SC2154 # id is set at each call
flow() { # XL LIB: the commands of a guest's life; its JSON goes to $json
    config g >"$T/g.cfg"
    xl_begins "$1" $2 "$T/g.cfg"
    for command in 'mem-set g 24' 'vcpu-set g 1' 'pause g' 'unpause g' 'destroy g'; do
        # shellcheck disable=SC2086 # a command is words
        in_host $2 "$1" $command
        is "$id: xl $command" "$rc $err" '0 '
    done
    in_host $2 "$1" list
    is "$id: it is gone" "$(echo "$out" | grep -c '^g ')" 0
}

for image in $images; do
    pv=$G/$image
    start_host old
    id="old: $image" flow "$HOST_OLD/bin/xl" old
    reference=$json
    like "old: $image: the guest's JSON has its type" "$json" '"type": "pv"'
    start_host new
    id="on1: old xl, new library: $image" flow "$HOST_OLD/bin/xl" new
    is "on1: old xl, new library: $image: xl list -l prints the same" "$json" "$reference"
    start_host new
    id="onew: $image" flow "$HOST_NEW/bin/xl" new
    is "onew: $image: xl list -l prints the same as without the queue" "$json" "$reference"
done

# Each xl lists and destroys the guest that the other one created.
for sides in 'old new' 'new old'; do
    set -- $sides
    config g >"$T/g.cfg" # of the last image
    start_host $1
    in_host $1 "$(prefix_of $1)/bin/xl" create -q "$T/g.cfg"
    in_host $2 "$(prefix_of $2)/bin/xl" list -l g
    is "created by the $1 xl, seen by the $2 one: xl list -l prints the same" "$rc $err $out" "0  $reference"
    in_host $2 "$(prefix_of $2)/bin/xl" destroy g
    is "created by the $1 xl, destroyed by the $2 one" "$rc $err" '0 '
    in_host $2 xl list
    is "created by the $1 xl: it is gone" "$(echo "$out" | wc -l)" 2
done
all_seen
