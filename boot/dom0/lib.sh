# SPDX-License-Identifier: LGPL-2.1-only
# For scripts in dom0: guests, and what they say.  To be sourced as /host/lib.sh.
# Nothing polls xl, which would take half of the processor: what a guest says is in the log
# of its console, and what became of its domain in that of its xl.
host=${host:-/host}
console() { echo "$host/logs/guest-$1.log"; }
# end_of NAME: status 0: its xl has ended, as the domain did
end_of() { grep -q -e 'Exiting now' -e 'has been destroyed' "$host/logs/xl-$1.log" 2>/dev/null; }

# xl_done ARGUMENT...: xl, but not for longer than something happens.  Its status; what it
# wrote is in the file said.
xl_done() {
    rm -f "$host/give-up"
    xl "$@" >said 2>&1 &
    pid=$!
    while kill -0 $pid 2>/dev/null; do
        [ ! -e "$host/give-up" ] || { kill $pid; echo 'it does not end' >>said; }
        sleep 0.2
    done
    wait $pid
}
create() { # NAME: from NAME.cfg
    rm -f "$(console "$1")" "$host/logs/xl-$1.log"
    xl_done create -q "$1.cfg"
}
# times_said NAME TEXT: how often the guest's console has it
times_said() {
    times=$(grep -s -c -F -e "$2" "$(console "$1")")
    echo "${times:-0}"
}
# until_so NAME COMMAND...: wait until that is so of the guest.
# Status 1: the guest ended without it, or boot/run says that nothing happens any more.
until_so() {
    waits_for=$1
    shift
    rm -f "$host/give-up"
    until "$@"; do
        if end_of "$waits_for"; then
            sleep 2 # its last words may come a moment later
            "$@"
            return
        fi
        [ ! -e "$host/give-up" ] || { look_at "$waits_for"; return 1; }
        sleep 1
    done
}
said_so_often() { [ "$(times_said "$1" "$2")" -ge "$3" ]; }
# until_said NAME TEXT [TIMES]: wait until the console has it so often; status as until_so
until_said() { until_so "$1" said_so_often "$1" "$2" "${3:-1}"; }
# look_at NAME: what the hypervisor knows of a guest that does not get on
look_at() {
    rm -f "$host/give-up"
    {
        xl vcpu-list "$1"
        xl debug-keys q
        xl debug-keys r
        sleep 1
        xl dmesg
    } >"$host/logs/$1.hypervisor" 2>&1
}
# until_gone NAME: its domain went off, and its xl removed it
until_gone() {
    rm -f "$host/give-up"
    until end_of "$1"; do
        [ ! -e "$host/give-up" ] || { look_at "$1"; return 1; }
        sleep 1
    done
    ! xl domid "$1" >/dev/null 2>&1
}
# told NAME KEY: what the guest's own line said last
told() { tr -d '\r' <"$(console "$1")" 2>/dev/null | sed -n "s/^.*guest: $2: //p" | tail -n 1; }
