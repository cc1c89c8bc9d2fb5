# SPDX-License-Identifier: LGPL-2.1-only
# Checks that only the user can change a folder, so that files in it may be run.  To be
# sourced; the script has die(), and $here, its own folder, whose owner is trusted.

owner_of() { ls -dn -- "$1/." | awk '{ print $3; exit }'; }
is_so() { [ -n "$(find "$@" 2>/dev/null)" ]; }
# Prints a folder's full name, if nobody but the user can change what is in it: files
# there are run with the user's rights.
own_folder() { # FOLDER WHAT-FOR [UID]: another user who may own it
    dir=$1
    while :; do
        case $dir in ?*/ | ?*/.) dir=${dir%/*} ;; *) break ;; esac
    done
    [ ! -L "$dir" ] || die "$1: a link; name the folder itself"
    dir=$(cd -P -- "$dir" >/dev/null && pwd) || exit 2
    owner=$(owner_of "$dir")
    [ "$owner" = "$(id -u)" ] || [ "$owner" = "${3:-}" ] ||
        die "$1: belongs to another user; name a folder of your own $2"
    is_so "$dir" -prune ! -perm -020 ! -perm -002 ||
        die "$1: others can write to it; name a folder of your own $2"
    above=$dir
    while [ -n "$above" ]; do
        above=${above%/*}
        owner=$(owner_of "${above:-/}")
        case $owner in
        0 | "$(id -u)" | "$(owner_of "$here")") ;;
        *) die "$1: another user can replace it, as ${above:-/} is theirs; name a folder elsewhere $2" ;;
        esac
        is_so "${above:-/}" -prune '(' ! -perm -002 -o -perm -1000 ')' ||
            die "$1: anybody can replace it, as ${above:-/} is open to all; name a folder elsewhere $2"
    done
    echo "$dir"
}
