# SPDX-License-Identifier: LGPL-2.1-only
# With ccache, objects that bases have in common are compiled once.  To be sourced by
# what verifies several bases.

# use_ccache WHO: put it before CC, gcc if there is none, if it is installed
use_ccache() {
    CC=${CC:-gcc}
    case $CC in
    *ccache*) ;;
    *)
        if sh mk/deps need verify-all; then
            # Behind ccache distcc has to be its prefix.
            case ${CC%% *} in
            distcc | */distcc) export CCACHE_PREFIX="${CC%% *}" && CC=${CC#* } ;;
            esac
            CC="ccache $CC"
        else
            echo "$1: continuing without ccache; each base is compiled from nothing" >&2
        fi
        ;;
    esac
    export CC CCACHE_DIR="${CCACHE_DIR:-$ROOT/out/ccache}"
}

# remove_unused_trees: those in which no base is built any more
remove_unused_trees() {
    for tree in "${VERIFY_OUT:-out}"/*/trees/*; do
        [ ! -e "$tree" ] || in_use "$tree" || rm -rf "$tree"
    done
}
