#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-only
# Uses tests/tap.sh mk/fields
# libvirt's libxl driver as a caller, unmodified and converted by
# compat/callers.cocci, with the old library, the new one, and Debian's.  TAP.
#
# In the environment: LIBVIRT, libvirt's sources, which are only read; OLD and NEW,
# prefixes as verify-branch makes them; WORK, a folder to build in.
: "${LIBVIRT:?}" "${OLD:?}" "${NEW:?}" "${WORK:?}"
unset CDPATH
from=$LIBVIRT
. tests/tap.sh

driver=src/libxl/libvirt_driver_libxl_impl.a
own_test=tests/libxlxml2domconfigtest
has=$(basename "$(readlink -f "$OLD/lib/libxenlight.so")")
has=${has#libxenlight.so.}
needs=$(sed -n "s/^ *libxl_version = '\(.*\)'$/\1/p" "$from/meson.build")
if [ "$(printf '%s\n' "$has" "$needs" | sort -V | head -n 1)" != "$needs" ]; then
    skip "libvirt's libxl driver with libxl $has" "this libvirt needs $needs"
    done_testing
fi
# Every 4.10 has PVH, so no caller is refused for it.
if grep -q LIBXL_DOMAIN_TYPE_PVH "$OLD/include/_libxl_types.h"; then
    pvh=1 guard=
else
    pvh=0 guard='libxl_guard_pvh '
fi
rm -rf "$WORK" && mkdir -p "$WORK" && cp -R "$from" "$WORK/source" || exit 2

fields() { # PLACE...: the table's fields in these places, on one line
    sh mk/fields names "$@" | xargs
}

# libxl installs .pc files, but the prefixes have none.
describe() { # PREFIX FOLDER
    mkdir -p "$2"
    for library in xenlight xlutil xenstore xentoollog; do
        cat >"$2/$library.pc" <<END
Name: $library
Description: as verify-branch built it
Version: $has
Cflags: -isystem $1/include
Libs: -L$1/lib -Wl,-rpath-link,$1/lib -l$library
END
    done
}
# configure NAME [PREFIX]: make a build folder for what the driver needs
configure() {
    flags="-idirafter $ROOT/compat"
    if [ $# = 2 ]; then
        describe "$2" "$WORK/$1.pc"
        flags="-isystem $2/include $flags"
    fi
    PKG_CONFIG_PATH=${2:+$WORK/$1.pc} CFLAGS=$flags \
        meson setup "$WORK/$1" "$WORK/source" --auto-features=disabled \
        --buildtype=plain -Dyajl=enabled -Ddriver_libvirtd=enabled -Ddriver_remote=enabled \
        -Ddriver_libxl=enabled -Dtests=enabled >"$WORK/$1.meson" 2>&1
}
build() { # NAME TARGETS
    log=$WORK/$1.ninja
    ninja -C "$WORK/$1" -j "${JOBS:-$(nproc)}" $2 >"$log" 2>&1 ||
        { tail -n 20 "$log"; return 1; }
}
warnings() { # NAME: the number of warnings about the driver
    grep -c 'src/libxl/.*warning:' "$WORK/$1.ninja"
}
# own PREFIX: run libvirt's own test of the driver, built for the new library, with
# this one; it prints each configuration that is not as expected
own() {
    (cd -- "$WORK/new/tests" >/dev/null && LD_LIBRARY_PATH=$1/lib VIR_TEST_DEBUG=1 \
        "../$own_test" 2>&1)
}
passed() { printf '%s\n' "$1" | grep -c '^ *[0-9]*) .*\.\.\. OK$'; }
total() { printf '%s\n' "$1" | grep -c '^ *[0-9]*) '; }
guards() { # FILE: the guards that FILE needs
    nm -u "$1" 2>/dev/null | grep -o 'libxl_guard_[a-z]*' | sort -u | tr '\n' ' '
}

# as_it_is NAME API-LEVEL PVH-IS-KNOWN GUARDS [PREFIX]
as_it_is() {
    name=$1 level=$2 known=$3 carries=$4
    shift 4
    ok "$name: libvirt is configured" configure "$name" "$@"
    is "$name: libvirt $([ "$known" = 1 ] && echo finds || echo 'does not find') PVH" \
        "$(grep -c '^#define WITH_XEN_PVH 1' "$WORK/$name/meson-config.h")" "$known"
    is "A6 $name: libvirt compiles with the expected LIBXL_API_VERSION" \
        "$(ninja -C "$WORK/$name" -t commands "$driver" | grep -o 'LIBXL_API_VERSION=[0-9x]*' |
            sort -u | cut -d = -f 2)" "$level"
    ok "A3 $name: compiles unmodified" build "$name" "$driver"
    is "A6 NO6 $name: the driver needs the right guards" "$(guards "$WORK/$name/$driver")" "$carries"
    warnings "$name" >"$WORK/$name.warned"
}
# converted NAME GUARDS
converted() {
    ok "A3 $1, converted: compiles" build "$1" "$driver"
    is "A3 $1, converted: no new warning" "$(warnings "$1")" "$(cat "$WORK/$1.warned")"
    is "A6 $1, converted: the driver needs the right guards" "$(guards "$WORK/$1/$driver")" "$2"
}

as_it_is old 0x040500 $pvh '' "$OLD"
as_it_is new 0x040500 1 "$guard" "$NEW"
debian=
if pkg-config --atleast-version 4.13 xenlight 2>/dev/null; then
    debian=$(pkg-config --modversion xenlight)
    as_it_is "$debian" 0x041300 1 ''
else
    skip "A3: the driver compiles with the distribution's libxl" 'no libxen-dev; make deps LIBVIRT=DIR installs it'
fi

# libvirt's own test compares the configurations that the driver makes.
ok "new: libvirt's own test is built" build new "$own_test tests/libxlmock.so"
before=$(own "$NEW")
like "ONEW new: a PVH guest's configuration is as expected" "$before" \
    '^ *[0-9]+\) LibXL XML-2-JSON basic-pvh .* OK$'
if [ "$guard" ]; then
    linked=$WORK/new/tests/libtest_xen_driver.so
    like 'NO1: the driver needs the version node' "$(readelf -VW "$linked")" \
        'Name: LIBXL_PVH_BACKPORT_1'
    like 'NO1: the old library is refused, with the reason' "$(own "$OLD")" \
        'undefined symbol: libxl_guard_pvh, version LIBXL_PVH_BACKPORT_1'
    # A libvirt that does not know PVH: what meson found with the old library,
    # compiled with the new one's headers.
    compile=$(ninja -C "$WORK/old" -t commands "$driver" |
        grep -- '-c [^ ]*/src/libxl/libxl_conf\.c$' |
        sed -e "s,$OLD/,$NEW/,g" -e "s, -o [^ ]*, -o $WORK/unaware.o,")
    ok 'NO6: one that does not know PVH compiles with the new headers' \
        sh -c "cd '$WORK/old' && $compile"
    like 'NO6: it was compiled' "$(nm -u "$WORK/unaware.o")" \
        'libxl_domain_build_info_init_type'
    is 'NO6: the one that does not know PVH needs no guard' "$(guards "$WORK/unaware.o")" ''
else
    is 'NO6: the test built for the new library prints the same with the old one' \
        "$(own "$OLD")" "$before"
fi

ok 'the driver is converted' sh tests/libxl/compat/convert "$WORK/source/src/libxl"
accesses=$(grep -c LIBXL_BUILDINFO_FIELD "$WORK/source/src/libxl/libxl_conf.c")
like 'A3: the converted driver uses the accessor' "$accesses" '^[1-9][0-9]'
is 'A3: the converted driver has no direct access' \
    "$(grep -nE "b_info->(u\.(pv|hvm|pvh)\.)?($(fields at_boot at_pv at_hvm at_shim | tr ' ' '|'))\>" \
        "$WORK"/source/src/libxl/*.[ch])" ''
converted old ''
converted new "$guard"
[ -z "$debian" ] || converted "$debian" ''

# The accessor sets a PV guest's field at the top if this libxl has it there.
at_top=$(fields at_boot)
[ "$guard" ] || at_top=$(fields at_boot at_pv)
ok "new, converted: libvirt's own test is built" build new "$own_test"
ok "new, converted: the expected configurations are changed to the accessor's places" \
    /usr/bin/python3 tests/libxl/libvirt/at-top "$WORK/source/tests/libxlxml2domconfigdata" $at_top
now=$(own "$NEW")
if [ "$before" = "$now" ]; then
    pass "A3 new, converted: the same configurations, $(passed "$now") of $(total "$now") as libvirt expects"
else
    printf '%s\n' "$before" >"$T/before"
    fail 'A3 new, converted: the same configurations' \
        "$(printf '%s\n' "$now" | diff "$T/before" - | head -n 40)"
fi
done_testing
