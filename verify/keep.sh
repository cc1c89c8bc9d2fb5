# SPDX-License-Identifier: LGPL-2.1-only
# Keeps what takes long to find out, with what it depends on.  To be sourced.

sha() { sha256sum | cut -c 1-64; }

# keep FILE ID FILE...: write what the other files hold to FILE, with ID and a
# checksum.
keep() {
    into=$1 id=$2
    shift 2
    { echo "$id"; cat "$@" | sha; cat "$@"; } >"$into.$$" && mv "$into.$$" "$into"
}
# kept FILE ID: print what keep wrote, if FILE has this ID and is undamaged.
kept() {
    [ -s "$1" ] && [ "$(sed -n 1p "$1")" = "$2" ] &&
        [ "$(sed -n 2p "$1")" = "$(sed 1,2d "$1" | sha)" ] && sed 1,2d "$1"
}
