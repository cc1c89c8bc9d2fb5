# SPDX-License-Identifier: LGPL-2.1-only
# A guest that starts another kernel (kexec, kdump) asks for a soft reset: it
# continues with its memory, its devices and its nodes in xenstore.
. host/life/lib.sh

# The guest's nodes in xenstore, except times and what only hvmloader reads.
store() {
    in_host new "$HOST_BIN/new/store-ls"
    echo "$out" | grep -E '/domain/1/|/libxl/1/|/vm/|/console/1/' | grep -v -E '/start_time = |/platform( =|/)'
}
# asked KIND CALLER LIB: create such a guest, which then asks for a soft reset
asked() {
    start_host $3
    guest $2 $3 $(creation $1) mb=32 + unpause
    is "$id: the guest is created" "$rc $err" '0 '
    in_host new "$HOST_BIN/new/store-write" /local/domain/1/console/tty /dev/pts/7
    store >"$T/store-before"
    told 1 >"$T/told-before"
    built 1 >"$T/built-before"
    in_host new "$HOST_BIN/new/halt" 1 5
    is "$id: it asks for a soft reset" "$rc $err" '0 '
}
goes_on() {
    like "$id: the soft reset succeeds" "$out" '^soft-reset: 0$' && like "$id: it is the same domain" "$out" '^domain 1: .*, dying 0, shutdown 0, '
    is "$id: it keeps its memory" "$(built 1)" "$(cat "$T/built-before")"
    is "$id: it keeps its settings" "$(told 1 | diff "$T/told-before" -)" ''
    store >"$T/store-after"
    like "$id: there is something in xenstore" "$(cat "$T/store-before")" '/local/domain/1/console/tty = /dev/pts/7$'
    is "$id: it keeps its nodes in xenstore" "$(diff "$T/store-before" "$T/store-after")" ''
}

for kind in $(native_pvh || echo hvm) pvh; do
    id=$kind
    asked $kind new/guest new
    checked_guest new/guest new soft-reset domid=1 + info + config + destroy + list
    is "$id: after a soft reset it is examined and destroyed" "$rc $err" '0 '
    like "$id: its configuration is kept" "$out" "^types " && like "$id: it is gone" "$out" '^list: 1 domains$'
    asked $kind new/guest new
    guest new/guest new soft-reset domid=1 + info
    goes_on
done
if ! native_pvh; then
    id='on1: hvm' asked hvm old/guest new
    guest old/guest new soft-reset domid=1 + info
    id='on1: hvm' goes_on
fi

for kind in pv shim; do
    id=$kind
    asked $kind new/guest new
    checked_guest new/guest new soft-reset domid=1 + info
    like "$id: a soft reset is refused" "$out" '^soft-reset: -[0-9]+$' && like "$id: the message has the reason" "$err" \
        "^libxl: error: .*soft reset is not possible for $(case $kind in pv) echo 'pv guests' ;; *) echo 'a guest in the shim' ;; esac)"
    is "$id: the message is one line" "$(echo "$err" | wc -l)" 1
    like "$id: the guest is left shut down" "$out" '^domain 1: .*, shutdown 1, '
done

# xl makes the soft reset by itself when it sees the guest's shutdown.
config() { # KIND
    echo 'name = "g"
memory = 32
type = "pvh"'
    case $1 in
    pvh) echo "kernel = \"$G/pvh\"" ;;
    shim) printf 'kernel = "%s"\npvshim = 1\npvshim_path = "%s"\n' $G/pv $G/shim ;;
    esac
}
# Wait until xl's log has N lines that match.
says() { # N ERE
    tries=0
    until [ "$(grep -c -E "$2" "$h/root/var/log/xen/xl-g.log" 2>/dev/null)" = $1 ]; do
        tries=$((tries + 1))
        [ $tries -lt 600 ] || return
        sleep 0.1
    done
}
start_host new
config pvh >"$T/g.cfg"
in_host new xl create "$T/g.cfg"
is 'xl: pvh: the guest is created' $rc 0
for time in 1 2; do
    in_host new "$HOST_BIN/new/halt" 1 5
    ok "xl: pvh: reset $time: xl waits for the guest's end again" says $((time + 1)) 'Waiting for domain g \(domid 1\)'
    is "xl: pvh: reset $time: Xen has made it" "$(grep -c ' soft_reset .* = 0' "$h/log")" $time
done
in_host new xl list g
like 'xl: pvh: the guest is still listed' "$rc $(echo "$out" | tail -n 1)" '^0 g  *1 '

start_host new
config shim >"$T/g.cfg"
in_host new xl create "$T/g.cfg"
is 'xl: shim: the guest is created' $rc 0
in_host new "$HOST_BIN/new/halt" 1 5
ok "xl: shim: xl's log has the reason of the refusal" says 1 'soft reset is not possible for a guest in the shim'
all_seen
