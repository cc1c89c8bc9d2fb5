# SPDX-License-Identifier: LGPL-2.1-only
# For scripts in dom0: guests, and tests of them in TAP.  To be sourced as /host/lib.sh.
# Nothing polls xl, which would take half of the processor: what a guest says is in the log
# of its console.
n=0
console() { echo "/host/logs/guest-$1.log"; }

# ok NAME COMMAND...: a test, which holds if the command succeeds
ok() {
    n=$((n + 1)) test_name=$1
    shift
    if "$@"; then echo "ok $n - $test_name"; else echo "not ok $n - $test_name"; fi
}
skip() { # NAME WHY
    n=$((n + 1))
    echo "ok $n - $1 # SKIP $2"
}
is() { # NAME GOT WANTED
    ok "$1" [ "$2" = "$3" ]
    [ "$2" = "$3" ] || printf '# got:    %s\n# wanted: %s\n' "$2" "$3"
}
plan() { echo "1..$n"; }

# config NAME LINE...: the guest's configuration, NAME.cfg
config() {
    echo "name = \"$1\"" >"$1.cfg"
    for line in 'kernel = "/host/files/vmlinux"' 'memory = 256' "$@"; do
        [ "$line" = "$1" ] || echo "$line"
    done >>"$1.cfg"
}
create() { # NAME: status and output of xl create
    rm -f "$(console "$1")"
    xl create -q "$1.cfg" >"$1.said" 2>&1
    status=$?
    [ $status = 0 ] || sed 's/^/# xl: /' "$1.said"
    return $status
}
# until_said NAME TEXT: wait until the guest's console has it.
# Status 1: boot/run says that nothing happens any more.
until_said() {
    rm -f /host/give-up
    until grep -q -F -e "$2" "$(console "$1")" 2>/dev/null; do
        if [ -e /host/give-up ]; then
            rm -f /host/give-up
            why_not "$1" "$2"
            return 1
        fi
        sleep 1
    done
}
# why_not NAME TEXT: what is known of a guest that does not say it
why_not() {
    echo "# the guest $1 has not said \"$2\"; its last lines:"
    tail -n 3 "$(console "$1")" 2>/dev/null | tr -d '\r' | sed 's/^/#   /'
    xl vcpu-list "$1" 2>&1 | sed 's/^/# /'
    xl debug-keys q
    xl debug-keys r
    sleep 1
    xl dmesg >"/host/logs/$1.dmesg"
    xl destroy "$1" 2>/dev/null
    echo "# the hypervisor's own list is in logs/$1.dmesg"
}
# until_gone NAME: the domain of a guest that went off is removed by its xl
until_gone() {
    rm -f /host/give-up
    while xl domid "$1" >/dev/null 2>&1; do
        [ ! -e /host/give-up ] || { why_not "$1" 'nothing more'; return 1; }
        sleep 2
    done
}
# told NAME KEY: what the guest's own line says
told() { tr -d '\r' <"$(console "$1")" 2>/dev/null | sed -n "s/^.*guest: $2: //p" | tail -n 1; }

# lives NAME: it is created, boots, says its line, goes off, and is gone
lives() {
    ok "$1: xl create" create "$1"
    [ $status = 0 ] || { echo "# the rest of $1 is left out"; return 1; }
    ok "$1: boots, says its line, and goes off" until_said "$1" 'guest: going off'
    ok "$1: is gone" until_gone "$1"
}
