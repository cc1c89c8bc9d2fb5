# SPDX-License-Identifier: LGPL-2.1-only
# Debian's architectures for which Xen's tools are built, beside amd64.  To be sourced.
# shellcheck disable=SC2034 # these are for who sources it

architectures='arm64 armhf i386'

# asked_architectures ASKED: those that this list names, or all, one a line
asked_architectures() {
    set -f # they are not patterns
    set -- $1
    for one; do
        case " all amd64 $architectures " in
        *" $one "*) ;;
        *)
            complain "ARCH=$one" "not an architecture that is known here; known are amd64 $architectures, or all"
            return 2
            ;;
        esac
    done
    for one in amd64 $architectures; do
        case " $* " in *" all "* | *" $one "*) echo "$one" ;; esac
    done
}

# architecture_of FILE: for which of these a program is; prints nothing for one of any
# other machine, and for a file that is no program
architecture_of() {
    case $(od -A n -t x1 -N 19 -w19 -- "$1" 2>/dev/null) in
    ' 7f 45 4c 46 '*' b7') echo arm64 ;;
    ' 7f 45 4c 46 '*' 28') echo armhf ;;
    ' 7f 45 4c 46 '*' 03') echo i386 ;;
    esac
}

# of_architecture ARCH: sets $triplet, of its compilers, $multiarch, of its libraries,
# $xen_arch, Xen's name for it, $qemu, which runs its programs, and $sysroot, where
# mk/sysroot puts its libraries.
of_architecture() {
    case $1 in
    arm64) triplet=aarch64-linux-gnu multiarch=$triplet xen_arch=arm64 qemu=qemu-aarch64-static ;;
    armhf) triplet=arm-linux-gnueabihf multiarch=$triplet xen_arch=arm32 qemu=qemu-arm-static ;;
    i386) triplet=i686-linux-gnu multiarch=i386-linux-gnu xen_arch=x86_32 qemu=qemu-i386-static ;;
    *) return 1 ;;
    esac
    sysroot=out/cache/sysroots/$1
}
