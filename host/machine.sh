# SPDX-License-Identifier: LGPL-2.1-only
# Uses mk/architectures.sh mk/sysroot
# For which machine the tools in a prefix are.  To be sourced, with this folder in $here
# and the one above it in $root; the script has die().
. "$here/../mk/architectures.sh"

# Tools of another architecture are run by qemu, and built for with Debian's cross
# compiler.  Sets $arch, which is empty if the machine runs them itself, $compiler and
# XENHOST_EMULATOR.
machine_of_prefix() { # with $prefix and $root
    unset XENHOST_EMULATOR
    compiler=${CC:-cc} arch=
    tools=$(architecture_of "$prefix/bin/xenstored")
    [ -n "$tools" ] && [ "$tools" != "$(architecture_of /bin/sh)" ] || return 0
    arch=$tools
    of_architecture "$arch"
    command -v "$qemu" >/dev/null && "$triplet-gcc" --version >/dev/null 2>&1 && [ -s "$root/$sysroot/packages" ] ||
        die "$prefix: its programs are of $arch, and $qemu, $triplet-gcc or the libraries in $sysroot are missing; make deps-arch installs them"
    case $root in *[[:space:]]*) die "$root: qemu takes no path with a blank; move this repository to one without" ;; esac
    compiler="$triplet-gcc --sysroot=$root/$sysroot"
    ! command -v ccache >/dev/null || compiler="ccache $compiler"
    export XENHOST_EMULATOR="$qemu -L $root/$sysroot"
}
