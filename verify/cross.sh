# SPDX-License-Identifier: LGPL-2.1-only
# Uses mk/architectures.sh mk/sysroot mk/foreign
# Builds for another architecture, with Debian's cross compiler and libraries.  To be
# sourced by compiler.sh.
. "$ROOT/mk/architectures.sh"

# can_build ARCH: status 0 if its compiler and libraries are there; else $why.
can_build() {
    of_architecture "$1"
    why=
    "$triplet-gcc" --version >/dev/null 2>&1 || why="no $triplet-gcc"
    sh "$ROOT/mk/sysroot" there "$1" || why="${why:+$why, }no libraries of it"
    [ -z "$why" ] || { why="$why; make deps-arch installs them"; return 1; }
}

# can_compile ARCH COMPILER: status 0 if the compiler is one that build_for takes for the
# architecture, this machine's gcc for Debian's of it, or a clang; else $why.
can_compile() {
    of_architecture "$1"
    case $2 in
    gcc | ccache\ gcc | */ccache\ gcc | distcc\ gcc | */distcc\ gcc) return ;;
    esac
    ! $2 --version 2>/dev/null | grep -q clang || return 0
    why="CC=$2: other architectures are built with Debian's gcc, $triplet-gcc, or with clang; leave CC out, or name a clang that runs"
    return 1
}

# what_builds: for each architecture that can be built for, what its objects depend on.
what_builds() {
    for one in $architectures; do
        ! can_build "$one" || { echo "$one" && "$triplet-gcc" --version && cat "$sysroot/packages"; }
    done
}

# build_for ARCH COMPILER: from here on, what build.sh and hypervisor.sh compile is for
# it, by clang if that is the compiler, else by the architecture's gcc.
build_for() {
    of_architecture "$1"
    sysroot=$ROOT/$sysroot
    cc=${2#*ccache } via=
    case $cc in distcc\ * | */distcc\ *) via=${cc%% *} cc=${cc#* } ;; esac
    case $($cc --version 2>/dev/null) in
    *clang*) clang=y cc="$cc --target=$triplet --sysroot=$sysroot" ;;
    *) clang=n cc="$triplet-gcc --sysroot=$sysroot" ;;
    esac
    if command -v ccache >/dev/null; then
        # Most objects are the same after most changes.  Behind ccache distcc has to be
        # its prefix.
        cc="ccache $cc"
        [ -z "$via" ] || export CCACHE_PREFIX="$via"
    else
        cc="${via:+$via }$cc"
    fi
    export CCACHE_DIR="${CCACHE_DIR:-$ROOT/out/ccache}"
    cross="XEN_TARGET_ARCH=$xen_arch CROSS_COMPILE=$triplet- HOSTCC=gcc"
}

# callers_compilers FOLDER: makes gcc, g++, clang and clang++ there, which compile for
# the architecture, and prints their paths; and nm and strip, for what they make.  lld is
# the same for all architectures, but gcc looks for one with the architecture's name.
# hostcc is this machine's gcc: if the folder is put into PATH, what looks for gcc or
# clang there, as ccache does, must not find these.
callers_compilers() {
    mkdir -p "$1" || return
    usual=$(printf '%s' "$PATH" | sed "s/'/'\\\\''/g")
    for name in gcc g++ clang clang++ nm strip hostcc; do
        case $name in
        g*) echo "exec $triplet-$name --sysroot=$sysroot \"\$@\"" ;;
        clang*) echo "PATH='$usual' exec $name --target=$triplet --sysroot=$sysroot \"\$@\"" ;;
        nm | strip) echo "exec $triplet-$name \"\$@\"" ;;
        hostcc) echo "PATH='$usual' exec gcc \"\$@\"" ;;
        esac | sed '1i#!/bin/sh' >"$1/$name" && chmod +x "$1/$name" || return
    done
    lld=$(command -v ld.lld) && ln -sf "$lld" "$1/$triplet-ld.lld"
    printf '%s\n' "$1/gcc" "$1/g++" "$1/clang" "$1/clang++"
}

# programs_for ARCH FOLDER: from here on, the compilers that callers name, as gcc, are
# the architecture's, made in FOLDER, and mk/foreign runs what they make.  $CALLERS_HOSTCC
# compiles what runs here.
programs_for() {
    CALLERS_HOSTCC=$2/hostcc CALLERS_ARCH=$1
    callers_compilers "$2" >/dev/null || return
    PATH=$2:$PATH
    export CALLERS_HOSTCC CALLERS_ARCH PATH
}

# configure_for TREE: as configure_with.  What configure learns of a compiler and its
# libraries is kept, as asking again takes longer than compiling.  Python's library is
# for xen's bindings, which are not built.
configure_for() {
    answers=$ROOT/out/cache/configure
    mkdir -p "$answers" || return
    answers=$answers/$triplet-$({
        echo "$cc"
        $cc --version
        cat "$sysroot/packages" "$1/tools/configure"
        env | grep -E '^(APPEND|PREPEND)_' | sort
    } | sha256sum | cut -c 1-16)
    new=$answers.$$
    [ ! -e "$answers" ] || cp "$answers" "$new" || return
    configure_with "$1" --build=x86_64-linux-gnu --host="$triplet" --cache-file="$new" \
        PKG_CONFIG_LIBDIR="$sysroot/usr/lib/$multiarch/pkgconfig:$sysroot/usr/share/pkgconfig" \
        PKG_CONFIG_SYSROOT_DIR="$sysroot" ac_cv_header_Python_h=yes && mv "$new" "$answers" ||
        { rm -f "$new"; return 1; }
}
