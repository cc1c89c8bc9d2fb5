# SPDX-License-Identifier: LGPL-2.1-only
# Uses verify/cross.sh verify/distcc.sh
# The compiler that builds Xen: the user's CC or gcc, or that of another architecture,
# which ARCH names.  $compiler identifies everything except its source that a build
# depends on.
. "$ROOT/verify/cross.sh"
. "$ROOT/verify/distcc.sh"
cc=${CC:-gcc}
case $($cc --version 2>/dev/null) in
'') echo "verify-branch: CC=$cc does not run; name another compiler, or make deps" >&2; exit 2 ;;
*clang*) clang=y ;;
*) clang=n ;;
esac
[ -z "${ARCH:-}" ] || build_for "$ARCH" "$cc"
# Once for a run: its steps, which source this, too, have the answer in the environment.
[ -n "${BY_DISTCC+asked}" ] || ask_distcc "$cc"
compiler=$(
    echo "$cc${BY_DISTCC:+ by distcc}"
    [ -z "${ARCH:-}" ] || cat "$sysroot/packages"
    $cc --version
    $cc -dumpmachine
    ld --version | head -n 1
    /usr/bin/python3 --version
    iasl -v 2>/dev/null | grep -i version
    pkg-config --modversion yajl uuid zlib ncurses
    env | grep -E '^(APPEND|PREPEND)_(CFLAGS|LDFLAGS|INCLUDES|LIB)=' | sort
)
export cc clang
