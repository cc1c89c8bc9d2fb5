# SPDX-License-Identifier: LGPL-2.1-only
# For scripts in dom0 that make a table of guests and of what is done with them.  To be
# sourced; `table FUNCTION` makes it.  Of each row the file `asked` has name and words, before
# the first begins, and the file `seen` name, result, seconds and words, when it has ended.
# The result is ok, failed, missing (not tried), or look: the words are then a line that the
# JSON in NAME.json has to come to, see ../rows.jq.  NAME.why has the last lines of what
# failed.  The columns are separated by tabs.
. "${host:-/host}/lib.sh"
. ./deeds.sh
images=${images:-/tmp} # a tmpfs: Xen cannot save onto 9p
here=${hypervisor:-/sys/hypervisor} # what dom0 itself sees
readonly words='console=hvc0 quiet nokaslr' # of every guest

tab=$(printf '\t')
now() {
    read -r time _ </proc/uptime
    echo "${time%.*}"
}
# table FUNCTION: which calls guest, stays and deed.  It runs twice, first only to tell its rows.
table() {
    rm -f asked seen ./*.why ./*.json
    asking=y
    "$1" >asked.new && mv asked.new asked
    asking='' lost=''
    : >seen
    "$1"
    ! grep -q "${tab}failed$tab" seen
}
asks() { # NAME WORDS: status 0 if that is all to be done
    [ -n "$asking" ] && printf '%s\t%s\n' "$1" "$2"
}
starts() { # NAME
    row=$1 began=$(now)
    echo "$row"
}
ends() { # RESULT WORDS
    printf '%s\t%s\t%s\t%s\n' "$row" "$1" "$(($(now) - began))" "$2" >>seen
    echo "$row: $1: $2"
}
# failed NAME WORDS: with the last lines of the guest's console, its xl, and xl's command
failed() {
    {
        tail -n 6 "$(console "$1")"
        tail -n 3 "$host/logs/xl-$1.log"
        # Of xl's, what it began with
        grep -i -m 3 error said || tail -n 3 said
    } 2>/dev/null | tr -d '\r' | grep . >"$row.why"
    ends failed "$2"
}

configuration() { # NAME LINES
    memory=256
    case $2 in *'pvshim = 1'*) memory=512 ;; esac
    {
        printf 'name = "%s"\nmemory = %s\n' "$1" $memory
        case $2 in
        *'bootloader = '*) ;; # it says all the rest
        *)
            echo "kernel = \"$host/files/vmlinux\""
            case $2 in *'ramdisk = '*) ;; *) echo "ramdisk = \"$host/files/guest.cpio\"" ;; esac
            case $2 in *'extra = "console'*) ;; *) echo "cmdline = \"$words${3:+ $3}\"" ;; esac
            ;;
        esac
        echo "$2"
    } >"$1.cfg"
}
# sees NAME LINES: set $sees to what the guest says of itself, and $not to what of it is not
# as it was asked for
sees() {
    type=$(told "$1" type) version=$(told "$1" version) changeset=$(told "$1" changeset) not=
    sees="$type in Xen $version ($(echo "$changeset" | sed 's/.*git://' | cut -c 1-12)), vCPUs: $(told "$1" processors)"
    case $2 in
    *'pvshim = 1'*)
        # The shim runs it as PV, and is another build of Xen than the host's.
        [ "$type" = PV ] || not="its type is $type, not the shim's PV"
        ! in_host "$1" || not="it is in the host's own hypervisor, not in a shim"
        ;;
    *)
        in_host "$1" || not="it is not in the host's hypervisor, $host_version"
        case $2:$type in *'"pv"'*:PV | *'"pvh"'*:PVH | *'"hvm"'*:PVH | *'"hvm"'*:HVM) ;; *) not="its type is $type" ;; esac
        ;;
    esac
    case $2:$(told "$1" processors) in *'vcpus = 2'*:2) ;; *'vcpus = 2'*) not='it has not two vCPUs' ;; esac
    case $2 in
    *'ramdisk = '*)
        [ "$(told "$1" own)" = "$own" ] || not='it has not the ramdisk that was asked for'
        sees="$sees, in its ramdisk \"$(told "$1" own)\""
        ;;
    *'bootloader = '*)
        [ "$(told "$1" 'command line')" = "$words from=the-bootloader" ] || not='not the command line that the bootloader gave'
        sees="$sees, \"$(told "$1" 'command line')\""
        ;;
    *'root = '*)
        line=$(told "$1" 'command line')
        [ "$line" = "root=/dev/ram0 $words words=of-the-user" ] || not='not the command line that was asked for'
        sees="$sees, \"$line\""
        ;;
    *pvshim_extra*)
        line=$(tr -d '\r' <"$(console "$1")" | sed -n 's/^.*(XEN) .*[Cc]ommand line: //p' | head -n 1)
        case " $line " in *' loglvl=all '*) ;; *) not='pvshim_extra is not on the command line of the shim' ;; esac
        sees="$sees, the shim \"$line\""
        ;;
    esac
}
host_version=$(cat "$here/version/major").$(cat "$here/version/minor")$(cat "$here/version/extra")
host_is="$(cat "$here/properties/changeset") $(cat "$here/compilation/compile_date")"
in_host() { [ "$(told "$1" changeset) $(told "$1" built)" = "$host_is" ]; }

guest() { # NAME LINES: a row: a guest that says what it sees and goes off
    ! asks "$1" "$2" || return 0
    starts "$1"
    configuration "$1" "$2"
    create "$1" || { failed "$1" "xl create ends with status $?"; return; }
    if ! until_said "$1" 'guest: going off'; then
        failed "$1" "$(said_what "$1")"
    elif sees "$1" "$2" && ! until_gone "$1"; then
        failed "$1" "$sees; its domain is not removed"
    elif [ -n "$not" ]; then
        failed "$1" "$sees; $not"
    else
        ends ok "$sees"
    fi
    xl destroy "$1" 2>/dev/null
}
said_what() { # NAME: of a guest that has not come to its end
    if grep -q -s -i -e 'out of memory' -e 'deadlocked on memory' -e 'not enough memory' "$(console "$1")"; then
        echo 'its memory is too small'
    elif end_of "$1"; then echo 'its domain ended before it said its line'; else echo 'it does not get to its line'; fi
}

# stays NAME LINES: a guest that stays.  Status 1: it does not, which the rows that need it say.
stays() {
    [ -z "$asking" ] || return 0
    configuration "$1" "$2" stay
    lost=$(echo "$lost" | sed "s/ $1 //")
    create "$1" && until_said "$1" 'guest: stays' && return
    lost="$lost $1 "
    xl destroy "$1" 2>/dev/null
    return 1
}
# deed NAME GUEST WORDS COMMAND...: a row: what is done with a guest that stays; WORDS are what
# a user would type.  The command sets $saw.  A guest with which that failed is lost, but for
# what only looks at it.
deed() {
    ! asks "$1" "$3 ($2)" || return 0
    starts "$1"
    of=$2
    shift 3
    case $lost in *" $of "*) failed "$of" "there is no guest $of that stays"; return ;; esac
    saw=''
    result=ok
    if "$@"; then ends $result "$saw"; else
        failed "$of" "$saw"
        case $1 in listed | vcpus_listed | described | apart | not_apart) ;; *) lost="$lost $of "; xl destroy "$of" 2>/dev/null ;; esac
    fi
}
