# SPDX-License-Identifier: LGPL-2.1-only
# Checks that only the user can change a folder, so that files in it may be run.  To be
# sourced; the script has die(), and $here, its own folder, whose owner is trusted.
# xenhost asks each time, so few processes are started.

own_uid=$(id -u)
owner_of() { # FOLDER
    owner=$(ls -dn -- "$1/.") || return
    # shellcheck disable=SC2086 # words
    set -- $owner
    echo "$3"
}
# Prints a folder's full name, if nobody but the user can change what is in it: files
# there are run with the user's rights.
own_folder() { # FOLDER WHAT-FOR [UID]: another user who may own it
    asked=$1 what_for=$2 other_uid=${3:-} dir=$1
    while :; do
        case $dir in ?*/ | ?*/.) dir=${dir%/*} ;; *) break ;; esac
    done
    [ ! -L "$dir" ] || die "$asked: a link; name the folder itself"
    dir=$(cd -P -- "$dir" >/dev/null && pwd) || exit 2
    case $dir in *"
"*) die "$asked: a line break is in its name; name another folder $what_for" ;; esac
    above=$dir
    set --
    while [ -n "$above" ]; do
        set -- "$above" "$@"
        above=${above%/*}
    done
    # The folder comes first, then the one above it, and so on.
    modes=$(LC_ALL=C ls -dnr -- / "$@") || exit 2
    above=$dir
    while read -r mode _ owner _; do
        if [ "$above" = "$dir" ]; then
            [ "$owner" = "$own_uid" ] || [ "$owner" = "$other_uid" ] ||
                die "$asked: belongs to another user; name a folder of your own $what_for"
            case $mode in ?????w* | ????????w*) die "$asked: others can write to it; name a folder of your own $what_for" ;; esac
        else
            case $owner in
            0 | "$own_uid" | "$(owner_of "$here")") ;;
            *) die "$asked: another user can replace it, as ${above:-/} is theirs; name a folder elsewhere $what_for" ;;
            esac
            case $mode in
            ????????w[tT]*) ;; # nobody can remove what is another's
            ????????w*) die "$asked: anybody can replace it, as ${above:-/} is open to all; name a folder elsewhere $what_for" ;;
            esac
        fi
        above=${above%/*}
    done <<END
$modes
END
    echo "$dir"
}
