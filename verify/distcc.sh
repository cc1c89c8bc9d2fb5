# SPDX-License-Identifier: LGPL-2.1-only
# Uses verify/distcc
# To be sourced, with ROOT.

# ask_distcc COMPILER: leave hosts of distcc that are down, or have another compiler, out of
# DISTCC_HOSTS, and say so; end if nothing could be compiled then.  $BY_DISTCC is y if it
# compiles by distcc.
ask_distcc() {
    asked_hosts=$(sh "$ROOT/verify/distcc" "$1") || exit 2
    export BY_DISTCC=
    [ -z "$asked_hosts" ] || export DISTCC_HOSTS="$asked_hosts" BY_DISTCC=y
}
