#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-only
# Package tools find out that a caller needs the queue: rpm by the version node,
# Debian by its symbols file (A6, NO1, NO2).  The libraries are toys, or those of
# CALLERS_OLD and CALLERS_NEW.
. tests/tap.sh
. tests/libxl/compat/toy/library.sh
node=LIBXL_PVH_BACKPORT_1
cc=${CC:-cc}

caller() { # NAME FLAGS...: build a caller with the new library, into its package
    of=$1
    shift
    toy_caller "$of" "$T/debian/caller/usr/bin/$of" "$@"
}

rpm_says() { # --requires|--provides FILE: what rpmbuild would record of libxenlight
    echo "$2" | /usr/lib/rpm/elfdeps "$1" | grep '^libxenlight' | LC_ALL=C sort | tr '\n' ' '
}

debian_says() { # FILE: the library's package that it depends on
    (cd "$T" && dpkg-shlibdeps -O "debian/caller/usr/bin/$1" 2>"$T/log" |
        grep -o 'libxen-toy[^,]*')
}

package() { # LIBRARY: make a Debian package tree with it, and run dpkg-gensymbols
    rm -rf "$T/debian/libxen-toy/DEBIAN" && mkdir -p "$T/debian/libxen-toy/usr/lib" &&
        cp "$1" "$T/debian/libxen-toy/usr/lib/$soname" &&
        (cd "$T" && dpkg-gensymbols -plibxen-toy -Pdebian/libxen-toy -c4 2>&1)
}

check_packages() { # BRANCH "CALLER..." that need the queue, "CALLER..." that do not
    soname=libxenlight.so.$1
    rm -rf "$T/debian"
    mkdir -p "$T/debian/caller/usr/bin"
    printf '%s\n' 'Source: xen' 'Maintainer: Nobody <nobody@example.org>' '' 'Package: libxen-toy' \
        'Architecture: any' '' 'Package: caller' 'Architecture: any' >"$T/debian/control"
    printf '%s\n' 'xen (4-2) unstable; urgency=medium' '' '  * x' '' \
        ' -- Nobody <nobody@example.org>  Sun, 22 Nov 2026 12:00:00 +0000' >"$T/debian/changelog"
    sed -e '/^#/d' -e s/@PACKAGE@/libxen-toy/ -e "s/@BRANCH@/$1/" -e s/@FIRST@/4-1/ -e s/@QUEUE@/4-2/ \
        compat/debian/libxenlight.symbols >"$T/debian/libxen-toy.symbols"

    is "$1: rpm finds what the old library provides" "$(rpm_says --provides "$old/lib/$soname")" "$soname()(64bit) "
    is "$1: rpm finds what the new library provides" "$(rpm_says --provides "$new/lib/$soname")" \
        "$soname()(64bit) $soname($node)(64bit) "
    ok "$1: dpkg-gensymbols accepts the new library" package "$new/lib/$soname"
    for name in $2; do
        modes=-pie
        [ $name != SHIM ] || modes='-pie -no-pie -shared'
        for mode in $modes; do
            case $mode in -pie) as=-fPIE ;; -no-pie) as=-fno-pie ;; *) as='-fPIC -DMODULE' ;; esac
            ok "$1: $name $mode builds" caller $name $as $mode
            is "$1: rpm: $name $mode needs the queue" "$(rpm_says --requires "$T/debian/caller/usr/bin/$name")" \
                "$soname()(64bit) $soname($node)(64bit) "
            is "$1: dpkg-shlibdeps: $name $mode needs the queue" "$(debian_says $name)" 'libxen-toy (>= 4-2)'
        done
    done
    for name in $3; do
        ok "$1: $name builds" caller $name
        is "$1: rpm: $name does not need the queue" "$(rpm_says --requires "$T/debian/caller/usr/bin/$name")" "$soname()(64bit) "
        is "$1: dpkg-shlibdeps: $name does not need the queue" "$(debian_says $name)" 'libxen-toy (>= 4-1)'
    done
}

unaware='LIST CONST ADDRESS'
define=
if [ -n "${CALLERS_OLD:-}" ]; then
    old=$CALLERS_OLD new=$CALLERS_NEW
    branch=$(basename "$(ls -d "$new"/lib/libxenlight.so.4.*[0-9] | grep -Ex '.*\.so\.4\.[0-9]+')" | sed 's/.*\.so\.//')
    case $branch in
    4.10) check_packages $branch 'SHIM REQUIRE_SHIM' "$unaware PVH VAR" ;;
    *) check_packages $branch 'PVH VAR SHIM REQUIRE' "$unaware" ;;
    esac
    done_testing
fi

old=$T/old9 new=$T/new9
define='-DTOY_COPIES -DTOY_SHIM -DTOY_GUARD_PVH -DTOY_GUARD_PVSHIM -DTOY_INSTALLED'
ok 'toy 4.9 builds' toy_library "$old" libxenlight.so.4.9 ''
ok 'toy 4.9 with the queue builds' toy_library "$new" libxenlight.so.4.9 "$define" guard
check_packages 4.9 'PVH VAR SHIM REQUIRE' "$unaware"
old=$T/old10 new=$T/new10
define='-DTOY_TOP -DTOY_SHIM -DTOY_GUARD_PVSHIM -DTOY_INSTALLED'
ok 'toy 4.10 builds' toy_library "$old" libxenlight.so.4.10 -DTOY_TOP
ok 'toy 4.10 with the queue builds' toy_library "$new" libxenlight.so.4.10 "$define" guard-pvshim
check_packages 4.10 'SHIM REQUIRE_SHIM' "$unaware PVH VAR"
done_testing
