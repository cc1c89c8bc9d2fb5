# SPDX-License-Identifier: LGPL-2.1-only
# For rows.sh: what is done with a guest that stays.  Each sets $saw to what came of it, and
# has status 0 if that is as it should be.

state() { xl list "$1" 2>/dev/null | awk 'NR == 2 { print $5 }'; }
listed() { # NAME
    xl_done list
    saw=$(grep "^$1 " said | tr -s ' ')
    [ -n "$saw" ]
}
vcpus_listed() { # NAME
    xl_done vcpu-list "$1"
    saw=$(sed -n 2p said | tr -s ' ')
    [ "$(grep -c "^$1 .*[rb-]" said)" = 1 ]
}
# apart NAME: the host's hypervisor keeps its own page tables for the guest, and so is not
# mapped where the guest runs, as it is in a PV guest of its own
apart() {
    id=$(xl domid "$1")
    xl dmesg -c >/dev/null
    xl_done debug-keys q
    until_so "$1" dumped "$id" || { saw='the hypervisor says nothing of it'; return 1; }
    saw=$(sed -n "/General information for domain $id:/,/Rangesets/p" said | sed -n 's/^(XEN) *\(paging assistance: .*\)/\1/p')
    : "${saw:=no paging assistance: it runs on the page tables of the host}"
    case $saw in *translate*external*) ;; *) return 1 ;; esac
}
dumped() { # DOMID: what the key q writes of it is there
    xl dmesg >said
    grep -q "callbacks for domain $1:" said
}
not_apart() { ! apart "$1" && case $saw in no\ *) ;; *) return 1 ;; esac; }
paused() { # NAME
    xl_done pause "$1" && saw="state $(state "$1")" && case $saw in *p*) return ;; esac
    return 1
}
unpaused() { # NAME
    xl_done unpause "$1" && saw="state $(state "$1")" && case $saw in *p*) return 1 ;; esac
}
rebooted() { # NAME LINES
    before=$(told "$1" uuid)
    xl_done reboot "$1" && until_said "$1" 'guest: stays' 2 || { saw='it does not come back'; return 1; }
    sees "$1" "$2"
    [ "$(told "$1" uuid)" = "$before" ] || not='its uuid is another'
    saw="back: $sees${not:+; $not}"
    [ -z "$not" ] && [ "$(times_said "$1" 'guest: reboot')" = 1 ]
}
# off NAME: xl shuts it down, and it says so
off() {
    xl_done shutdown "$1" && until_said "$1" 'guest: poweroff' && until_gone "$1"
}
shut_down() { # NAME
    saw='it does not go off'
    off "$1" && saw='it goes off, and is gone'
}
# described NAME WORDS: xl's JSON of it comes to the words; dom0 has nothing that reads it
described() {
    xl_done list -l "$1" || { saw="status $?"; return 1; }
    mv said "$row.json"
    saw="$1: $2" result=look
}
saved() { # NAME
    xl_done save "$1" "$images/$1.save"
    rc=$? saw="$(du -m "$images/$1.save" 2>/dev/null | cut -f 1) MB"
    [ $rc = 0 ] && until_gone "$1"
}
restored() { # NAME [FILE]
    rm -f "$host/logs/xl-$1.log"
    xl_done restore "${2:-$images/$1.save}"
    rc=$? saw="status $rc"
    rm -f "$images/$1.save"
    [ $rc = 0 ] || return
}
goes_on() { # NAME LINES: it does what xl asks for, and says what it sees
    saw='it does not go on'
    off "$1" || return
    sees "$1" "$2"
    saw="it goes on: $sees${not:+; $not}"
    [ -z "$not" ]
}
restored_whole() { # NAME LINES [FILE]
    restored "$1" ${3:+"$3"} && goes_on "$1" "$2"
}
destroyed() { # NAME
    saw='it is still there'
    xl_done destroy "$1" && until_gone "$1" && saw='it is gone'
}
# memory_of NAME, vcpus_of NAME: what the guest says that it has, in kB
memory_of() { told "$1" has | sed 's/.*vCPUs, \([0-9]*\).*/\1/'; }
vcpus_of() { told "$1" has | sed 's/ .*//'; }
about() { # A B: within a megabyte
    [ "$(($1 - $2))" -lt 1024 ] && [ "$(($2 - $1))" -lt 1024 ]
}
has_memory() { about "$(memory_of "$1")" "$2"; }
has_vcpus() { [ "$(vcpus_of "$1")" = "$2" ]; }
# memory_less NAME LINES: the guest is asked for 48 MB, and gives them back.  What the shim has
# for itself comes on top of the memory that xl sets, so a guest in it gives back only what it
# has above that, a known limit.
memory_less() {
    before=$(memory_of "$1") target=$(xenstore-read "/local/domain/$(xl domid "$1")/memory/target")
    xl_done mem-set "$1" $((target / 1024 - 48)) || { saw="status $?"; return 1; }
    case $2 in
    *'pvshim = 1'*) until_so "$1" has_less "$1" "$before" ;;
    *) until_so "$1" has_memory "$1" $((before - 48 * 1024)) ;;
    esac
    set -- $? "$1"
    saw="from $before to $(memory_of "$2") kB, of $((target / 1024 - 48)) MB"
    return "$1"
}
has_less() { [ "$(memory_of "$1")" -lt "$2" ]; }
# vcpus_set NAME NUMBER [OPTION]: it uses so many then
vcpus_set() {
    before=$(vcpus_of "$1")
    xl_done vcpu-set ${3:-} "$1" "$2" || { saw="status $?"; return 1; }
    until_so "$1" has_vcpus "$1" "$2"
    set -- $? "$1"
    saw="from $before to $(vcpus_of "$2")"
    return "$1"
}
# vcpus_bad NAME NUMBER OPTION: as its tables do not enable the vCPU, Linux says that it cannot
vcpus_bad() {
    xl_done vcpu-set "$3" "$1" "$2" || { saw="status $?"; return 1; }
    saw='the guest does not say so'
    until_said "$1" 'bad cpu' || return
    saw="a known limit, see NOTES: $(tr -d '\r' <"$(console "$1")" | grep 'bad cpu' | tail -n 1)"
}
# save_fails NAME: for want of room; the guest goes on, and goes off when it is asked to
save_fails() {
    mkdir -p "$images/small"
    mount -t tmpfs -o size=8m small "$images/small"
    xl_done save "$1" "$images/small/$1.save"
    rc=$?
    umount "$images/small"
    [ $rc != 0 ] || { saw='it does not fail'; return 1; }
    ended=
    if end_of "$1"; then ended=', its xl has ended'; fi
    mv "$host/logs/xl-$1.log" "$host/logs/xl-$1--save.log"
    saw="status $rc$ended; it does not go on"
    xl_done shutdown "$1" && until_said "$1" 'guest: poweroff' || return
    saw="status $rc$ended; it goes on, and off"
    # Without an xl that waits for its end nothing removes it.
    [ -z "$ended" ] || xl destroy "$1"
}
migrated() { # NAME LINES
    xl_done migrate -s '' "$1" 'xl migrate-receive'
    rc=$? saw="status $rc"
    [ $rc = 0 ] || return
    # What it says now is in the log of the domain that it came to.
    for log in guest xl; do
        mv "$host/logs/$log-$1.log" "$host/logs/$log-$1--outgoing.log"
        ln -s "$log-$1--incoming.log" "$host/logs/$log-$1.log"
    done
    goes_on "$1" "$2"
}
# answers STATUS PATTERN ARGUMENT...: xl ends with that status and says that
answers() {
    status=$1 pattern=$2
    shift 2
    xl_done "$@"
    rc=$? wrote=$(tr '\n' ' ' <said | tr -s ' ' | cut -c 1-200)
    saw="status $rc${wrote:+: $wrote}"
    # shellcheck disable=SC2254
    case $wrote in $pattern) [ $rc = "$status" ] ;; *) return 1 ;; esac
}

# changes NAME LINES [WORD]: rows: a guest's memory and vCPUs are changed, saving it fails, and
# it is migrated; WORD says which xl does it
changes() {
    by=${3:+$3-} word=${3:+$3 } more=vcpus_set
    case $1:$by in pvh:) more=vcpus_bad ;; esac
    stays "$1" "$2; vcpus = 1; maxvcpus = 2"
    deed "${by}mem-set-$1" "$1" "${word}xl mem-set" memory_less "$1" "$2"
    deed "${by}vcpus-more-$1" "$1" "${word}xl vcpu-set --ignore-host 2" $more "$1" 2 --ignore-host
    deed "${by}vcpus-less-$1" "$1" "${word}xl vcpu-set 1" vcpus_set "$1" 1
    deed "${by}save-fails-$1" "$1" "${word}xl save onto a full disk" save_fails "$1"
    stays "$1-2" "$2"
    deed "${by}migrate-$1" "$1-2" "${word}xl migrate" migrated "$1-2" "$2"
}
