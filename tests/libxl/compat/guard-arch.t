# SPDX-License-Identifier: LGPL-2.1-only
# The guard on other architectures and with another loader: toy libraries, as built for
# arm64, armhf and i386 by Debian's cross compilers, and for musl, which
# Alpine has.  What make deps-arch would install is skipped where it is missing.
. tests/tap.sh
. tests/libxl/compat/toy/library.sh
. mk/architectures.sh
node=LIBXL_PVH_BACKPORT_1 soname=libxenlight.so.4.9
define='-DTOY_COPIES -DTOY_SHIM -DTOY_GUARD_PVH -DTOY_GUARD_PVSHIM -DTOY_INSTALLED'

# with PREFIX PROGRAM [ARGUMENT]...: run the program with the prefix's library
with() {
    prefix=$1
    shift
    if [ -n "$arch" ]; then
        run env CALLERS_ARCH="$arch" FOREIGN_LIBRARY_PATH="$prefix/lib" mk/foreign "$@"
    else
        run env LD_LIBRARY_PATH="$prefix/lib" "$@"
    fi
}
check_guard() { # NAME MESSAGE "MODE..." MESSAGE-OF-DLOPEN
    new=$T/$1/new old=$T/$1/old
    ok "$1: a toy library builds" toy_library "$old" "$soname" ''
    ok "$1: and one with the queue" toy_library "$new" "$soname" "$define" guard
    for mode in $3; do
        case $mode in -no-pie) as=-fno-pie ;; *) as=-fPIE ;; esac
        for caller in PVH VAR SHIM REQUIRE; do
            program=$T/$1/$caller$mode
            ok "$1: $caller $mode builds" toy_caller $caller "$program" $as $mode $linker
            like "$1: $caller $mode names the version that it needs" "$(readelf -V -W "$program")" "Name: $node "
            with "$new" "$program"
            is "$1: $caller $mode runs with the queue" "$rc" 0
            with "$old" "$program"
            is "$1: $caller $mode is refused without" "$([ "$rc" = 0 ] || echo refused)" refused
            like "$1: $caller $mode: the message says why" "$out" "$2"
        done
        for caller in LIST CONST; do
            ok "$1: $caller $mode builds" toy_caller $caller "$T/$1/$caller$mode" $as $mode $linker
            with "$old" "$T/$1/$caller$mode"
            is "$1: $caller $mode runs without the queue, too" "$rc" 0
        done
    done
    ok "$1: a module builds" toy_caller SHIM "$T/$1/module.so" -DMODULE -fPIC -shared $linker
    ok "$1: what opens it builds" $cc -O2 tests/libxl/compat/guard_host.c -o "$T/$1/host" -ldl
    with "$new" "$T/$1/host" "$T/$1/module.so"
    is "$1: it opens with the queue" "$rc" 0
    with "$old" "$T/$1/host" "$T/$1/module.so"
    is "$1: it is refused without, and its host lives on" "$rc" "$refused"
    like "$1: dlerror says why" "$out" "$4"
}

for arch in $architectures; do
    of_architecture "$arch"
    sysroot=$ROOT/$sysroot
    if ! sh mk/deps need "$arch" >/dev/null 2>&1 || ! sh mk/sysroot there "$arch"; then
        skip "the guard on $arch" 'no compiler or no libraries for it; make deps-arch installs both'
        continue
    fi
    cc="$triplet-gcc --sysroot=$sysroot" linker='' refused=3
    check_guard "$arch" "/$arch/.*: undefined symbol: libxl_guard_pv(h|shim), version $node" '-pie -no-pie' \
        "host: lives on: .*/module\.so: undefined symbol: libxl_guard_pvshim, version $node"
    # Where the linker copies the guard into the program, the program has the symbol
    # itself, and dpkg-shlibdeps sees none that it needs; the version stays.
    copied=$(readelf -r -W "$T/$arch/SHIM-no-pie" | grep -c '_COPY .*libxl_guard_pvshim')
    case $arch in armhf) wanted=1 ;; *) wanted=0 ;; esac
    is "$arch: ld.bfd copies the guard into a program that is not PIE only on armhf" "$copied" "$wanted"
    is "$arch: and not into a PIE" "$(readelf -r -W "$T/$arch/SHIM-pie" | grep -c '_COPY .*libxl_guard')" 0
done

if sh mk/deps need check 2>&1 | grep -q musl-gcc; then
    skip 'the guard with musl' 'no musl-gcc; make deps installs it'
else
    # musl's loader knows no versions of symbols: it refuses as the guard is not there.
    cc=musl-gcc arch='' linker='' refused=3
    check_guard musl 'Error relocating .*/musl/.*: libxl_guard_pv(h|shim): symbol not found' '-pie -no-pie' \
        'host: lives on: Error relocating .*/module\.so: libxl_guard_pvshim: symbol not found'
fi
done_testing
