# SPDX-License-Identifier: LGPL-2.1-only
# The machines of ON, and how they are reached.  To be sourced, in the repository's root.
# A machine is [USER@]HOST[:PORT], as GNU parallel takes it, or ":", which is this one.

# slots_and_machine WORD: set $slots and $machine, or end
slots_and_machine() {
    slots=1 machine=$1
    case $1 in */*) slots=${1%%/*} machine=${1#*/} ;; esac
    case $slots in '' | 0* | *[!0-9]* | ?????*) die "ON: $1: not a number of bases at a time: write 2/host" ;; esac
    [ "$machine" != : ] || return 0
    ! printf '%s\n' "$machine" | grep -Eqx '([A-Za-z0-9_][A-Za-z0-9._-]*@)?[A-Za-z0-9_][A-Za-z0-9._-]*(:[0-9]{1,5})?' || return 0
    die "ON: $1: not a machine: write host, user@host or host:port, with 4/ before it for four bases at a time, or : for this one; what else ssh needs belongs into ~/.ssh/config"
}

# asked_machines: print those of ON, "SLOTS MACHINE", a line each; end if ON or ON_DIR is
# wrong
asked_machines() {
    set -f # they are not patterns
    known=
    for word in $ON; do
        slots_and_machine "$word"
        case " $known " in *" $machine "*) die "ON: $machine is there twice: name it once, as in 2/$machine" ;; esac
        known="$known $machine"
        echo "$slots $machine"
    done
    [ -n "$known" ] || die 'ON: no machine: name some, as in ON="host1 host2 :", where : is this one'
    case /$(folder_there)/ in
    *[!A-Za-z0-9._/+-]* | */../* | */-*)
        die "ON_DIR=$ON_DIR: not the name of a folder on the machines: letters, digits and ._/+-, and not .."
        ;;
    esac
}

# folder_there: what has all folders of ours on the machines; below HOME, if it begins
# with no /
folder_there() { echo "${ON_DIR:-.cache/pvh-backport}"; }

# address MACHINE: set $host, and $options for ssh
address() {
    options='' host=$1
    case $host in *@*) options="-l ${host%@*}" host=${host#*@} ;; esac
    case $host in *:*) options="$options -p ${host##*:}" host=${host%:*} ;; esac
}

# on_machine MACHINE COMMAND: run it there, with our input
on_machine() {
    address "$1"
    # shellcheck disable=SC2086 # options are words without blanks
    sh verify/machines/ssh $options "$host" -- "$2"
}

# in_a_moment MACHINE COMMAND: the same for what takes no time there.  sshd itself lets
# nobody take longer than this to log in.
in_a_moment() {
    ON_PATIENCE=120
    export ON_PATIENCE
    on_machine "$@"
    set -- $?
    unset ON_PATIENCE
    return "$1"
}

# copy_to MACHINE FROM TO [OPTION...]: rsync it
copy_to() {
    address "$1"
    from=$2 to=$3
    shift 3
    rsync -e "sh verify/machines/ssh $options" "$@" -- "$from" "$host:$to"
}

# folder_on MACHINE: its folder, of those in $folder/places
folder_on() { awk -v machine="$1" '$1 == machine { print $2 }' "$folder/places"; }

# said_by FILE WHAT: what the machine said of it; a login shell may print anything before
said_by() { sed -n "s/^pvh-backport: $2 //p" "$1"; }
