# SPDX-License-Identifier: LGPL-2.1-only
# Other types than PV, and the shim, on Arm.  The new library refuses them with a message
# before it makes a domain.  The old ones do not: what they do is here, too.
. host/life/lib.sh
. host/life-arm/images.sh

config() { # LINE...
    printf '%s\n' 'name = "g"' 'memory = 32' "kernel = \"$pv\"" "$@" >"$T/g.cfg"
}
state() { # all that could be left of a guest
    in_host new "$HOST_BIN/new/store-ls"
    echo "$out"
    find "$h/root" -type f ! -path '*/lock/xl' # xl's lock stays
    ls "$h" | grep '^dom'
}
made() { grep -c 'domctl createdomain' "$h/log"; }
domains() { in_host new xl list; echo "$out" | tail -n +3 | sed 's/ .*//' | xargs; }

says='guests are not possible on Arm in this release, whose guests are of type pv'
# refused_cleanly WHAT MESSAGE COMMAND...: the new library refuses it, and nothing is left
refused_cleanly() {
    what=$1 message=$2
    shift 2
    start_host new
    state >"$T/before"
    in_host new "$@"
    is "$what: status" "$rc" "$status"
    like "$what: a message says why" "$err" "$message"
    is "$what: the program is not stopped" "$(echo "$err" | grep -E 'Assertion|signal')" ''
    is "$what: no domain is made" "$(made)" 0
    state >"$T/after"
    is "$what: nothing is left" "$(diff "$T/before" "$T/after")" ''
    is "$what: no guest is there" "$(domains)" ''
}

# xl.  With pvshim alone it says that a PV guest has no shim.
for lines in 'type = "pvh"' 'builder = "hvm"' 'pvshim = 1'; do
    config "$lines"
    case $lines in
    *pvh*) message="pvh $says" status=3 ;;
    *hvm*) message="hvm $says" status=3 ;;
    *) message='^ERROR: "pvshim" is only for PVH guests, and this is a pv guest' status=1 ;;
    esac
    refused_cleanly "new: xl: $lines" "$message" xl create "$T/g.cfg"
done
config 'type = "pvh"' 'pvshim = 1'
status=3 refused_cleanly 'new: xl: type="pvh" with pvshim = 1' "pvh $says" xl create "$T/g.cfg"

# libxl: an error for the caller, which goes on.
status=0
for kind in pvh shim hvm; do
    case $kind in hvm) type=hvm ;; *) type=pvh ;; esac
    refused_cleanly "new: libxl: $kind" "$type $says" "$HOST_BIN/new/guest" create-$kind kernel=$pv firmware=$pv + list
    in_host new "$HOST_BIN/new/guest" create-$kind kernel=$pv firmware=$pv + create-pv kernel=$pv + list
    is "new: libxl: $kind: ERROR_FAIL, and then a PV guest can be made" "$(echo "$out" | grep -E '^(create|list)' | xargs)" \
        "create-$kind: -3 create-pv: 0, domain 1 list: 2 domains"
done
cat >"$T/pvh.json" <<EOF
{"c_info": {"type": "pvh", "name": "g"},
 "b_info": {"max_vcpus": 1, "avail_vcpus": [0], "max_memkb": 32768, "kernel": "$pv", "type.pvh": {}}}
EOF
refused_cleanly 'new: libxl: JSON of a PVH guest' "pvh $says" "$HOST_BIN/new/guest" create-json file="$T/pvh.json"

# New programs that can ask for PVH or the shim are refused by the old library.
config 'type = "pvh"'
start_host old
in_host old "$HOST_NEW/bin/xl" create "$T/g.cfg"
is 'no2: the new xl is refused by the old library' "$([ $rc -ne 0 ] && echo refused) $(made)" 'refused 0'
like 'no2: the message names what is missing' "$err" 'libxl_guard_pv(h|shim).*LIBXL_PVH_BACKPORT'

# The old libraries.  A domain that is made is left behind when the program is stopped.
made_half() { # WHAT
    is "$1: the program is stopped" "$rc $(echo "$err" | grep -c 'Assertion .*LIBXL_DOMAIN_TYPE_PV. failed')" '134 1'
    in_host old xl list
    like "$1: a domain without memory is left" "$out" '^g[a-z]*  *1  *0  *0 '
}
for lines in 'type = "pvh"' 'pvshim = 1'; do
    config "$lines"
    start_host old
    in_host old xl create -q "$T/g.cfg"
    if native_pvh && [ "$lines" = 'type = "pvh"' ]; then
        made_half "old: xl: $lines"
    else
        is "old: xl: $lines is ignored" "$rc $err" '0 '
        in_host old xl list -l g
        like "old: xl: $lines: the guest is PV" "$out" '"type": "pv"'
    fi
done
start_host old
guest old/guest old create-hvm kernel=$pv firmware=$pv
made_half 'old: libxl: hvm'
all_seen
